"""A verdict on one thing that an item shows, or should show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from bench.quality.items.gold import Span


class Verdict(NamedTuple):
    """Whether something shown is right, or something wanted was found."""

    #: Whether the item shows it, or the gold set wants it.
    role: Literal["shown", "wanted"]
    field: str
    #: Whether what is shown is right, or what is wanted is shown.
    right: bool
    #: For reading, never for publication: it quotes the page.
    what: str
    #: Offsets into the document's text.
    span: Span | None = None
    #: A kind by which the field is divided.
    kind: str = ""


def overlap(one: Span, other: Span) -> float:
    """Return the share of the characters of two spans that both have."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))


def touch(one: Span, other: Span) -> bool:
    """Return whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]
