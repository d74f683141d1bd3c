"""The item: an enriched page, as it is published."""

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
    """One stage's successful work on the page."""

    stage: str
    attempt: int
    #: RFC 3339, UTC, to the millisecond.
    started_at: str
    duration_ms: float
    #: Host and process that did it.
    worker: str


class Trace(msgspec.Struct, frozen=True):
    """The page's way through the stages."""

    #: 32 hex digits, W3C Trace Context.
    trace_id: str
    #: As the producer sent it, or as made at intake.
    traceparent: str
    stages: list[StageRun] = msgspec.field(default_factory=list)


class Item(msgspec.Struct, kw_only=True, frozen=True):
    """An enriched page: what each stage found, and the way it came."""

    #: A function of the page alone: the same page handed in twice gives the same id.
    id: str
    #: The id of the intake entry.
    intake_id: str
    url: str
    source: str | None = None
    #: RFC 3339, as the producer gave it.
    fetched_at: str | None = None
    #: RFC 3339: when the intake took it, and when the item was made.
    accepted_at: str
    completed_at: str
    #: HTTP status, as the producer gave it.
    status: int | None = None
    #: As the producer gave it.
    meta: dict[str, Any] = msgspec.field(default_factory=dict)
    document: Document
    classification: Classification
    enrichment: Enrichment
    #: What plug-ins found that publish waits for, by the name of the stage; each a JSON object of the plug-in's own.
    extensions: dict[str, Any] = msgspec.field(default_factory=dict)
    #: The id of the earlier item with the same canonical URL and text, where duplicates are only marked.
    duplicate_of: str | None = None
    #: None where the text has no words, or near-duplicates are off.
    near: Nearness | None = None
    trace: Trace
