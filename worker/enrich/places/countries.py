"""Countries that a text names.

Names are those of CLDR in the language of the text, and in English where the language is written in Latin script. A name
that also means something else needs supporting evidence: see `_count_meant`.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from wiremill.contract.enrichment import Country
from worker.enrich.places import name_search
from worker.enrich.places.country_names import country_names, english_names
from worker.enrich.places.name_context import context_of
from worker.enrich.text.stems import INFLECTED_LANGUAGES, stems
from worker.enrich.text.words import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.enrich.places.name_search import Hit, NameTable

#: Also names of people: they count only without another capitalised word next to them.
FORENAMES = frozenset(
    {
        "Jordan",
        "Chad",
        "Georgia",
        "Israel",
        "Kenya",
        "Cuba",
        "India",
        "Holland",
        "Jordanie",
        "Malta",
        "Dominica",
        "England",
        "Wales",
        "Trinidad",
    }
)
#: Of those, the ones that need a word like "in" before at least one mention, or one of these words in the text.
DOUBTFUL_NAMES = {
    "Jordan": re.compile(r"\b(?:Amman|Jordanian|King Abdullah|Syria|Israel|Iraq|Middle East|West Bank)"),
    "Chad": re.compile(r"\b(?:N[’']Djamena|Chadian|Deby|Déby|Sahel|Sudan|Niger|Cameroon|Libya)"),
}
_GEORGIA_US = re.compile(
    r"\b(?:Atlanta|Savannah|Augusta|U\.S\.|United States|Republicans?|Democrats?|Florida|Alabama|"
    r"Tennessee|Carolina|Senate|Trump|Biden|Kemp)\b"
)
_GEORGIA_GE = re.compile(
    r"\b(?:Tbilisi|Georgians?|Batumi|Abkhazia|Ossetia|Caucasus|Armenia|Azerbaijan|Russia|Ukraine|Moldova|"
    r"Soviet|Turkey)\b"
)
_TURKEY_BIRD = re.compile(r"\b(?:Thanksgiving|roast(?:ed)?|turkeys|sandwich|stuffing|gravy|recipe|poultry|hunting)\b")
_TURKEY_TR = re.compile(r"\b(?:Ankara|Istanbul|Erdo[gğ]an|Turkish|Turks|Syria|NATO|Greece|Russia)\b")
#: After the name of a country: what shares its name without being it.
_NOT_COUNTRY_AFTER = re.compile(r"\s(?:pig|pigs|fowl|Hat|Hill|ink|Basin|Open|Inc|Street|Road|Avenue|Post)\b")
_NOT_COUNTRY_BEFORE = re.compile(r"\b(?:New|Gulf of|Little|Lake|Saint|St\.?|Via|Port|Fort)\s$")


@cache
def countries_by_stem(language: str) -> dict[str, str]:
    """Return the code of each country by the stems of its name, joined by spaces, in an inflected language."""
    found: dict[str, str] = {}
    for name, code in country_names(language).items():
        found.setdefault(" ".join(stems(word, language)[0] for word in WORD.findall(name)), code)
    return found


@cache
def country_table(language: str, *, by_letter: bool = False) -> NameTable:
    """Return the names of countries as a table to search for."""
    return name_search.name_table(country_names(language).keys(), by_letter=by_letter)


def count_countries(text: str, hits: Sequence[Hit], words: frozenset[str], language: str) -> Counter[str]:
    """Count the mentions of each country among the hits of the country table."""
    names = countries_by_stem(language) if language in INFLECTED_LANGUAGES else country_names(language)
    by_name: dict[str, list[Hit]] = {}
    for hit in hits:
        if (
            _NOT_COUNTRY_AFTER.match(text, hit.end) is None
            and _NOT_COUNTRY_BEFORE.search(text, max(0, hit.start - 9), hit.start) is None
        ):
            by_name.setdefault(hit.name, []).append(hit)
    counted: Counter[str] = Counter()
    for name, mentions in by_name.items():
        kept = _count_meant(text, name, mentions, words, language)
        if kept:
            counted[names[name]] += kept
    return counted


def _count_meant(text: str, name: str, mentions: list[Hit], words: frozenset[str], language: str) -> int:
    """Return how many mentions of a name mean the country.

    - Names of people do not count next to another capitalised word; Jordan and Chad need one mention after a word like
      "in", or a related word in the text.
    - Georgia is the US state if the text has words of the US and none of the Caucasus.
    - Turkey is the bird if the text has "turkey" in lower case or related words, and no words of the country.
    """
    if name == "Turkey" and ("turkey" in words or _TURKEY_BIRD.search(text)) and not _TURKEY_TR.search(text):
        return 0
    if name == "Georgia" and _GEORGIA_US.search(text) and not _GEORGIA_GE.search(text):
        return 0
    if name not in FORENAMES:
        return len(mentions)
    contexts = [context_of(text, hit.start, hit.end, language) for hit in mentions]
    kept = sum(not one.in_longer_name for one in contexts)
    related = DOUBTFUL_NAMES.get(name)
    if related is not None and not any(one.is_place for one in contexts) and related.search(text) is None:
        return 0
    return kept


def rank_countries(counted: Counter[str]) -> list[Country]:
    """Return the countries, the most mentioned first."""
    names = english_names()
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Country(code, names[code], mentions) for code, mentions in ordered if code in names]
