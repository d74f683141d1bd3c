"""The options that apply to every source of one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from producers.errors import Report


class ReadOptions(NamedTuple):
    """Options for reading pages from any kind of source."""

    #: The `source` of pages that name none.
    source: str | None
    #: Bytes of the largest body accepted, as it is handed over; None for no limit.
    max_bytes: int | None
    report: Report
