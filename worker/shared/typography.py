"""Typographic characters common outside ASCII: without them most texts in Latin script are ASCII."""

from __future__ import annotations

from typing import Final

#: Dashes, quotes, ellipsis, bullet, no-break space.
TYPOGRAPHY: Final = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u00a0"


def without_typography(text: str) -> str:
    """Return a text of the same length with a space for each typographic character, since both separate words."""
    if not text.isascii():
        for mark in TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text
