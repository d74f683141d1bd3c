"""Features of a text: its words and their n-grams, each a row below `ROWS`.

Words and n-grams are hashed (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009) with a
polynomial over code points, all n-grams at once by prefix sums (Karp and Rabin 1987).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Rows of the table of scores: a power of two for n-grams, then half as many for words.
_BITS: Final = 18
NGRAM_ROWS: Final = 1 << _BITS
ROWS: Final = NGRAM_ROWS + NGRAM_ROWS // 2
#: letters of n-grams within a word and the spaces around it
_LENGTHS: Final = (3, 4, 5)
#: The same in scripts without spaces, where a letter carries as much information as several elsewhere.
_DENSE_LENGTHS: Final = (1, 2)
#: The first code point of Han, kana and hangul; scripts before it have spaces, or syllables of several letters.
_DENSE: Final = 0x2E80
#: letters; longer words are runs of a script without spaces, or not words
_LONGEST_WORD: Final = 24
#: characters of all distinct words together, as many as the text that is read can have
MAX_CHARACTERS: Final = 4096
_MASK: Final = (1 << 64) - 1
#: Odd, so that it has an inverse modulo 2**64 (the multiplier of SplitMix64).
_BASE: Final = 0xBF58476D1CE4E5B9


def _powers(base: int) -> NDArray[np.uint64]:
    found = [1]
    for _ in range(MAX_CHARACTERS + 2):
        found.append(found[-1] * base & _MASK)
    return np.array(found, np.uint64)


_POWERS: Final = _powers(_BASE)
_INVERSES: Final = _powers(pow(_BASE, -1, 1 << 64))
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(64 - _BITS)
_ONE: Final = np.uint64(1)


def features(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the rows of the distinct words of a text (`normalised_words`) and of their n-grams.

    A row may occur twice if hashes collide.
    """
    joined = f" {' '.join(words)} "[:MAX_CHARACTERS]
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    if len(codes) < 3:
        return np.empty(0, np.uint64)
    blank = codes == 32
    # sums[i] is the hash of the first i letters; a scaled difference of two is that of the letters between.
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes.astype(np.uint64) * _POWERS[: len(codes)], out=sums[1:])
    blanks = np.flatnonzero(blank)
    starts, ends = blanks[:-1] + 1, blanks[1:]
    short = ends - starts <= _LONGEST_WORD
    found = [(_hashes(sums, starts[short], ends[short], 7) >> _ONE) + np.uint64(NGRAM_ROWS)]
    # seen[i]: spaces among the first i letters. An n-gram may begin or end with a space, but has none inside.
    seen = np.zeros(len(codes) + 1, np.int32)
    np.cumsum(blank, out=seen[1:])
    for length in _LENGTHS:
        if len(codes) >= length:
            first = np.flatnonzero(seen[length - 1 : -1] == seen[1 : len(seen) - length + 1])
            found.append(_hashes(sums, first, first + length, length))
    dense = codes >= _DENSE
    if dense.any():
        for length in _DENSE_LENGTHS:
            first = np.flatnonzero(dense[: len(codes) - length + 1] & dense[length - 1 :])
            found.append(_hashes(sums, first, first + length, length))
    return np.concatenate(found)


def _hashes(
    sums: NDArray[np.uint64], starts: NDArray[np.intp], ends: NDArray[np.intp], kind: int
) -> NDArray[np.uint64]:
    run = (sums[ends] - sums[starts]) * _INVERSES[starts] + np.uint64(kind)
    run ^= run >> np.uint64(29)
    return (run * _MIX) >> _SHIFT
