"""Tokens and sentences of a text in any script, for the entity tagger.

All offsets are found with a few passes over the code points. A token is identified by a hash of its letters, so that only
tokens never seen before have to be cut out of the text.
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

#: Scripts in which each character is a token: those without spaces, and Hangul, where particles are attached to names.
CHARACTERS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_CHARACTER: Final = re.compile(f"[{CHARACTERS}]")
_MARK: Final = re.compile(f"[{MARKS}]")
#: Kinds of code points. A word may contain hyphens, dots, apostrophes (but not the English 's) and a Nordic colon.
_SPACE, _SIGN, _ONE, _HYPHEN, _APOSTROPHE, _COLON, _MARKED, _LETTER = range(8)
_HYPHENS: Final = "-\u2010\u2011.·&"
_APOSTROPHES: Final = "'’"
#: Letters before which a word may contain a colon (Finnish and Swedish "EU:n"), by code point of Latin-1.
_AFTER_COLON: Final = np.array([chr(code) in "abcdefghijklmnopqrstuvwxyzäöå" for code in range(256)])
_S: Final = ord("s")
_PLANE: Final = 0x10000
#: (A pattern that begins with a set rather than with alternatives is searched several times as fast.)
_BREAK: Final = re.compile(
    r"[.!?…。！？।॥۔؟\n](?:"
    # At the end of a line,
    r"(?<=\n)\s*"
    # after sentence punctuation and closing quotes, before a capital, an opening quote or a script without case,
    r"|(?<=[^\W\d_][^\W_][^\W_][.!?…])[\"'”’»)\]]{0,2}\s+(?=[^\w\s]{0,2}[^\W\d_])(?![a-zà-öø-ÿа-я])"
    # and after the punctuation of scripts that have no space there.
    r"|(?<=[。！？।॥۔؟])[」』”’]{0,2}\s*)"
)
#: tokens; longer sentences are cut, since a batch takes as many steps as its longest sentence
MAX_SENTENCE_TOKENS: Final = 96


class Tokens(NamedTuple):
    """The tokens of a text: their offsets, their hashes, and which of them begin a sentence."""

    text: str
    starts: Places
    ends: Places
    #: Equal for equal words.
    hashes: NDArray[np.uint64]
    #: Indexes of the tokens that begin a sentence.
    sentences: Places
    #: Whether some tokens are single characters of scripts without spaces.
    of_characters: bool

    def words(self) -> list[str]:
        """Return the tokens themselves."""
        return [self.text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


def _kind(character: str) -> int:  # noqa: PLR0911  (one return for each kind)
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
    """Return the kind of each code point, padded by one before the first and two after the last."""
    kinds = np.zeros(len(codes) + 3, np.uint8)
    beyond = np.flatnonzero(codes >= _PLANE) if len(codes) and int(codes.max()) >= _PLANE else ()
    kinds[1:-2] = _kinds_of_first_plane().take(codes, mode="clip")
    for place in beyond:
        kinds[place + 1] = _kind(chr(codes[place]))
    return kinds


def _joints(kinds: NDArray[np.uint8], codes: NDArray[np.uint32]) -> Places:
    """Return the indexes in `kinds` of punctuation within words."""
    likely = np.flatnonzero((kinds >= _HYPHEN) & (kinds <= _COLON))
    likely = likely[(kinds[likely - 1] >= _MARKED) & (kinds[likely + 1] >= _MARKED)]
    of = kinds[likely]
    if not (of != _HYPHEN).any():
        return likely
    after = codes[likely]  # indexes in `kinds` are one higher
    ends_there = (kinds[likely + 2] != _LETTER) & (kinds[likely + 2] != _ONE)
    possessive = (of == _APOSTROPHE) & (after == _S) & ends_there
    kept: Places = likely[~possessive & ((of != _COLON) | _AFTER_COLON.take(after, mode="clip"))]
    return kept


def tokenise(text: str) -> Tokens:
    """Split a text into tokens and sentences."""
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
    """Return words as the tokens of one sentence."""
    text = " ".join(words)
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(sizes + 1) - 1
    starts = ends - sizes
    hashes = Letters(codes_of(text)).hashes(starts, ends)
    return Tokens(text, starts, ends, hashes, np.zeros(min(1, len(words)), np.int64), of_characters=False)


def split_tokens(words: str) -> list[str]:
    """Split words into tokens, without sentences."""
    codes = codes_of(words)
    starts, ends = _bounds(codes, _kinds(codes))
    return [words[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def dictionary_key(name: str) -> str:
    """Return the dictionary key of a name: its first word, or its first character in scripts without spaces."""
    return name[0] if _CHARACTER.match(name) is not None else split_words(name)[0]


def _sentences(starts: Places, breaks: Places) -> Places:
    count = len(starts)
    # Breaks are in order, so that several before one token are adjacent.
    firsts = np.concatenate(([0], np.searchsorted(starts, breaks)))
    distinct = firsts < count
    distinct[1:] &= firsts[1:] != firsts[:-1]
    firsts = firsts[distinct]
    sizes = np.diff(firsts, append=count)
    if not len(sizes) or int(sizes.max()) <= MAX_SENTENCE_TOKENS:
        return firsts
    of = zip(firsts.tolist(), sizes.tolist(), strict=True)
    return np.concatenate([np.arange(first, first + size, MAX_SENTENCE_TOKENS) for first, size in of])
