"""The publish stage as a pure function: records in, items and routes out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import msgspec

from wiremill.contract.item import ITEM_TYPE, Trace
from wiremill.ledger.keys import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.nearness import Nearness
    from wiremill.rules import Rules
    from worker.publish.record import Record


class _Text(msgspec.Struct):
    canonical_url: str | None = None
    title: str | None = None
    text: str = ""


class _Fingerprint(msgspec.Struct):
    fingerprint: str
    word_count: int


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a page: an item with its routes, or the reason that a filter gave."""

    #: The fields of the stream entry, flat: CloudEvents attributes in binary mode, and `data`.
    fields: list[str | bytes]
    routes: list[str]
    filtered: str | None


class Compared(NamedTuple):
    """What is compared of a page with pages published earlier."""

    item_id: str
    #: The canonical URL, or else the one that was fetched.
    url: str
    title: str | None
    text: str
    #: That of the enrichment.
    fingerprint: str


_text = msgspec.json.Decoder(_Text)
_fingerprint = msgspec.json.Decoder(_Fingerprint)


def compared(record: Record) -> Compared | None:
    """Return what is compared of a record; None without text."""
    enriched = _fingerprint.decode(record.results["enrich"])
    if not enriched.word_count:
        return None
    document = _text.decode(record.document)
    url = document.canonical_url or record.envelope.url
    return Compared(record.envelope.id, url, document.title, document.text, enriched.fingerprint)


def likeness(of: Compared) -> bytes:
    """Return 16 bytes that pages with the same canonical URL and the same text share."""
    return hashlib.sha256(f"{of.url}\n{of.fingerprint}".encode("utf-8", "surrogatepass")).digest()[:16]


def publish(
    records: Sequence[Record],
    rules: Rules,
    *,
    completed_at: str,
    duplicates_of: Sequence[str | None],
    nears: Sequence[Nearness | None],
) -> list[Published]:
    """Make the items of records.

    Args:
        records: pages whose branches are done.
        rules: the routes and filters in force.
        completed_at: the time to stamp the items with, RFC 3339.
        duplicates_of: for each record the id of an earlier item with the same likeness, to be marked in it.
        nears: for each record its place among the near-duplicates, where it is known.
    """
    return [
        _publish(record, rules, completed_at, original, near)
        for record, original, near in zip(records, duplicates_of, nears, strict=True)
    ]


def event_source(source: str | None) -> str:
    """Return the CloudEvents `source` of a page, a URI reference."""
    return quote(source or "wiremill", safe="/:@!$&'()*+,;=~?#")


def _publish(
    record: Record, rules: Rules, completed_at: str, duplicate_of: str | None, near: Nearness | None
) -> Published:
    envelope = record.envelope
    data = msgspec.json.encode(
        {
            "id": envelope.id,
            "intake_id": record.intake_id,
            "url": envelope.url,
            "source": envelope.source,
            "fetched_at": envelope.fetched_at,
            "accepted_at": envelope.accepted_at,
            "completed_at": completed_at,
            "status": envelope.status,
            "meta": envelope.meta,
            "document": record.document,
            "classification": record.results["classify"],
            "enrichment": record.results["enrich"],
            "extensions": {name: result for name, result in record.results.items() if name not in BRANCHES},
            "duplicate_of": duplicate_of,
            "near": near,
            "trace": Trace(envelope.trace_id, envelope.traceparent, record.runs),
        }
    )
    item = {} if rules.empty else msgspec.json.decode(data)
    fields: list[str | bytes] = [
        *(
            "specversion",
            "1.0",
            "id",
            envelope.id,
            "source",
            event_source(envelope.source),
        ),
        *("type", ITEM_TYPE, "time", completed_at, "subject", envelope.url),
        *("datacontenttype", "application/json", "traceparent", envelope.traceparent, "intakeid", record.intake_id),
        *("data", data),
    ]
    return Published(
        fields=fields,
        routes=rules.routes(item),
        filtered=rules.filtered(item),
    )
