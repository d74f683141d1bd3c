"""Names of countries in a language: those of CLDR, which Babel carries, and aliases that CLDR lacks."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from worker.enrich.places.country_aliases import ALIASES, AMBIGUOUS_NAMES

#: Codes of CLDR that are not countries: outlying territories, and places whose name mostly means something else.
NOT_COUNTRIES = frozenset(
    [
        "AC",
        "AQ",
        "BV",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "GG",
        "HM",
        "IC",
        "IM",
        "IO",
        "JE",
        "QO",
        "RE",
        "SJ",
        "TA",
        "TF",
        "UM",
        "UN",
        "XA",
        "XB",
        "ZZ",
    ]
)

#: What CLDR adds to the names of Hong Kong and Macao.
_SPECIAL_REGION = re.compile(
    r" SAR China$|^Sonderverwaltungsregion |^R\.?A\.?[ES]\.? (?:chinoise )?d[ei] |, RAE da China$|^SRA |"
    r"^Çin | ÖİB$| SAR$| SAR van China$"
    r"| الصينية$|, ОАР Китаю$|^中国(?=.*特别行政区)|特别行政区$|^中華人民共和国(?=.)|特別行政区$"
)
_PARENTHESES = re.compile(r"^(.*?)\s*[(（](.*?)[)）]$")


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


@cache
def english_names() -> dict[str, str]:
    """Return the English name of each code."""
    names = {
        code: name.replace(" SAR China", "") for code, name in Locale.parse("en").territories.items() if len(code) == 2
    }
    return {code: _PARENTHESES.sub(r"\1", name) for code, name in names.items() if code not in NOT_COUNTRIES} | {
        "TR": "Turkey"
    }


@cache
def country_names(language: str) -> dict[str, str]:
    """Return name to ISO 3166-1 alpha-2 code in a language; languages in Latin script have the English names too."""
    found: dict[str, str] = {}
    locale = _locale(language)
    if locale is not None:
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES:
                for form in _forms(name, language):
                    found.setdefault(form, code)
    found |= ALIASES.get(language, {})
    if all(name[0] < "\u0250" for name in list(found)[:5]):
        for name, code in (*ALIASES["*"].items(), *((name, code) for code, name in english_names().items())):
            found.setdefault(name, code)
    for word in AMBIGUOUS_NAMES.get(language, ()):
        found.pop(word, None)
    return found


def _forms(name: str, language: str) -> list[str]:
    """Return the forms of a CLDR name that texts use."""
    if " - " in name:
        return []  # "Congo - Kinshasa"
    match = _PARENTHESES.match(name)
    names = [name] if match is None else [match[1], match[2]] if language == "en" else [match[1]]
    for one in tuple(names):
        names.append(one.replace("&", "and"))
        names.append(one.replace("St.", "Saint"))
        names.append(one.replace("’", "'"))
        names.append(_SPECIAL_REGION.sub("", one))
    return [one.strip() for one in dict.fromkeys(names) if len(one.strip()) > 1]
