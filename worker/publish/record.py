"""The record: the data of a page in flight, stored from parse until the page ends."""

from __future__ import annotations

from typing import Any

import msgspec

from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)
from wiremill.contract.page import Page  # noqa: TC001  (a stage's callers read the annotations)
from wiremill.ledger.entry_id import entry_time_ms
from wiremill.ledger.stage_runs import rfc3339


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields of the page that go into its item besides the document."""

    id: str
    url: str
    accepted_at: str
    traceparent: str
    trace_id: str
    source: str | None = None
    fetched_at: str | None = None
    status: int | None = None
    meta: dict[str, Any] = msgspec.field(default_factory=dict)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A page whose branches are done, as publish gets it; document and results stay encoded as JSON."""

    intake_id: str
    envelope: Envelope
    document: msgspec.Raw
    #: Results by branch.
    results: dict[str, msgspec.Raw]
    runs: list[StageRun]


def accepted_ms(intake_id: str, begun_ms: int) -> int:
    """Return when the intake took a page, in milliseconds since 1970, as its intake id begins with it.

    A producer may add a page under an id that is not a time; the result is then `begun_ms`, when processing began.
    """
    entry_ms = entry_time_ms(intake_id, begun_ms)
    return begun_ms if entry_ms is None else entry_ms


def envelope_of(page: Page, *, accepted_ms: int, page_id: str, traceparent: str, trace_id: str) -> Envelope:
    """Return the envelope of an accepted page."""
    return Envelope(
        id=page_id,
        url=page.url,
        accepted_at=rfc3339(accepted_ms),
        traceparent=traceparent,
        trace_id=trace_id,
        source=page.source,
        fetched_at=page.fetched_at,
        status=page.status,
        meta=page.meta,
    )
