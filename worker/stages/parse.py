"""Parse as the worker runs it: an intake entry in, a record with a document out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wiremill.errors import PageFault
from wiremill.intake import decode_entry
from wiremill.keys import BRANCHES
from wiremill.page import Page, page_id
from wiremill.traceparent import accept, parse_traceparent, trace_id
from worker.record import accepted_ms, envelope_of
from worker.stage import About, Closed, Leased, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from wiremill.document import Document
    from wiremill.item import StageRun
    from wiremill.settings import Settings


class _Source(msgspec.Struct, frozen=True):
    page: Page
    page_id: str
    traceparent: str


class ParseStage(Stage[_Source, "Document"]):
    """Decodes the intake entry, parses the page, hands on to the branches."""

    name = "parse"
    next = BRANCHES
    whole_batch = False

    def __init__(self, parse: Callable[..., Document], settings: Settings) -> None:
        self._parse = parse
        self._settings = settings

    def about(self, leased: Leased) -> About:
        """Name the page by its own fields as far as they can be read."""
        fields = leased.fields or {}
        identity = fields.get(b"id", b"")[:1000].decode("utf-8", "replace") or leased.page
        url = fields.get(b"url", b"")[:16_000].decode("utf-8", "replace")
        parent = fields.get(b"traceparent", b"")[:200].decode("ascii", "replace")
        known = parse_traceparent(parent)
        return About(identity, known.trace_id if known else "", url)

    def read(self, leased: Leased) -> _Source:
        """Decode the entry; an entry without id or a valid trace gets them here."""
        page = decode_entry(leased.fields or {}, max_bytes=self._settings.page_max_bytes)
        return _Source(page, page.id or page_id(page.url, page.body), accept(page.traceparent))

    def run(self, inputs: list[_Source]) -> list[Document]:
        """Parse page by page."""
        return [
            self._parse(
                source.page.body,
                url=source.page.url,
                content_type=source.page.content_type or _content_type(source.page.headers),
                charset=source.page.charset,
            )
            for source in inputs
        ]

    def close(self, leased: Leased, source: _Source, output: Document, run: StageRun) -> Closed:
        """Make the record and hand the page on to the branches."""
        document = msgspec.json.encode(output)
        if len(document) > self._settings.document_max_bytes:
            raise PageFault(
                "document_too_large",
                f"the document has {len(document):,} bytes; the limit document_max_bytes is "
                f"{self._settings.document_max_bytes:,}",
            )
        envelope = envelope_of(
            source.page,
            intake_id=leased.page,
            page_id=source.page_id,
            traceparent=source.traceparent,
            trace_id=trace_id(source.traceparent),
        )
        record = [
            *("envelope", msgspec.json.encode(envelope), "document", document),
            *("branches", ",".join(BRANCHES), "run:parse", msgspec.json.encode(run)),
        ]
        entry = {
            "kind": "hand_on",
            "record": record,
            "branches": BRANCHES,
            "accepted_ms": accepted_ms(leased.page),
        }
        extra = {"page_id": source.page_id, "trace_id": envelope.trace_id, "flags": output.flags}
        return Closed(entry, "page.parsed", "handed_on", extra)


def _content_type(headers: dict[str, str]) -> str | None:
    for name, value in headers.items():
        if name.lower() == "content-type":
            return value
    return None
