"""The signature of a text: a few numbers that similar texts share, even after cuts, additions and changes.

A text is the set of its shingles: three words in a row, or about as much in a script without spaces. The signature keeps
two samples of that set. Both are smallest hashes, so texts that share most shingles also share most of these:

- the **sketch**, 32 numbers by one-permutation hashing (Li, Owen and Zhang, "One Permutation Hashing", NIPS 2012): the
  share of equal ones estimates the Jaccard similarity of the sets, with a standard error of at most 0.09;
- the **anchors**, the shingles with the smallest hashes of all (Broder, "On the resemblance and containment of
  documents", SEQUENCES 1997), by which a text is indexed. Texts that share one are candidates: unrelated texts rarely share
  an anchor, and the sketch tells them apart.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from worker.shared.typography import without_typography

Hashes = NDArray[np.uint64]

#: Numbers of a sketch, each of 16 bits.
BINS = 32
#: Anchors that a text is indexed by; half of the text has about four of them, a third still two or three.
ANCHORS = 8
#: Anchors that a text is looked up by. More than `ANCHORS`, because some lie in parts that the other text lacks.
PROBES = 16
#: Shingles that a text needs to be compared; a shorter text may be mostly a stock phrase.
MIN_SHINGLES = 24
#: Characters of a text that are read: a long book chapter. Bounds time and memory.
_MAX_CHARACTERS = 65_536

_SEPARATOR, _WORD, _CHARACTER, _UNSPACED = range(4)
#: Tokens of a shingle by the kind of the first: three words; four characters of Han or kana, where a word has two; nine of
#: Thai, Lao, Burmese or Khmer, where a word has four to five.
_TOKENS = np.array([0, 3, 4, 9])
#: Han and kana; the same ranges as in the enrich stage's count of words.
_CHARACTERS = (
    *((0x3005, 0x3006), (0x3007, 0x3008), (0x3040, 0x3100), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00)),
    (0x20000, 0x31350),
)
_UNSPACED_RANGES = ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800))
#: The base of the hash, odd so that each power has an inverse modulo 2**64 (the multiplier of Knuth's MMIX generator).
_BASE = 6364136223846793005
#: The constants of the finaliser of MurmurHash3.
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_EMPTY = 0
#: Smallest hashes that anchors are chosen from; a repeated shingle occurs among them several times.
_ANCHOR_POOL = 256
#: Tokens of the lead, usually the first sentence.
_LEAD_TOKENS = 30


class Signature(msgspec.Struct, frozen=True):
    """Samples of a text's shingles."""

    #: BINS numbers of 16 bits, big-endian; 0 where a bin is empty.
    sketch: bytes
    #: Up to PROBES hashes of 64 bits, smallest first, of which the first ANCHORS are indexed. Empty for a short text.
    anchors: list[int]
    #: Words, or characters of a script without spaces.
    tokens: int
    #: A hash of the first 30 tokens, 16 bits, which shows whether the beginning was rewritten.
    lead: int


def preload() -> None:
    """Build the tables now, so that processes forked later share them."""
    _tables()


def sign(text: str) -> Signature:
    """Return the signature of a text.

    Spacing, punctuation, case and compatibility forms make no difference (NFKC, case folding).
    """
    kinds, powers, inverses = _tables()
    codes, kind = _codes(_folded(text), kinds)
    word = kind == _WORD
    begins = kind > _WORD
    begins[:1] |= word[:1]
    begins[1:] |= word[1:] & ~word[:-1]
    # Selecting by index is several times as fast as by mask.
    kept = np.flatnonzero(kind != _SEPARATOR)
    codes, kind, starts = codes.take(kept), kind.take(kept), np.flatnonzero(begins.take(kept))
    count = len(starts)
    if not count:
        return Signature(bytes(2 * BINS), [], 0, 0)
    # The polynomial hash of every run of characters is a difference of two sums (Karp and Rabin 1987), modulo 2**64.
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes + np.uint64(1)) * powers[: len(codes)], out=sums[1:])
    edges = np.append(starts, len(codes))
    ends = np.arange(count) + _TOKENS[kind[starts]]
    whole = ends <= count
    first, last = starts[whole], edges[ends[whole]]
    hashes = _mix((sums[last] - sums[first]) * inverses[first])
    lead = _mix((sums[edges[min(_LEAD_TOKENS, count)] : edges[min(_LEAD_TOKENS, count)] + 1] - sums[:1]) * inverses[:1])
    return Signature(_sketch(hashes), _anchors(hashes), count, int(lead[0]) & 0xFFFF)


def _folded(text: str) -> str:
    # Typographic characters separate words. Only in short texts, since NFKC expands an ellipsis and so moves the cut.
    if len(text) <= _MAX_CHARACTERS // 3:
        text = without_typography(text)
    text = text[:_MAX_CHARACTERS]
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()[:_MAX_CHARACTERS]


def _codes(folded: str, kinds: NDArray[np.uint8]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Return the code points of a text, and the kind of each."""
    if folded.isascii():
        letters = folded.encode()
        return np.frombuffer(letters, np.uint8), np.frombuffer(letters.translate(_ascii_kinds()), np.uint8)
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes, kinds.take(codes)


def similarity(one: bytes, other: bytes) -> float:
    """Estimate the Jaccard similarity of two texts' shingles from their sketches: equal bins over those not empty in both."""
    a, b = np.frombuffer(one, ">u2"), np.frombuffer(other, ">u2")
    filled = int(np.count_nonzero((a != _EMPTY) | (b != _EMPTY)))
    return int(np.count_nonzero((a == b) & (a != _EMPTY))) / filled if filled else 0.0


def _sketch(hashes: Hashes) -> bytes:
    bins = np.full(BINS, _EMPTY, np.uint16)
    # Largest first, so that the smallest hash of a bin is written last.
    ordered = np.sort(hashes)[::-1]
    values = (ordered & np.uint64(0xFFFF)).astype(np.uint16)
    bins[(ordered >> np.uint64(59)).astype(np.intp)] = np.maximum(values, np.uint16(1))
    return bins.astype(">u2").tobytes()


def _anchors(hashes: Hashes) -> list[int]:
    if len(hashes) < MIN_SHINGLES:
        return []
    # Halves swapped, so that anchors are independent of the bits that choose the bins.
    swapped = (hashes >> np.uint64(32)) | (hashes << np.uint64(32))
    smallest = np.partition(swapped, _ANCHOR_POOL)[:_ANCHOR_POOL] if len(swapped) > _ANCHOR_POOL else swapped
    ordered = np.sort(smallest)
    distinct = np.flatnonzero(ordered[1:] != ordered[:-1])
    if len(distinct) + 1 < MIN_SHINGLES:
        return []
    anchors: list[int] = ordered[:1].tolist() + ordered.take(distinct[: PROBES - 1] + 1).tolist()
    return anchors


def _mix(hashes: Hashes) -> Hashes:
    for factor in _MIX:
        hashes ^= hashes >> np.uint64(33)
        hashes *= factor
    hashes ^= hashes >> np.uint64(33)
    return hashes


@cache
def _ascii_kinds() -> bytes:
    """Return the kind of each byte, for `bytes.translate`."""
    return _tables()[0][:256].tobytes()


@cache
def _tables() -> tuple[NDArray[Any], Hashes, Hashes]:
    """Return the kind of every code point, and the powers of the base with their inverses."""
    kinds = np.zeros(0x110000, np.uint8)
    for code in range(0x110000):
        # Combining marks are part of words.
        if unicodedata.category(chr(code))[0] in "LNM":
            kinds[code] = _WORD
    for ranges, kind in ((_CHARACTERS, _CHARACTER), (_UNSPACED_RANGES, _UNSPACED)):
        for first, last in ranges:
            part = kinds[first:last]
            part[part == _WORD] = kind
    base = np.uint64(_BASE)
    inverse = np.uint64(pow(_BASE, -1, 2**64))
    powers = np.full(_MAX_CHARACTERS + 1, base, np.uint64)
    inverses = np.full(_MAX_CHARACTERS + 1, inverse, np.uint64)
    powers[0] = inverses[0] = np.uint64(1)
    return kinds, np.multiply.accumulate(powers), np.multiply.accumulate(inverses)
