"""What holds for every source of one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from producers.errors import Report


class ReadOptions(NamedTuple):
    """How pages are read, wherever they come from."""

    #: The `source` of pages that have none of their own.
    source: str | None
    #: Bytes of the largest body taken, as it is handed over; None for any.
    max_bytes: int | None
    report: Report
