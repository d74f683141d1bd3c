"""Publish as the worker runs it: a joined record in, an item on its streams out, or a duplicate or filtered page."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.errors import PageFault
from wiremill.keys import SEEN_SHARDS
from wiremill.rules import load_rules
from wiremill.runs import by_start, pack_runs, rfc3339, unpack_run
from wiremill.stages import undone_branches
from worker.publish import Published, near, publish, signature
from worker.publish.publish import compared, likeness
from worker.record import Envelope, Record
from worker.stage import About, Closed, Leased, Stage
from worker.stages.branch import about_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.item import StageRun
    from wiremill.scripts import Scripts

_envelope = msgspec.json.Decoder(Envelope)


class _Seen(msgspec.Struct):
    """What the index of seen texts said of a page when it was read."""

    keys: list[str]
    field: bytes
    #: The values found under the two keys, b"" for none.
    expected: list[bytes]
    #: The id of the earlier item within the window.
    original: str | None


class _Near(msgspec.Struct):
    """What the index of near-duplicates said of a page when it was read."""

    #: What `near.lua` was asked.
    looked: dict[str, Any]
    #: The number of the newest signature then.
    as_of: int
    verdict: near.Verdict


class _Source(msgspec.Struct):
    record: Record
    likeness: bytes | None
    #: The plug-ins to hand it to once it is published.
    sides: list[str]
    text: near.Text | None = None
    seen: _Seen | None = None
    near: _Near | None = None


class PublishStage(Stage[_Source, Published]):
    """Joins the results into an item and commits it; the indexes of texts are read first and checked at the commit.

    So a page is a duplicate, or near one, only of what was published, and never of itself.
    """

    name = "publish"

    def __init__(self, scripts: Scripts, sides: Sequence[str] = ()) -> None:
        self.next = tuple(sides)  # type: ignore[misc]  # by the plug-ins that are enabled
        self._scripts = scripts
        self._redis = scripts.redis
        self._keys = scripts.keys
        self._settings = scripts.settings
        self._rules = load_rules(scripts.settings.rules_file)

    def about(self, leased: Leased) -> About:
        """Name the page by its envelope."""
        return about_record(leased)

    def read(self, leased: Leased) -> _Source:
        """Put the record together."""
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
            runs=by_start(unpack_run(value) for name, value in fields.items() if name.startswith(b"run:")),
        )
        settings = self._settings
        of = compared(record) if settings.duplicates != "off" or settings.near_duplicates == "on" else None
        return _Source(
            record,
            likeness(of) if of and settings.duplicates != "off" else None,
            [name for name in fields.get(b"sides", b"").decode().split(",") if name],
            near.text_of(*of) if of and settings.near_duplicates == "on" else None,
        )

    def warm_up(self) -> None:
        """Make the tables of the signatures."""
        if self._settings.near_duplicates == "on":
            signature.preload()

    def prepare(self, inputs: list[_Source]) -> None:
        """Look the pages up in the index of seen texts, and in that of near-duplicates."""
        now = int(time.time())
        self._look_near([source for source in inputs if source.text is not None], now)
        alike = [source for source in inputs if source.likeness is not None]
        if not alike:
            return
        pipeline = self._redis.pipeline(transaction=False)
        for source in alike:
            keys, field = self._place(source.likeness or b"", now)
            source.seen = _Seen(keys, field, [], None)
            for key in keys:
                pipeline.hget(key, field)
        found: list[bytes | None] = pipeline.execute()
        for i, source in enumerate(alike):
            if source.seen:
                source.seen.expected = [value or b"" for value in found[2 * i : 2 * i + 2]]
                source.seen.original = self._original(source.seen.expected, now)

    def _look_near(self, inputs: list[_Source], now: int) -> None:
        settings = self._settings
        window, most = settings.near_duplicate_window_seconds, settings.near_duplicate_signatures
        tables = [
            near.table(self._keys, source.text, most=most, window=window, now=now) for source in inputs if source.text
        ]
        if not tables:
            return
        for source, looked, (as_of, *found) in zip(inputs, tables, self._scripts.near(tables), strict=True):
            if source.text:
                verdict = near.judge(source.text, near.unpack_all(found), now=now, window=window)
                source.near = _Near(looked, as_of, verdict)

    def run(self, inputs: list[_Source]) -> list[Published]:
        """Make the items."""
        mark = self._settings.duplicates == "mark"
        originals = [source.seen.original if mark and source.seen else None for source in inputs]
        return publish(
            [source.record for source in inputs],
            self._rules,
            completed_at=rfc3339(time.time() * 1000),
            duplicates_of=originals,
            nears=[source.near.verdict.nearness if source.near else None for source in inputs],
        )

    def close(self, leased: Leased, source: _Source, output: Published, run: StageRun) -> Closed:
        """Commit: the item and its routes, or the reason for none."""
        record, seen = source.record, source.seen
        entry: dict[str, Any] = {"kind": "end", "items": [], "reason": "", "outcome": "published", "routes": []}
        extra: dict[str, Any] = {}
        if output.filtered:
            entry |= {"outcome": "filtered", "reason": output.filtered}
            extra["reason"] = output.filtered
        elif seen and seen.original and self._settings.duplicates == "drop":
            entry |= {
                "outcome": "duplicate",
                "seen": {"keys": seen.keys, "field": seen.field, "expected": seen.expected},
            }
            extra["duplicate_of"] = seen.original
        else:
            streams = [self._keys.items, *(self._keys.route(route) for route in output.routes)]
            entry |= {"items": [(stream, output.fields) for stream in streams], "routes": output.routes}
            entry |= {"sides": source.sides, "side_limit": self._settings.side_max_pages}
            extra["routes"] = output.routes
            if seen:
                entry["seen"] = self._commit(seen, record.envelope.id)
            if source.near and source.text:
                entry["near"] = near.commit(source.near.looked, source.near.as_of, source.text, source.near.verdict)
        entry["runs"] = pack_runs([*record.runs, run])
        about = About(record.envelope.id, record.envelope.trace_id, record.envelope.url)
        entry["history"] = history_fields(about, leased.page, str(entry["outcome"]), str(entry["reason"]))
        event = {"published": "item.published", "duplicate": "page.deduplicated", "filtered": "page.filtered"}
        return Closed(entry, event[str(entry["outcome"])], str(entry["outcome"]), extra)

    def _commit(self, seen: _Seen, item_id: str) -> dict[str, Any]:
        found = {"keys": seen.keys, "field": seen.field, "expected": seen.expected}
        if seen.original:  # only marked: the first one stays the original
            return found
        value = struct.pack(">I", int(time.time())) + _short(item_id)
        return found | {"value": value, "expire": 2 * self._settings.duplicate_window_seconds}

    def _place(self, text: bytes, now: int) -> tuple[list[str], bytes]:
        """Return the keys of this and the previous slice of time, and the field within them."""
        now_slice = now // self._settings.duplicate_window_seconds
        shard = int.from_bytes(text[:2]) % SEEN_SHARDS
        return [self._keys.seen(now_slice, shard), self._keys.seen(now_slice - 1, shard)], text[2:10]

    def _original(self, values: list[bytes], now: int) -> str | None:
        for value in values:
            if value and now - struct.unpack(">I", value[:4])[0] <= self._settings.duplicate_window_seconds:
                return _long(value[4:])
        return None


def history_fields(about: About, page: str, outcome: str, reason: str) -> list[str]:
    """Return the fields of a page's entry in the history, beside its runs."""
    return [
        *("page", page, "page_id", about.page_id, "trace_id", about.trace_id, "url", about.url[:300]),
        *("outcome", outcome, "reason", reason),
    ]


def _short(item_id: str) -> bytes:
    """Pack an id: those that Wiremill makes are hex, and half as long as bytes."""
    try:
        packed = bytes.fromhex(item_id)
    except ValueError:
        packed = b""
    return b"\x00" + packed if packed.hex() == item_id and packed else b"\x01" + item_id.encode()


def _long(packed: bytes) -> str:
    return packed[1:].hex() if packed[:1] == b"\x00" else packed[1:].decode()
