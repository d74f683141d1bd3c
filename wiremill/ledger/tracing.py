"""Tracing: finds a page by any of its ids or its URL, wherever it is, and returns its timeline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from redis.exceptions import ResponseError

from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)
from wiremill.contract.traceparent import parse_traceparent
from wiremill.ledger.dead_letters import DeadLetterFilter, DeadLetters
from wiremill.ledger.entry_id import entry_time_ms, is_entry_id, sort_key
from wiremill.ledger.keys import CONSUMER_GROUP
from wiremill.ledger.peek import PeekedEntry, peek
from wiremill.ledger.side_stages import side_stage_names
from wiremill.ledger.stage_runs import sort_by_start, unpack_run, unpack_runs
from wiremill.ledger.stages import undone_branches
from wiremill.ledger.workers import server_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.ledger.scripts import Scripts

#: `waiting` is in the intake, `in_flight` is past parse; the others are outcomes.
State = Literal["waiting", "in_flight", "published", "duplicate", "filtered", "dead"]

#: Maximum number of items searched, newest first, for a page that is no longer in the history.
MAX_ITEMS_SEARCHED = 10_000
#: Records of pages in flight read per round trip.
_CHUNK = 500
#: A name of this form is only searched as an intake id.
_INTAKE_ID = re.compile(r"[0-9]{13,20}-[0-9]{1,20}")


#: Fields that identify a page waiting in the intake.
_INTAKE_FIELDS = ("id", "url", "traceparent")


class PendingStage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage that a page waits for, and the lease if there is one."""

    stage: str
    #: None if no worker has leased the page.
    worker: str | None = None
    #: 0 before the first attempt.
    attempt: int = 0
    #: Seconds since the lease was taken or renewed.
    idle_seconds: float = 0.0


class PageTrace(msgspec.Struct, kw_only=True):
    """A page's path through the stages, as far as it is known."""

    intake_id: str
    page_id: str
    trace_id: str
    url: str
    state: State
    #: Where it was found: the intake, the records in flight, the history, the dead letters, the items.
    found_in: str
    #: Milliseconds since 1970, by the server's clock; None if the intake id does not contain a time.
    accepted_ms: int | None
    #: Likewise; None also before the page has ended.
    ended_ms: int | None = None
    #: Why the page was filtered or is dead.
    reason: str = ""
    error: str = ""
    #: Id of the dead letter.
    letter: str | None = None
    #: Successful runs of the stages, by start time.
    runs: list[StageRun] = msgspec.field(default_factory=list)
    waits_for: list[PendingStage] = msgspec.field(default_factory=list)


class _TracedItem(msgspec.Struct):
    class _Trace(msgspec.Struct):
        stages: list[StageRun]

    trace: _Trace


_item_decoder = msgspec.json.Decoder(_TracedItem)


def find_page(scripts: Scripts, name: str) -> list[PageTrace]:
    """Return the traces of all pages with this page id, intake id, trace id or URL, latest first.

    A page that was pushed several times has several intake ids, and one trace for each.
    """
    found: dict[str, PageTrace] = {}
    now = server_seconds(scripts) * 1000
    # In order of reliability: a page in flight has no outcome, even if it has an earlier dead letter.
    for search in (_in_flight, _in_intake, _in_history, _in_dead, _in_items):
        for trace in search(scripts, name, now):
            known = found.setdefault(trace.intake_id, trace)
            if trace.letter and known.state == trace.state:
                known.letter, known.error = trace.letter, trace.error
                known.runs = known.runs if trace.state == "published" else trace.runs
    for trace in found.values():
        if trace.state == "published":
            _add_side_stages(scripts, trace)
    return sorted(found.values(), key=lambda trace: sort_key(trace.intake_id), reverse=True)


def _in_intake(scripts: Scripts, name: str, now: float) -> Iterator[PageTrace]:
    found = False
    if is_entry_id(name):
        for entry in peek(scripts.redis, scripts.keys.intake, _INTAKE_FIELDS, first=name, last=name):
            found = True
            yield _waiting_trace(scripts, entry, now)
    if found or _INTAKE_ID.fullmatch(name):
        return
    for entry in peek(scripts.redis, scripts.keys.intake, _INTAKE_FIELDS):
        if name in (entry.get("id"), entry.get("url"), _trace_id(entry.get("traceparent"))):
            yield _waiting_trace(scripts, entry, now)


def _waiting_trace(scripts: Scripts, entry: PeekedEntry, now: float) -> PageTrace:
    return PageTrace(
        intake_id=entry.id,
        page_id=entry.get("id"),
        trace_id=_trace_id(entry.get("traceparent")),
        url=entry.get("url"),
        state="waiting",
        found_in="intake",
        accepted_ms=entry_time_ms(entry.id, now),
        waits_for=[_pending_stage(scripts, "parse", entry.id)],
    )


def _in_flight(scripts: Scripts, name: str, now: float) -> Iterator[PageTrace]:
    keys, client = scripts.keys, _raw(scripts)
    exact = client.hmget(keys.page(name), "envelope")[0] if is_entry_id(name) else None
    if exact:
        yield _open_trace(scripts, name, msgspec.json.decode(exact), now)
    if exact or _INTAKE_ID.fullmatch(name):
        return
    pages = [page.decode() for page in client.zrange(keys.open, 0, -1)]
    for start in range(0, len(pages), _CHUNK):
        chunk = pages[start : start + _CHUNK]
        pipeline = client.pipeline(transaction=False)
        for page in chunk:
            pipeline.hmget(keys.page(page), "envelope")
        for page, [raw] in zip(chunk, pipeline.execute(), strict=True):
            envelope = msgspec.json.decode(raw) if raw else None
            if envelope and name in (envelope["id"], envelope["trace_id"], envelope["url"]):
                yield _open_trace(scripts, page, envelope, now)


def _open_trace(scripts: Scripts, page: str, envelope: dict[str, str], now: float) -> PageTrace:
    key, client = scripts.keys.page(page), _raw(scripts)
    names = [name for name in client.hkeys(key) if name.startswith((b"run:", b"result:"))]
    kept = [name for name in names if name.startswith(b"run:")]
    branches, *runs = client.hmget(key, "branches", *kept)
    undone = undone_branches(branches, names)
    return PageTrace(
        intake_id=page,
        page_id=envelope["id"],
        trace_id=envelope["trace_id"],
        url=envelope["url"],
        state="in_flight",
        found_in="records in flight",
        accepted_ms=entry_time_ms(page, now),
        runs=sort_by_start(unpack_run(raw) for raw in runs if raw),
        waits_for=[_pending_stage_of_page(scripts, stage, page) for stage in undone or ["publish"]],
    )


def _pending_stage_of_page(scripts: Scripts, stage: str, page: str) -> PendingStage:
    for entry in peek(scripts.redis, scripts.keys.stage(stage), ("page",)):
        if entry.get("page") == page:
            return _pending_stage(scripts, stage, entry.id)
    return PendingStage(stage=stage)


def _add_side_stages(scripts: Scripts, trace: PageTrace) -> None:
    """Add the runs of side stages on a published page, and the side stages that it still waits for."""
    for stage in side_stage_names(scripts):
        for entry in peek(scripts.redis, scripts.keys.stage(stage), ("page", "side")):
            if entry.get("page") == trace.intake_id and entry.get("side"):
                trace.waits_for.append(_pending_stage(scripts, stage, entry.id))
        events = peek(scripts.redis, scripts.keys.extensions(stage), ("intakeid", "run"), newest_first=True)
        for _, entry in zip(range(MAX_ITEMS_SEARCHED), events, strict=False):
            if entry.get("intakeid") == trace.intake_id:
                trace.runs.append(unpack_run(entry.get("run")))


def _pending_stage(scripts: Scripts, stage: str, entry: str) -> PendingStage:
    try:
        rows = _raw(scripts).xpending_range(scripts.keys.stage(stage), CONSUMER_GROUP, min=entry, max=entry, count=1)
    except ResponseError:  # the group does not exist before the first worker
        rows = []
    if not rows:
        return PendingStage(stage=stage)
    row = rows[0]
    return PendingStage(
        stage=stage,
        worker=row["consumer"].decode(),
        attempt=row["times_delivered"],
        idle_seconds=row["time_since_delivered"] / 1000,
    )


def _in_history(scripts: Scripts, name: str, now: float) -> Iterator[PageTrace]:
    fields = ("page", "page_id", "trace_id", "url", "outcome", "reason", "runs")
    for entry in peek(scripts.redis, scripts.keys.history, fields, newest_first=True):
        # The history truncates long URLs.
        if name in (entry.get("page"), entry.get("page_id"), entry.get("trace_id")) or name[:300] == entry.get("url"):
            yield ended_trace(entry, now)


def ended_trace(entry: PeekedEntry, now: float) -> PageTrace:
    """Return the trace of a page from its entry in the history; `now` is in milliseconds since 1970."""
    outcome = entry.get("outcome")
    return PageTrace(
        intake_id=entry.get("page"),
        page_id=entry.get("page_id"),
        trace_id=entry.get("trace_id"),
        url=entry.get("url"),
        state=msgspec.convert(outcome, State),
        found_in="history",
        accepted_ms=entry_time_ms(entry.get("page"), now),
        ended_ms=entry_time_ms(entry.id, now),
        reason=entry.get("reason"),
        runs=unpack_runs(entry.get("runs") or "[]"),
    )


def _in_dead(scripts: Scripts, name: str, now: float) -> Iterator[PageTrace]:
    for dead_letter in DeadLetters(scripts).find(DeadLetterFilter()):
        if name in (dead_letter.page, dead_letter.page_id, dead_letter.trace_id, dead_letter.url):
            yield PageTrace(
                intake_id=dead_letter.page,
                page_id=dead_letter.page_id,
                trace_id=dead_letter.trace_id,
                url=dead_letter.url,
                # A page that died in a side stage is still published.
                state="published" if dead_letter.side else "dead",
                found_in="dead letters",
                accepted_ms=entry_time_ms(dead_letter.page, now),
                ended_ms=entry_time_ms(dead_letter.id, now),
                reason="" if dead_letter.side else dead_letter.reason,
                error=dead_letter.error,
                letter=dead_letter.id,
                runs=dead_letter.runs,
            )


def _in_items(scripts: Scripts, name: str, now: float) -> Iterator[PageTrace]:
    fields = ("id", "subject", "traceparent", "intakeid")
    entries = peek(scripts.redis, scripts.keys.items, fields, newest_first=True)
    for _, entry in zip(range(MAX_ITEMS_SEARCHED), entries, strict=False):
        trace_id = _trace_id(entry.get("traceparent"))
        if name in (entry.get("id"), entry.get("intakeid"), entry.get("subject"), trace_id):
            data = _raw(scripts).xrange(scripts.keys.items, entry.id, entry.id)
            yield item_trace(entry, data[0][1][b"data"] if data else b"", now)


def item_trace(entry: PeekedEntry, data: bytes, now: float) -> PageTrace:
    """Return the trace of a published page from its entry in the items; without `data` it has no runs."""
    return PageTrace(
        intake_id=entry.get("intakeid"),
        page_id=entry.get("id"),
        trace_id=_trace_id(entry.get("traceparent")),
        url=entry.get("subject"),
        state="published",
        found_in="items",
        accepted_ms=entry_time_ms(entry.get("intakeid"), now),
        ended_ms=entry_time_ms(entry.id, now),
        runs=sort_by_start(_item_decoder.decode(data).trace.stages) if data else [],
    )


def _trace_id(traceparent: str) -> str:
    known = parse_traceparent(traceparent)
    return known.trace_id if known else ""


def _raw(scripts: Scripts) -> Any:
    """Return the connection typed as Any: redis-py's types don't say that answers are bytes."""
    return scripts.redis
