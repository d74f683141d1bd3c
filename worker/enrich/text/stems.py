"""Stems of names in languages that inflect them: all cases of a name share a stem.

Endings are stripped by script, without a dictionary. That is enough to see that Казахстане is Казахстан and that Polsce
is close to Polska, but not to build a case.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import cache

#: Primary subtags of the languages whose names are compared by stems.
CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "be", "bg", "sr", "mk"})
LATIN_LANGUAGES = frozenset({"pl", "cs", "sk", "hr", "bs", "sl"})
ARABIC_LANGUAGES = frozenset({"ar"})
INFLECTED_LANGUAGES = CYRILLIC_LANGUAGES | LATIN_LANGUAGES | ARABIC_LANGUAGES
#: letters; the fewest that are left of a name
MIN_STEM = 3

_VOWELS = "аяйьеиоуюыіїєэ"
_LATIN_VOWELS = "aeiouyąęóáéíýůě"
#: (Vowels are looked at from the first of a row alone: from each a search would go through the rest again.)
_CYRILLIC_ENDING = re.compile(
    rf"(?:ами|ями|ах|ях|ом|ем|ём|єм|ой|ей|ою|ею|ій|ым|им|ов|ів|(?<![{_VOWELS}])[{_VOWELS}]++)$"
)
_LATIN_ENDING = re.compile(rf"(?:ami|ach|ech|om|em|ou|ie|(?<![{_LATIN_VOWELS}])[{_LATIN_VOWELS}]++)$")


@cache
def _stem(word: str, cyrillic: bool) -> str:  # noqa: FBT001
    ending, vowels = (_CYRILLIC_ENDING, _VOWELS) if cyrillic else (_LATIN_ENDING, _LATIN_VOWELS)
    match = ending.search(word)
    cut = word[: match.start()] if match is not None else word
    # "Арменией" without "ей" still ends with a vowel, "Армения" without "я" does not: strip all final vowels.
    cut = cut.rstrip(vowels)
    return cut if len(cut) >= MIN_STEM else word


def stems(word: str, language: str) -> tuple[str, ...]:
    """Return the stems that a word of an inflected language may have, the likeliest first."""
    if language in CYRILLIC_LANGUAGES:
        return (_stem(word, cyrillic=True),)
    if language in ARABIC_LANGUAGES:
        return _without_clitics(word)
    return (_stem(word, cyrillic=False),)


def _without_clitics(word: str) -> tuple[str, ...]:
    """Return an Arabic word as written and without "and", "so", "in" and "for", which are prefixed to the next word."""
    keys = [word]
    if len(word) > 4 and word[0] in "وف":
        keys.append(word[1:])
    for key in tuple(keys):
        if len(key) > 4 and key[0] in "بلك":
            keys.append(key[1:])
        if len(key) > 5 and key.startswith("لل"):
            keys.append("ال" + key[2:])
    return tuple(keys)
