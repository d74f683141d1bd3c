"""Which segments of a page are main text, where the truth is a few snippets that belong to it and a few that do not."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: characters; a segment in which a wanted snippet stands a second time is as good as the first if it is longer. A shorter one
#: may be a heading that the navigation repeats.
_LONG: Final = 60


def snippet_shares(
    texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Return for each segment 1 if a wanted snippet stands in it, else 0, and its weight: 1 if any snippet does, else 0.

    White space counts as one space. A snippet may run over several segments. Where a wanted one stands in several places,
    it is not known which is meant; where the same text is wanted and unwanted, it is wanted.
    """
    flat = [" ".join(text.split()) for text in texts]
    starts = [0, *accumulate(len(text) + 1 for text in flat)]
    whole = " ".join(flat)
    shares, weights = [0.0] * len(texts), [0.0] * len(texts)
    for snippet in unwanted:
        for place in _places(whole, starts, snippet):
            for index in place:
                weights[index] = 1.0
    for snippet in wanted:
        places = list(_places(whole, starts, snippet))
        if len(places) == 1 or all(len(flat[index]) > _LONG for place in places for index in place):
            for index in (index for place in places for index in place):
                shares[index] = weights[index] = 1.0
    return shares, weights


def _places(whole: str, starts: Sequence[int], snippet: str) -> Iterator[range]:
    """Yield the segments that each occurrence of a snippet touches."""
    folded = " ".join(snippet.split())
    at = whole.find(folded) if folded else -1
    while at >= 0:
        yield range(bisect_right(starts, at) - 1, bisect_right(starts, at + len(folded) - 1))
        at = whole.find(folded, at + 1)
