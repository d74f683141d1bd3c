"""Names in languages that decline them: a name and its cases share a stem.

The endings are cut by script, without a dictionary: enough to see that Казахстане is Казахстан and Polsce isn't far
from Polska, not enough to build cases.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import cache

#: Primary subtags of the languages that are read by stems.
CYRILLIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk"})
LATIN = frozenset({"pl", "cs", "sk", "hr", "bs", "sl"})
ARABIC = frozenset({"ar"})
DECLINING = CYRILLIC | LATIN | ARABIC
#: letters that are left of a name at least
MIN_STEM = 3

_CYRILLIC_ENDING = re.compile(r"(?:ами|ями|ах|ях|ом|ем|ём|єм|ой|ей|ою|ею|ій|ым|им|ов|ів|[аяйьеиоуюыіїєэ]+)$")
_LATIN_ENDING = re.compile(r"(?:ami|ach|ech|om|em|ou|ie|[aeiouyąęóáéíýůě]+)$")
_VOWELS = "аяйьеиоуюыіїєэ"
_LATIN_VOWELS = "aeiouyąęóáéíýůě"


@cache
def _stem(word: str, cyrillic: bool) -> str:  # noqa: FBT001
    ending, vowels = (_CYRILLIC_ENDING, _VOWELS) if cyrillic else (_LATIN_ENDING, _LATIN_VOWELS)
    match = ending.search(word)
    cut = word[: match.start()] if match is not None else word
    # "Арменией" loses "ей" and then has a vowel where "Армения" has none: all vowels at the end go.
    cut = cut.rstrip(vowels)
    return cut if len(cut) >= MIN_STEM else word


def stems(word: str, language: str) -> tuple[str, ...]:
    """Return the keys under which a word of a declining language may be found, the likeliest first."""
    if language in CYRILLIC:
        return (_stem(word, cyrillic=True),)
    if language in ARABIC:
        return _without_clitics(word)
    return (_stem(word, cyrillic=False),)


def _without_clitics(word: str) -> tuple[str, ...]:
    """Undo the Arabic "and", "so", "in" and "for" that are written onto the word after them."""
    keys = [word]
    if len(word) > 4 and word[0] in "وف":
        keys.append(word[1:])
    for key in tuple(keys):
        if len(key) > 4 and key[0] in "بلك":
            keys.append(key[1:])
        if len(key) > 5 and key.startswith("لل"):
            keys.append("ال" + key[2:])
    return tuple(keys)
