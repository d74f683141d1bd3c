"""Sets of words, written as they read."""

from __future__ import annotations


def word_set(*texts: str) -> frozenset[str]:
    """Return the words in `texts`, parted by spaces."""
    return frozenset(" ".join(texts).split())
