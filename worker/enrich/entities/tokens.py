"""Tokens of a text of any script, and the sentences they make, as the tagger of entities sees them.

A token is known by a hash of its letters, so that none is cut out of the text but those that are new: all positions are
found at once, with a few passes over the code points.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.enrich.entities.hashing import Letters, codes_of
from worker.enrich.text.words import MARKS, split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Places = NDArray[np.int64]

#: Scripts without spaces, and Hangul, whose particles stick to names: a token a character.
CHARACTERS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_CHARACTER: Final = re.compile(f"[{CHARACTERS}]")
_MARK: Final = re.compile(f"[{MARKS}]")
#: What a code point is. Words may hold hyphens, dots and the like, apostrophes (but no English 's) and a Nordic colon.
_SPACE, _SIGN, _ONE, _HYPHEN, _APOSTROPHE, _COLON, _MARKED, _LETTER = range(8)
_HYPHENS: Final = "-\u2010\u2011.·&"
_APOSTROPHES: Final = "'’"
#: Whether a colon within a word may stand before a letter of Latin-1 (Finnish and Swedish "EU:n"); before no other.
_AFTER_COLON: Final = np.array([chr(code) in "abcdefghijklmnopqrstuvwxyzäöå" for code in range(256)])
_S: Final = ord("s")
_PLANE: Final = 0x10000
#: (It begins with a set and no alternatives, which makes the search several times as fast.)
_BREAK: Final = re.compile(
    r"[.!?…。！？।॥۔؟\n](?:"
    # At ends of lines,
    r"(?<=\n)\s*"
    # after a full stop or its like, with closing quotes, where a capital, an opening quote or a caseless script follows,
    r"|(?<=[^\W\d_][^\W_][^\W_][.!?…])[\"'”’»)\]]{0,2}\s+(?=[^\w\s]{0,2}[^\W\d_])(?![a-zà-öø-ÿа-я])"
    # and after those of scripts that put no space there.
    r"|(?<=[。！？।॥۔؟])[」』”’]{0,2}\s*)"
)
#: tokens; longer sentences are cut, since all of a batch take as many steps as the longest
LONGEST: Final = 96


class Tokens(NamedTuple):
    """The tokens of a text: where they stand, what they are known by, and which of them begin a sentence."""

    text: str
    starts: Places
    ends: Places
    #: The same for the same word.
    hashes: NDArray[np.uint64]
    #: Numbers of tokens.
    sentences: Places
    #: Whether some are single characters, for their script has no spaces.
    of_characters: bool

    def words(self) -> list[str]:
        """Return the tokens themselves."""
        return [self.text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


def _kind(character: str) -> int:  # noqa: PLR0911  (one a kind)
    if _CHARACTER.match(character) is not None:
        return _ONE
    if character.isalnum() or character == "_":
        return _LETTER
    if character.isspace():
        return _SPACE
    if character in _HYPHENS:
        return _HYPHEN
    if character in _APOSTROPHES:
        return _APOSTROPHE
    if character == ":":
        return _COLON
    return _MARKED if _MARK.match(character) is not None else _SIGN


@cache
def _kinds_of_first_plane() -> NDArray[np.uint8]:
    return np.array([_kind(chr(code)) for code in range(_PLANE)], np.uint8)


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return what each code point is, with nothing before the first and two after the last."""
    kinds = np.zeros(len(codes) + 3, np.uint8)
    beyond = np.flatnonzero(codes >= _PLANE) if len(codes) and int(codes.max()) >= _PLANE else ()
    kinds[1:-2] = _kinds_of_first_plane().take(codes, mode="clip")
    for place in beyond:
        kinds[place + 1] = _kind(chr(codes[place]))
    return kinds


def _joints(kinds: NDArray[np.uint8], codes: NDArray[np.uint32]) -> Places:
    """Return the places of the signs that hold a word together, counted as in `kinds`."""
    likely = np.flatnonzero((kinds >= _HYPHEN) & (kinds <= _COLON))
    likely = likely[(kinds[likely - 1] >= _MARKED) & (kinds[likely + 1] >= _MARKED)]
    of = kinds[likely]
    if not (of != _HYPHEN).any():
        return likely
    after = codes[likely]  # places in `kinds` are one on
    ends_there = (kinds[likely + 2] != _LETTER) & (kinds[likely + 2] != _ONE)
    possessive = (of == _APOSTROPHE) & (after == _S) & ends_there
    kept: Places = likely[~possessive & ((of != _COLON) | _AFTER_COLON.take(after, mode="clip"))]
    return kept


def tokenise(text: str) -> Tokens:
    """Cut a text into tokens and sentences."""
    codes = codes_of(text)
    kinds = _kinds(codes)
    starts, ends = _bounds(codes, kinds)
    breaks = np.array([match.end() for match in _BREAK.finditer(text)], np.int64)
    return Tokens(
        text,
        starts,
        ends,
        Letters(codes).hashes(starts, ends),
        _sentences(starts, breaks),
        of_characters=bool((kinds == _ONE).any()),
    )


def _bounds(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> tuple[Places, Places]:
    in_word = kinds >= _MARKED
    in_word[_joints(kinds, codes)] = True
    alone = (kinds != _SPACE) & ~in_word
    first = alone[1:-2] | (in_word[1:-2] & ~in_word[:-3])
    last = alone[1:-2] | (in_word[1:-2] & ~in_word[2:-1])
    return np.flatnonzero(first), np.flatnonzero(last) + 1


def tokens_of_words(words: Sequence[str]) -> Tokens:
    """Return words that are cut already as tokens of one sentence."""
    text = " ".join(words)
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(sizes + 1) - 1
    starts = ends - sizes
    hashes = Letters(codes_of(text)).hashes(starts, ends)
    return Tokens(text, starts, ends, hashes, np.zeros(min(1, len(words)), np.int64), of_characters=False)


def split_tokens(words: str) -> list[str]:
    """Return the tokens of a text that has no sentences, or of one word of it."""
    codes = codes_of(words)
    starts, ends = _bounds(codes, _kinds(codes))
    return [words[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def dictionary_key(name: str) -> str:
    """Return what a dictionary keeps a name under: its first word, its first character where its script has no spaces."""
    return name[0] if _CHARACTER.match(name) is not None else split_words(name)[0]


def _sentences(starts: Places, breaks: Places) -> Places:
    count = len(starts)
    # Breaks are in order, so that those before one token are side by side.
    firsts = np.concatenate(([0], np.searchsorted(starts, breaks)))
    distinct = firsts < count
    distinct[1:] &= firsts[1:] != firsts[:-1]
    firsts = firsts[distinct]
    sizes = np.diff(firsts, append=count)
    if not len(sizes) or int(sizes.max()) <= LONGEST:
        return firsts
    of = zip(firsts.tolist(), sizes.tolist(), strict=True)
    return np.concatenate([np.arange(first, first + size, LONGEST) for first, size in of])
