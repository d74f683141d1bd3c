"""Names of the months in many languages, from CLDR by Babel; the page's own language takes precedence.

Nothing is loaded on import. Loading one language takes about 5 ms, all of them 0.3 s of one core. All are loaded once per
process: by `preload`, or for the first month that is neither in the page's language nor in English.
"""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

#: Languages, and countries with names of their own, the most frequent first. If a name means two months in two
#: languages (listopad, srp, lip), the first language wins unless the page declares the other.
LANGUAGES: Final = (
    "en", "es", "fr", "de", "pt", "it", "ru", "nl", "pl", "tr", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "hr", "sl",
    "sr", "sr_Latn", "bg", "uk", "el", "lt", "lv", "et", "id", "ms", "vi", "ar", "ar_DZ", "ar_MA", "fa", "he", "hi", "bn",
    "ur", "ta", "te", "mr", "gu", "kn", "ml", "th", "ca", "gl", "eu", "ka", "hy", "az", "kk", "uz", "be", "mk", "sq", "is",
    "af", "sw", "fil", "de_AT", "my", "km", "ne", "si",
)  # fmt: skip
#: Spellings that CLDR lacks: another orthography, another case.
_EXTRA_SPELLINGS: Final = """
2 feber फरवरी fevr
3 maerz
5 मई μαίου
4 ابريل إبريل
8 اغسطس avgusta
9 setiembre सितम्बर sept
10 اكتوبر अक्तूबर
11 नवम्बर studenog
12 दिसम्बर
"""
#: Endings of Latvian and Serbian months, and the endings of the case that dates use.
_CASE_ENDINGS: Final = {
    "lv": (("is", "ī"), ("s", "ā")),
    "sr": (("ар", "ра"), ("", "а")),
    "sr_Latn": (("ar", "ra"), ("", "a")),
}


def month_of(name: str, language: str | None = None) -> int | None:
    """Return the number of the month called `name`, in full or abbreviated; `language` is the page's (BCP 47)."""
    wanted = unicodedata.normalize("NFC", name.lower()).rstrip(".")
    month = _months_in(_cldr_language(language)).get(wanted) if language else None
    return month or _months_in("en").get(wanted) or _months_in_all_languages().get(wanted)


def preload() -> None:
    """Load the names of all languages now, so that processes forked later share them."""
    _months_in_all_languages()


def _cldr_language(language: str) -> str:
    primary = language.replace("_", "-").split("-")[0].lower()
    return {"no": "nb", "nn": "nb", "bs": "hr", "tl": "fil"}.get(primary, primary)


@cache
def _months_in(language: str) -> dict[str, int]:
    # Imported late: Babel takes 20 ms to import, and most pages give their dates in digits.
    from babel import Locale, UnknownLocaleError

    try:
        contexts = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in contexts[context][width].items():
                key = unicodedata.normalize("NFC", name.lower()).rstrip(".").removeprefix("de ").removeprefix("d’")
                # Chinese and Japanese months are numbers; names of two letters are ambiguous.
                if len(key) > 2 and not any(character.isdigit() for character in key):
                    found.setdefault(key, number)
    for name, number in list(found.items()):
        for form in _forms(name, language):
            found.setdefault(form, number)
    return found


def _forms(name: str, language: str) -> list[str]:
    """Return other forms of a month's name: in another case, without accents, abbreviated."""
    forms = [name.removesuffix(end) + other for end, other in _CASE_ENDINGS.get(language, ()) if name.endswith(end)][:1]
    if name[0] < "\u0250" and not name.isascii():
        forms.append(
            "".join(
                character for character in unicodedata.normalize("NFD", name) if not unicodedata.combining(character)
            )
        )
    if len(name) > 4 and name[0] < "\u0530":
        forms += [name[:3], name[:4]]
    return forms


@cache
def _months_in_all_languages() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for name, number in _months_in(language).items():
            found.setdefault(name, number)
    for row in _EXTRA_SPELLINGS.strip().split("\n"):
        number_of, *names = row.split()
        found |= dict.fromkeys((unicodedata.normalize("NFC", name) for name in names), int(number_of))
    return found
