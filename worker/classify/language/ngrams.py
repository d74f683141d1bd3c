"""What a language is told by: hashed runs of one to four letters, and whole words.

After Cavnar and Trenkle, "N-Gram-Based Text Categorization", 1994, and Joulin et al., "Bag of Tricks for Efficient Text
Classification", 2017 (hashing); here each step is one pass of NumPy over all letters of a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SPACE: Final = 32
#: Runs of so many letters count; the fifth order is whole words, which tell close relatives apart.
ORDERS: Final = 4
#: Code points from here on belong to no script of the model.
PLANE_END: Final = 0x10000
#: Odd constants of the hash: those of xxHash and MurmurHash3, for their spread.
_STEP: Final = np.uint32(0x9E3779B1)
_MIX: Final = np.uint32(0x85EBCA6B)
_LAST: Final = np.uint32(0xC2B2AE35)
#: characters; the powers of the hash of words that are kept ready. Longer texts are cut by the caller.
MAX_CHARACTERS: Final = 4096
_POWERS: Final = np.cumprod(np.full(MAX_CHARACTERS, _STEP, np.uint32), dtype=np.uint32)
#: The same powers of the number that undoes `_STEP` modulo 2**32.
_UNDONE: Final = np.cumprod(np.full(MAX_CHARACTERS, pow(0x9E3779B1, -1, 1 << 32), np.uint32), dtype=np.uint32)


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text in small letters; what lies beyond the first plane becomes a space."""
    found = np.frombuffer(text.lower().encode("utf-32-le", "replace"), np.uint32)
    return np.where(found < PLANE_END, found, np.uint32(SPACE))


def isolate_script(
    letters: NDArray[np.uint32], wanted: NDArray[np.bool_], cuts: Sequence[int] = ()
) -> tuple[NDArray[np.uint32], list[int]]:
    """Turn all that is not wanted into spaces, one for each run, with one at the start and one at the end.

    Returns:
        What is left, and where in it those letters stand that stood at `cuts`.
    """
    clean = np.empty(len(letters) + 2, np.uint32)
    clean[0] = clean[-1] = SPACE
    clean[1:-1] = np.where(wanted, letters, np.uint32(SPACE))
    keep = np.empty(len(clean), np.bool_)
    keep[0] = True
    np.logical_or(clean[1:] != SPACE, clean[:-1] != SPACE, out=keep[1:])
    return clean[keep], [int(np.count_nonzero(keep[: cut + 1])) for cut in cuts]


def hash_ngrams(clean: NDArray[np.uint32], bits: int, cuts: Sequence[int] = ()) -> list[NDArray[np.uint32]]:
    """Return the buckets, below ``2**bits``, of all that a cleaned text shows, for each part of it.

    Args:
        clean: of `words_only`, at most `LONGEST` long.
        bits: of the number of buckets.
        cuts: where in `clean` the second part begins, the third, and so on.
    """
    shift = np.uint32(32 - bits)
    mixed = (clean * _MIX) ^ (clean * _MIX >> np.uint32(15))
    found = []
    run = mixed
    for order in range(1, ORDERS + 1):
        if order > 1:
            if len(run) < 2:  # a text of one letter has no longer runs
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
