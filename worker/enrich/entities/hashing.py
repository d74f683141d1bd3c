"""Hashes of substrings by prefix sums of a polynomial (Karp and Rabin, IBM J. Res. Dev. 31, 1987), without slicing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

_BASE: Final = 0x9E3779B97F4A7C15 | 1
_MASK: Final = (1 << 64) - 1
#: An odd number has an inverse modulo 2**64.
_INVERSE: Final = pow(_BASE, -1, 1 << 64)
#: code points; for longer texts more powers are computed
_MIN_POWERS: Final = 1 << 14


def codes_of(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text; lone surrogates are question marks."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


@cache
def _powers(count: int) -> tuple[Hashes, Hashes]:
    powers = np.ones(count, np.uint64)
    inverses = np.ones(count, np.uint64)
    powers[1:] = np.uint64(_BASE)
    inverses[1:] = np.uint64(_INVERSE)
    return np.cumprod(powers, dtype=np.uint64), np.cumprod(inverses, dtype=np.uint64)


class Letters:
    """Hashes of any substring of a string, given by its code points; equal for equal substrings."""

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        # Powers of two, so that there are few tables.
        powers, self._inverses = _powers(max(_MIN_POWERS, 1 << len(codes).bit_length()))
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum((codes + np.uint64(1)) * powers[: len(codes)], out=self._sums[1:])

    def hashes(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Hashes:
        """Return the hashes of the substrings from `starts` up to `ends`."""
        return (self._sums[ends] - self._sums[starts]) * self._inverses[starts]


def mix(hashes: Hashes, salt: int) -> Hashes:
    """Return hashes mixed with a salt that says what was hashed (the finaliser of SplitMix64)."""
    mixed = hashes + np.uint64((salt * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK)
    shifted = np.empty_like(mixed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed ^= np.right_shift(mixed, np.uint64(shift), out=shifted)
        mixed *= np.uint64(factor)
    mixed ^= np.right_shift(mixed, np.uint64(31), out=shifted)
    return mixed
