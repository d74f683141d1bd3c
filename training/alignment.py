"""How much of each segment of a page is main text, by aligning the page with its true text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD: Final = re.compile(r"\w+")
#: words; a shorter segment may stand in the truth by chance, so its place is looked at as well.
_SHORT: Final = 6
#: words of the pieces that places are found by.
_PIECE: Final = 4
#: words; copies of a segment of so many are as good as the one in the truth.
_COPY: Final = 5
#: places of one piece that are looked at.
_MAX_PLACES: Final = 20


def words_of(text: str | None) -> list[str]:
    """Return the words of `text` in lower case, as scores count them."""
    return _WORD.findall((text or "").lower())


def shares(texts: Sequence[str], truth: str) -> tuple[list[float], list[int]]:
    """Return for each segment the share of its words that are main text (0 to 1), and its number of words."""
    true = words_of(truth)
    segments = [words_of(text) for text in texts]
    found = [0.0] * len(segments)
    triples = set(zip(true, true[1:], true[2:], strict=False))
    for index, words in enumerate(segments):
        if len(words) >= _SHORT:
            found[index] = _covered(words, triples)
    places = _places(segments, found, true)
    chain = _chain(places)
    at: dict[str, list[int]] = {}
    for place, word in enumerate(true):
        at.setdefault(word, []).append(place)
    for index, words in enumerate(segments):
        if words and len(words) < _SHORT:
            # It must stand between its neighbours' places in the truth.
            after = bisect_left(chain, index)
            low = places[chain[after - 1]] if after else 0
            high = places[chain[after]] if after < len(chain) else len(true)
            found[index] = float(
                any(low <= place + 1 and place + len(words) <= high + 2 and true[place : place + len(words)] == words
                    for place in at.get(words[0], ()))
            )  # fmt: skip
    return _one_for_copies(texts, segments, found, chain, true), [len(words) for words in segments]


def _covered(words: list[str], triples: set[tuple[str, str, str]]) -> float:
    hit = bytearray(len(words))
    for start in range(len(words) - 2):
        if (words[start], words[start + 1], words[start + 2]) in triples:
            hit[start : start + 3] = b"\1\1\1"
    return sum(hit) / len(words)


def _places(segments: Sequence[list[str]], found: Sequence[float], true: Sequence[str]) -> dict[int, int]:
    """Return about where in the truth each long segment that is in it stands."""
    pieces: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(true) - _PIECE + 1):
        pieces.setdefault(tuple(true[place : place + _PIECE]), []).append(place)
    places = {}
    for index, words in enumerate(segments):
        if len(words) >= _SHORT and found[index] > 0.6:
            starts = (0, len(words) // 2, len(words) - _PIECE)
            seen = sorted(p for s in starts for p in pieces.get(tuple(words[s : s + _PIECE]), ())[:_MAX_PLACES])
            if seen:
                places[index] = seen[len(seen) // 2]
    return places


def _chain(places: dict[int, int]) -> list[int]:
    """Return the longest run of segments whose places rise: a page and its text go the same way."""
    tops: list[int] = []
    values: list[int] = []
    before: dict[int, int | None] = {}
    for index, place in places.items():
        rank = bisect_left(values, place)
        before[index] = tops[rank - 1] if rank else None
        tops[rank:] = [index, *tops[rank + 1 :]]
        values[rank:] = [place, *values[rank + 1 :]]
    chain = []
    at = tops[-1] if tops else None
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _one_for_copies(
    texts: Sequence[str], segments: Sequence[list[str]], found: list[float], chain: Sequence[int], true: Sequence[str]
) -> list[float]:
    """Take short copies beyond those in the truth out, and give long copies what the best of them has."""
    whole = f" {' '.join(true)} "
    copies: dict[tuple[str, ...], list[int]] = {}
    for index, words in enumerate(segments):
        if found[index] > 0.5:
            copies.setdefault(tuple(words), []).append(index)
    for copied, indexes in copies.items():
        known = whole.count(f" {' '.join(copied)} ")
        if len(indexes) > max(known, 1):
            for index in sorted(indexes, key=lambda index: _distance(index, chain))[max(known, 1) :]:
                found[index] = 0.0
    best: dict[str, float] = {}
    for text, words, share in zip(texts, segments, found, strict=True):
        if len(words) >= _COPY:
            best[text] = max(best.get(text, 0.0), share)
    return [
        best.get(text, share) if len(words) >= _COPY else share
        for text, words, share in zip(texts, segments, found, strict=True)
    ]


def _distance(index: int, chain: Sequence[int]) -> int:
    after = bisect_left(chain, index)
    return min((abs(index - chain[near]) for near in (after - 1, after) if 0 <= near < len(chain)), default=0)
