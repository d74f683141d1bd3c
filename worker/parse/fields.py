"""Choosing the value of a field among what several sources say, and noting where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from wiremill.document import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiremill.document import OriginKind

T = TypeVar("T")
#: How far a source is trusted unless something speaks for more or less: shares of right values, by eye on real pages.
CONFIDENCE: dict[OriginKind, float] = {
    "json-ld": 0.95,
    "opengraph": 0.9,
    "meta": 0.85,
    "markup": 0.75,
    "url": 0.7,
    "http": 0.6,
    "text": 0.5,
}
#: An author who is a body or a newsroom.
COLLECTIVE: Final = 0.4


class Provenance:
    """Collects for each field of a document where its value came from."""

    def __init__(self) -> None:
        self.origins: dict[str, Origin] = {}

    def note(self, field: str, origin: OriginKind, confidence: float | None = None) -> None:
        """Record that `field` came from `origin`; without `confidence`, as sure as that source usually is."""
        sure = CONFIDENCE[origin] if confidence is None else confidence
        self.origins[field] = Origin(origin, round(sure, 2))

    def first(self, field: str, candidates: Iterable[tuple[OriginKind, T | None]]) -> T | None:
        """Return the first of `candidates` that is there, and record its origin for `field`."""
        for origin, value in candidates:
            if value:
                self.note(field, origin)
                return value
        return None
