"""Where a string occurs in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def occurrences(text: str, word: str) -> Iterator[int]:
    """Yield the offsets of a string in a text, without overlaps."""
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))
