"""Parse as the worker runs it: an intake entry in, a record with a document out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from wiremill.contract.intake import decode_packed, unpack
from wiremill.contract.page import Page, page_id
from wiremill.contract.traceparent import Traceparent, parse_traceparent
from wiremill.errors import PageFault
from wiremill.ledger.keys import BRANCHES
from wiremill.ledger.stage_runs import pack_run, started_ms
from worker.publish.record import accepted_ms, envelope_of
from worker.runtime.stage import Completion, Leased, PageIdentity, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wiremill.contract.document import Document
    from wiremill.contract.item import StageRun
    from wiremill.settings import Settings


class _Source(msgspec.Struct):
    #: The body is still compressed: unpacked it may be a thousand times as large, and a batch has many.
    page: Page
    trace: Traceparent
    #: None until the body is unpacked, unless the producer gave an id.
    page_id: str | None


class ParseStage(Stage[_Source, "Document"]):
    """Decodes the intake entry, parses the page, hands on to the branches.

    Args:
        parse: the function.
        settings: in force.
        branches: the stages that a page must pass before it is published. They are written into its record, so the page
            passes exactly these even if workers with other settings start meanwhile.
        side_stages: the stages that a page is handed to once it is published.
        preload: loads what the function needs.
    """

    name = "parse"
    whole_batch = False

    def __init__(
        self,
        parse: Callable[..., Document],
        settings: Settings,
        branches: Sequence[str] = BRANCHES,
        side_stages: Sequence[str] = (),
        preload: Callable[[], None] | None = None,
    ) -> None:
        self._parse = parse
        self._settings = settings
        self.next = tuple(branches)  # type: ignore[misc]  # by the plug-ins that are enabled
        self._side_stages = side_stages
        self._preload = preload

    def identify(self, leased: Leased) -> PageIdentity:
        """Identify the page by its own fields as far as they can be read."""
        fields = leased.fields or {}
        known_id = fields.get(b"id", b"")[:1000].decode("utf-8", "replace") or leased.page
        url = fields.get(b"url", b"")[:16_000].decode("utf-8", "replace")
        parent = fields.get(b"traceparent", b"")[:200].decode("ascii", "replace")
        return PageIdentity(known_id, _trace(parent, leased.page).trace_id, url)

    def identify_source(self, source: _Source) -> PageIdentity | None:
        """Identify the page by its id, once known: it is derived from URL and body if the producer gave none."""
        return PageIdentity(source.page_id, source.trace.trace_id, source.page.url) if source.page_id else None

    def read(self, leased: Leased) -> _Source:
        """Decode the entry except its body; an entry without a valid trace gets one here."""
        page = decode_packed(leased.fields or {}, max_bytes=self._settings.page_max_bytes)
        return _Source(page, _trace(page.traceparent, leased.page), page.id)

    def unpack(self, source: _Source) -> bytes:
        """Return the page's body; a page without an id gets one here.

        Raises:
            MalformedPage: the body can't be unpacked, or is too large.
        """
        page = source.page
        body = unpack(page.body, page.content_encoding, self._settings.page_max_bytes)
        source.page_id = page.id or page_id(page.url, body)
        return body

    def warm_up(self) -> None:
        """Load the tables and parse one page, so that the model too is loaded before the first real page."""
        if self._preload:
            self._preload()
        self._parse(b"<title>Bridge closes</title><p>The bridge closes on 5 March 2024, the mayor said.</p>")

    def run(self, inputs: list[_Source]) -> list[Document]:
        """Parse page by page."""
        return [
            self._parse(
                self.unpack(source),
                url=source.page.url,
                content_type=source.page.media_type(),
                charset=source.page.charset,
                fetched_at=source.page.fetched_at,
            )
            for source in inputs
        ]

    def complete(self, leased: Leased, source: _Source, output: Document, run: StageRun) -> Completion:
        """Make the record and hand the page on to the branches."""
        document = msgspec.json.encode(output)
        if len(document) > self._settings.document_max_bytes:
            raise PageFault(
                "document_too_large",
                f"the document has {len(document):,} bytes; the limit document_max_bytes is "
                f"{self._settings.document_max_bytes:,}",
            )
        accepted = accepted_ms(leased.page, started_ms(run))
        envelope = envelope_of(
            source.page,
            accepted_ms=accepted,
            page_id=source.page_id or leased.page,
            traceparent=str(source.trace),
            trace_id=source.trace.trace_id,
        )
        record = [
            *("envelope", msgspec.json.encode(envelope), "document", document),
            *("branches", ",".join(self.next), "run:parse", pack_run(run)),
            *(("sides", ",".join(self._side_stages)) if self._side_stages else ()),
        ]
        entry = {
            "kind": "hand_on",
            "record": record,
            "branches": self.next,
            "accepted_ms": accepted,
        }
        return Completion(entry, "page.parsed", "handed_on", {"flags": output.flags})


def _trace(traceparent: str | None, intake_id: str) -> Traceparent:
    """Return the page's trace; if it has none, one derived from its intake id, so that every attempt has the same."""
    known = parse_traceparent(traceparent)
    if known:
        return known
    digits = hashlib.sha256(intake_id.encode()).hexdigest()
    return Traceparent(digits[:32], digits[32:48], sampled=True)
