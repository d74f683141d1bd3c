"""Publish as the worker runs it: a joined record in, an item on its streams out, or a duplicate or filtered page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.errors import PageFault
from wiremill.ledger.stage_runs import pack_runs, rfc3339, sort_by_start, unpack_run
from wiremill.ledger.stages import undone_branches
from wiremill.rules import load_rules
from worker.publish import PublishResult, near, publish, signature
from worker.publish.publish import compared_text, duplicate_key
from worker.publish.record import Envelope, Record
from worker.runtime.stage import Completion, Leased, PageIdentity, Stage
from worker.runtime.stages.branch import identify_record
from worker.runtime.stages.near_index import NearIndex, NearLookup
from worker.runtime.stages.seen_index import SeenIndex, SeenLookup, expectation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.item import StageRun
    from wiremill.ledger.scripts import Scripts

_envelope = msgspec.json.Decoder(Envelope)


class _Source(msgspec.Struct):
    record: Record
    #: None if exact duplicates are not looked for, or the page has no text.
    duplicate_key: bytes | None
    #: The plug-ins that the page is handed to once it is published.
    side_stages: list[str]
    text: near.Text | None = None
    seen: SeenLookup | None = None
    near: NearLookup | None = None


class PublishStage(Stage[_Source, PublishResult]):
    """Joins the results into an item and commits it; the indexes of texts are read first and checked at the commit.

    So a page is a duplicate, or near one, only of what was published, and never of itself.
    """

    name = "publish"

    def __init__(self, scripts: Scripts, side_stages: Sequence[str] = ()) -> None:
        self.next = tuple(side_stages)  # type: ignore[misc]  # by the plug-ins that are enabled
        self._keys = scripts.keys
        self._settings = scripts.settings
        self._seen = SeenIndex(scripts.redis, scripts.keys, scripts.settings.duplicate_window_seconds)
        self._near = NearIndex(scripts)
        self._rules = load_rules(scripts.settings.rules_file)

    def identify(self, leased: Leased) -> PageIdentity:
        """Identify the page by its envelope."""
        return identify_record(leased)

    def read(self, leased: Leased) -> _Source:
        """Assemble the record from its fields."""
        fields = leased.fields or {}
        missing = undone_branches(fields.get(b"branches"), fields)
        if missing:
            raise PageFault("stage_failed", f"the record lacks the result of {', '.join(missing)}")
        record = Record(
            intake_id=leased.page,
            envelope=_envelope.decode(fields[b"envelope"]),
            document=msgspec.Raw(fields[b"document"]),
            results={
                name[7:].decode(): msgspec.Raw(value) for name, value in fields.items() if name.startswith(b"result:")
            },
            runs=sort_by_start(unpack_run(value) for name, value in fields.items() if name.startswith(b"run:")),
        )
        settings = self._settings
        compared = compared_text(record) if settings.duplicates != "off" or settings.near_duplicates == "on" else None
        return _Source(
            record,
            duplicate_key(compared) if compared and settings.duplicates != "off" else None,
            [name for name in fields.get(b"sides", b"").decode().split(",") if name],
            near.text_of(*compared) if compared and settings.near_duplicates == "on" else None,
        )

    def warm_up(self) -> None:
        """Build the tables of the signatures."""
        if self._settings.near_duplicates == "on":
            signature.preload()

    def prepare(self, inputs: list[_Source]) -> None:
        """Look the pages up in the index of seen texts and in that of near-duplicates."""
        now = int(time.time())
        keyed = [source for source in inputs if source.duplicate_key is not None]
        if keyed:
            found = self._seen.look_up([source.duplicate_key or b"" for source in keyed], now)
            for source, seen in zip(keyed, found, strict=True):
                source.seen = seen
        texts = [source.text for source in inputs if source.text is not None]
        near_lookups = iter(self._near.look_up(texts, now))
        for source in inputs:
            source.near = next(near_lookups) if source.text is not None else None

    def run(self, inputs: list[_Source]) -> list[PublishResult]:
        """Make the items."""
        mark = self._settings.duplicates == "mark"
        originals = [source.seen.original if mark and source.seen else None for source in inputs]
        return publish(
            [source.record for source in inputs],
            self._rules,
            completed_at=rfc3339(time.time() * 1000),
            duplicates_of=originals,
            nearnesses=[source.near.comparison.nearness if source.near else None for source in inputs],
        )

    def complete(self, leased: Leased, source: _Source, output: PublishResult, run: StageRun) -> Completion:
        """Return what to commit: the item with its routes, or why there is none."""
        record, seen = source.record, source.seen
        entry: dict[str, Any] = {"kind": "end", "items": [], "reason": "", "outcome": "published", "routes": []}
        extra: dict[str, Any] = {}
        if output.filtered:
            entry |= {"outcome": "filtered", "reason": output.filtered}
            extra["reason"] = output.filtered
        elif seen and seen.original and self._settings.duplicates == "drop":
            entry |= {"outcome": "duplicate", "seen": expectation(seen)}
            extra["duplicate_of"] = seen.original
        else:
            streams = [self._keys.items, *(self._keys.route(route) for route in output.routes)]
            entry |= {"items": [(stream, output.fields) for stream in streams], "routes": output.routes}
            entry |= {"sides": source.side_stages, "side_limit": self._settings.side_max_pages}
            extra["routes"] = output.routes
            if seen:
                entry["seen"] = self._seen.commit(seen, record.envelope.id, int(time.time()))
            if source.near and source.text:
                entry["near"] = near.commit_request(
                    source.near.request, source.near.as_of, source.text, source.near.comparison
                )
        entry["runs"] = pack_runs([*record.runs, run])
        identity = PageIdentity(record.envelope.id, record.envelope.trace_id, record.envelope.url)
        entry["history"] = history_fields(identity, leased.page, str(entry["outcome"]), str(entry["reason"]))
        event = {"published": "item.published", "duplicate": "page.deduplicated", "filtered": "page.filtered"}
        return Completion(entry, event[str(entry["outcome"])], str(entry["outcome"]), extra)


def history_fields(identity: PageIdentity, page: str, outcome: str, reason: str) -> list[str]:
    """Return the fields of a page's entry in the history, beside its runs."""
    return [
        *("page", page, "page_id", identity.page_id, "trace_id", identity.trace_id, "url", identity.url[:300]),
        *("outcome", outcome, "reason", reason),
    ]
