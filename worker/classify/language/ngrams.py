"""Features of a language: hashed n-grams of one to four letters, and whole words.

After Cavnar and Trenkle, "N-Gram-Based Text Categorization", 1994, and Joulin et al., "Bag of Tricks for Efficient Text
Classification", 2017 (hashing). Each step is one pass of NumPy over all letters of a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SPACE: Final = 32
#: letters of the longest n-gram; whole words are added to tell close relatives apart
ORDERS: Final = 4
#: Code points from here on are in no script of the model.
PLANE_END: Final = 0x10000
#: Odd multipliers of the hash, from xxHash and MurmurHash3.
_STEP: Final = np.uint32(0x9E3779B1)
_MIX: Final = np.uint32(0x85EBCA6B)
_LAST: Final = np.uint32(0xC2B2AE35)
#: characters of the longest text, whose powers for the hash of words are precomputed; the caller cuts longer texts
MAX_CHARACTERS: Final = 4096
_POWERS: Final = np.cumprod(np.full(MAX_CHARACTERS, _STEP, np.uint32), dtype=np.uint32)
#: The powers of the inverse of `_STEP` modulo 2**32.
_UNDONE: Final = np.cumprod(np.full(MAX_CHARACTERS, pow(0x9E3779B1, -1, 1 << 32), np.uint32), dtype=np.uint32)


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text in lower case; those beyond the first plane become spaces."""
    found = np.frombuffer(text.lower().encode("utf-32-le", "replace"), np.uint32)
    return np.where(found < PLANE_END, found, np.uint32(SPACE))


def isolate_script(
    letters: NDArray[np.uint32], wanted: NDArray[np.bool_], cuts: Sequence[int] = ()
) -> tuple[NDArray[np.uint32], list[int]]:
    """Replace each run of unwanted characters by a space, and add a space at the start and at the end.

    Returns:
        The result, and the new offsets of `cuts`.
    """
    clean = np.empty(len(letters) + 2, np.uint32)
    clean[0] = clean[-1] = SPACE
    clean[1:-1] = np.where(wanted, letters, np.uint32(SPACE))
    keep = np.empty(len(clean), np.bool_)
    keep[0] = True
    np.logical_or(clean[1:] != SPACE, clean[:-1] != SPACE, out=keep[1:])
    return clean[keep], [int(np.count_nonzero(keep[: cut + 1])) for cut in cuts]


def hash_ngrams(clean: NDArray[np.uint32], bits: int, cuts: Sequence[int] = ()) -> list[NDArray[np.uint32]]:
    """Return the buckets, below ``2**bits``, of the n-grams and words in each part of a text.

    Args:
        clean: the result of `isolate_script`, at most `MAX_CHARACTERS` long.
        bits: of the number of buckets.
        cuts: offsets at which the second and further parts begin.
    """
    shift = np.uint32(32 - bits)
    mixed = (clean * _MIX) ^ (clean * _MIX >> np.uint32(15))
    found = []
    run = mixed
    for order in range(1, ORDERS + 1):
        if order > 1:
            if len(run) < 2:  # a text of one letter has no longer n-grams
                break
            run = run[:-1] * _STEP + mixed[order - 1 :]
        hashed = (run ^ (run >> np.uint32(13))) * _LAST + np.uint32(order * 0x01000193)
        hashed ^= hashed >> np.uint32(16)
        found.append((hashed * _MIX) >> shift)
    starts = np.flatnonzero(clean[:-1] == SPACE)
    words = np.add.reduceat((mixed * _POWERS[: len(mixed)])[:-1], starts, dtype=np.uint32) * _UNDONE[starts]
    words = (words ^ (words >> np.uint32(13))) * _LAST
    words = ((words ^ (words >> np.uint32(16))) * _STEP) >> shift
    if not cuts:
        return [np.concatenate((*found, words))]
    edges = [0, *cuts, len(clean)]
    of_words = np.searchsorted(starts, edges)
    return [
        np.concatenate(
            (*(run[edges[part] : edges[part + 1]] for run in found), words[of_words[part] : of_words[part + 1]])
        )
        for part in range(len(edges) - 1)
    ]
