"""The item: an enriched page as published."""

from __future__ import annotations

from typing import Any

import msgspec

from wiremill.contract.classification import Classification  # noqa: TC001  (msgspec reads the annotations)
from wiremill.contract.document import Document  # noqa: TC001
from wiremill.contract.enrichment import Enrichment  # noqa: TC001
from wiremill.contract.nearness import Nearness  # noqa: TC001

#: CloudEvents `type` of an item.
ITEM_TYPE = "io.wiremill.item.v1"


class StageRun(msgspec.Struct, frozen=True):
    """A successful run of one stage on the page."""

    stage: str
    attempt: int
    #: RFC 3339, UTC, to the millisecond.
    started_at: str
    duration_ms: float
    #: Host and process that ran the stage.
    worker: str


class Trace(msgspec.Struct, frozen=True):
    """The page's path through the stages."""

    #: 32 hex digits, W3C Trace Context.
    trace_id: str
    #: As sent by the producer, or created at intake.
    traceparent: str
    stages: list[StageRun] = msgspec.field(default_factory=list)


class Item(msgspec.Struct, kw_only=True, frozen=True):
    """An enriched page: the result of each stage, and the page's path through the stages."""

    #: A function of the page alone: a page that is pushed twice has the same id both times.
    id: str
    #: The id of the intake entry.
    intake_id: str
    url: str
    source: str | None = None
    #: RFC 3339, as given by the producer.
    fetched_at: str | None = None
    #: RFC 3339: when the intake accepted the page, and when the item was created.
    accepted_at: str
    completed_at: str
    #: HTTP status, as given by the producer.
    status: int | None = None
    #: As given by the producer.
    meta: dict[str, Any] = msgspec.field(default_factory=dict)
    document: Document
    classification: Classification
    enrichment: Enrichment
    #: Results of the plug-ins that publish waits for, by stage name; each plug-in defines its own JSON object.
    extensions: dict[str, Any] = msgspec.field(default_factory=dict)
    #: If duplicates are only marked: the id of the earlier item with the same canonical URL and text.
    duplicate_of: str | None = None
    #: None if the text has no words, or near-duplicates are off.
    near: Nearness | None = None
    trace: Trace
