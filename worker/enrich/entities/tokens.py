"""Tokens of a text of any script, and the sentences they make, as the tagger of entities sees them."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.enrich.words import MARKED, WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Scripts without spaces, and Hangul, whose particles stick to names: a token a character.
CHARACTERS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_CHARACTER: Final = re.compile(f"[{CHARACTERS}]")


def _pattern(letter: str) -> re.Pattern[str]:
    """Return a pattern for words, which may hold hyphens, dots, apostrophes (but no English 's) and a Nordic colon."""
    joined = rf"(?:(?:[-\u2010\u2011.·&]|['’](?!s\b)|:(?=[a-zäöå])){letter}+)*"
    return re.compile(rf"{letter}+{joined}|[^\s\w]")


_PLAIN_TOKEN: Final = _pattern(r"\w")
_MARKED_TOKEN: Final = _pattern(WORD.pattern.removesuffix("+"))
#: A look ahead at each letter: the slowest, for the texts that need it.
_ANY_TOKEN: Final = re.compile(
    rf"[{CHARACTERS}]|" + _pattern(rf"(?:(?![{CHARACTERS}]){WORD.pattern.removesuffix('+')})").pattern
)
#: The same for text that is all ASCII, which is several times as fast.
_ASCII_TOKEN: Final = re.compile(r"\w+(?:(?:[-.&]|'(?!s\b)|:(?=[a-z]))\w+)*|[^\s\w]", re.ASCII)
_BREAK: Final = re.compile(
    # After a full stop or its like, with closing quotes, where a capital, an opening quote or a caseless script follows,
    r"(?<=[^\W\d_][^\W_][^\W_][.!?…])[\"'”’»)\]]{0,2}\s+(?=[^\w\s]{0,2}[^\W\d_])(?![a-zà-öø-ÿа-я])"
    # after those of scripts that put no space there, and at ends of lines.
    r"|(?<=[。！？।॥۔؟])[」』”’]{0,2}\s*|\n\s*"
)
#: tokens; longer sentences are cut, since all of a batch take as many steps as the longest
LONGEST: Final = 96


class Tokens(NamedTuple):
    """The tokens of a text: `starts` and `ends` in it, `words`, and the number of the token that begins a sentence."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]


def _pattern_for(text: str) -> re.Pattern[str]:
    if text.isascii():
        return _ASCII_TOKEN
    if _CHARACTER.search(text) is not None:
        return _ANY_TOKEN
    return _PLAIN_TOKEN if MARKED.search(text) is None else _MARKED_TOKEN


def split(words: str) -> list[str]:
    """Return the tokens of a text that has no sentences, or of one word of it."""
    return _pattern_for(words).findall(words)


def tokens(text: str) -> Tokens:
    """Cut a text into tokens and sentences."""
    pattern = _pattern_for(text)
    spans = [match.span() for match in pattern.finditer(text)]
    breaks = [match.end() for match in _BREAK.finditer(text)]
    starts = [start for start, _ in spans]
    return Tokens(
        [text[start:end] for start, end in spans], starts, [end for _, end in spans], _sentences(starts, breaks)
    )


def _sentences(starts: Sequence[int], breaks: Sequence[int]) -> list[int]:
    firsts: list[int] = []
    at, limit = 0, len(breaks)
    for number, start in enumerate(starts):
        fresh = not number
        while at < limit and breaks[at] <= start:
            at += 1
            fresh = True
        if fresh or number - firsts[-1] >= LONGEST:
            firsts.append(number)
    return firsts
