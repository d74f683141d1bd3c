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


class PublishResult(msgspec.Struct, frozen=True, kw_only=True):
    """The event of a page with its routes, or the reason that a filter gave."""

    #: The fields of the stream entry, flat: CloudEvents attributes in binary mode, and `data`.
    fields: list[str | bytes]
    routes: list[str]
    #: None if no filter holds the page back.
    filtered: str | None


class ComparedText(NamedTuple):
    """The parts of a page that are compared with pages published earlier."""

    item_id: str
    #: The canonical URL if the document has one, else the fetched URL.
    url: str
    title: str | None
    text: str
    #: From the enrichment.
    fingerprint: str


_text = msgspec.json.Decoder(_Text)
_fingerprint = msgspec.json.Decoder(_Fingerprint)


def compared_text(record: Record) -> ComparedText | None:
    """Return the parts of a record that are compared; None if the page has no text."""
    enriched = _fingerprint.decode(record.results["enrich"])
    if not enriched.word_count:
        return None
    document = _text.decode(record.document)
    url = document.canonical_url or record.envelope.url
    return ComparedText(record.envelope.id, url, document.title, document.text, enriched.fingerprint)


def duplicate_key(text: ComparedText) -> bytes:
    """Return 16 bytes that are equal for pages with the same canonical URL and the same text."""
    return hashlib.sha256(f"{text.url}\n{text.fingerprint}".encode("utf-8", "surrogatepass")).digest()[:16]


def publish(
    records: Sequence[Record],
    rules: Rules,
    *,
    completed_at: str,
    duplicates_of: Sequence[str | None],
    nearnesses: Sequence[Nearness | None],
) -> list[PublishResult]:
    """Make the item of each record, wrap it in an event, and apply the rules to it.

    Args:
        records: pages whose branches are done.
        rules: the routes and filters in force.
        completed_at: the completion time of the items, RFC 3339.
        duplicates_of: for each record the id of an earlier item with the same duplicate key, to be marked in the item.
        nearnesses: for each record its relation to near-duplicates; None if it is unknown.
    """
    results = []
    for record, duplicate_of, nearness in zip(records, duplicates_of, nearnesses, strict=True):
        item = _encode_item(record, completed_at, duplicate_of, nearness)
        event = _event_fields(record, item, completed_at)
        results.append(_apply_rules(event, item, rules))
    return results


def event_source(source: str | None) -> str:
    """Return the CloudEvents `source` of a page, a URI reference."""
    return quote(source or "wiremill", safe="/:@!$&'()*+,;=~?#")


def _encode_item(record: Record, completed_at: str, duplicate_of: str | None, nearness: Nearness | None) -> bytes:
    """Join the results of the branches into the item, as JSON."""
    envelope = record.envelope
    return msgspec.json.encode(
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
            "near": nearness,
            "trace": Trace(envelope.trace_id, envelope.traceparent, record.runs),
        }
    )


def _event_fields(record: Record, item: bytes, completed_at: str) -> list[str | bytes]:
    """Return the CloudEvent of an item as the fields of a stream entry."""
    envelope = record.envelope
    return [
        *("specversion", "1.0", "id", envelope.id, "source", event_source(envelope.source)),
        *("type", ITEM_TYPE, "time", completed_at, "subject", envelope.url),
        *("datacontenttype", "application/json", "traceparent", envelope.traceparent, "intakeid", record.intake_id),
        *("data", item),
    ]


def _apply_rules(event: list[str | bytes], item: bytes, rules: Rules) -> PublishResult:
    """Return where the event goes, or which filter holds it back."""
    # Without rules nothing reads the item, so it is not decoded.
    decoded = {} if rules.empty else msgspec.json.decode(item)
    return PublishResult(fields=event, routes=rules.routes(decoded), filtered=rules.filtered(decoded))
