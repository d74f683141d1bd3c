"""A job: pages handed over, and each of them seen to its end."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError

from wiremill.accounting import Reconciliation, reconcile
from wiremill.skim import Skimmed, skim
from wiremill.tracing import PageTrace, ended_trace
from wiremill.workers import server_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.producer import Receipt
    from wiremill.scripts import Scripts

#: Milliseconds that a turn waits for news.
_TURN_MS = 100
#: Entries read at once; items have about 10 KB.
_CHUNK = 200
#: Seconds without news after which the pages still awaited are looked for.
_QUIET_SECONDS = 5.0
#: Seconds that news of a page nobody has a receipt for is kept: a producer whose answer was lost asks again for 20.
_UNKNOWN_SECONDS = 60.0
#: Traces that are kept.
MOST_TRACES = 1_000

_Row = tuple[bytes, dict[bytes, bytes]]


class Job:
    """Hands pages over in a thread of its own, and collects their items and outcomes meanwhile.

    Args:
        scripts: the connection.
        receipts: hands the pages over as it is read, and yields their receipts.
        keep_items: leave the items in their stream; otherwise they may be trimmed once this job has read them.
    """

    def __init__(self, scripts: Scripts, receipts: Iterator[Receipt], *, keep_items: bool) -> None:
        self._scripts = scripts
        self._receipts = receipts
        self._history_at = self._latest(scripts.keys.history)
        self._items_at = self._latest(scripts.keys.items)
        # Whatever a group has not read is not trimmed.
        self._group = None if keep_items else f"wiremill-run-{secrets.token_hex(6)}"
        if self._group:
            scripts.redis.xgroup_create(scripts.keys.items, self._group, id=self._items_at, mkstream=True)
        #: Seconds by which the server's clock is ahead of the monotonic one.
        self._ahead = server_seconds(scripts) - time.monotonic()
        self._thread = threading.Thread(target=self._hand_over, name="hand-over", daemon=True)
        self._failed: BaseException | None = None
        self._lock = threading.Lock()
        self._ours: set[str] = set()
        #: News of pages without a receipt: others' pages, or ours whose receipt is on its way.
        self._early: list[tuple[float, str, bytes | PageTrace]] = []
        self._news_at = time.monotonic()
        self._suspected: set[str] = set()
        #: Intake ids of all pages handed over, in order, and of those without an outcome.
        self.handed_over: list[str] = []
        self.awaited: set[str] = set()
        #: Pages by outcome.
        self.outcomes: Counter[str] = Counter()
        #: Items received.
        self.items = 0
        #: Of the first pages that ended, and of the first dead ones.
        self.traces: list[PageTrace] = []
        self.dead: list[PageTrace] = []
        #: Pages that have neither an outcome nor a place in any stream.
        self.lost: set[str] = set()

    @property
    def handing_over(self) -> bool:
        """Whether there may be more pages to come."""
        return self._thread.is_alive()

    @property
    def ended(self) -> int:
        """Pages with an outcome."""
        return sum(self.outcomes.values())

    def turns(self) -> Iterator[list[bytes]]:
        """Yield the items of each turn as JSON, often none, until every page that was handed over has its outcome.

        Raises:
            Exception: what `receipts` raised, once the pages before have ended.
        """
        self._thread.start()
        while True:
            more = self.handing_over  # asked first: what comes after that is news of the next turn
            items = self._turn()
            quiet = time.monotonic() - self._news_at > _QUIET_SECONDS
            if quiet and self.awaited:
                self._look_for_lost()
            yield items
            complete = self.items >= self.outcomes["published"] or quiet
            if not more and not self.awaited - self.lost and complete:
                break
        if self._failed:
            raise self._failed

    def reconcile(self, *, whole_history: bool) -> Reconciliation:
        """Prove that every page is accounted for.

        Args:
            whole_history: the history holds every page of the job; otherwise those seen to end need not be there.
        """
        return reconcile(self._scripts, self.handed_over if whole_history else sorted(self.awaited))

    def close(self) -> None:
        """Leave nothing of the job on the server."""
        if self._group:
            with suppress(RedisError, OSError):
                self._scripts.redis.xgroup_destroy(self._scripts.keys.items, self._group)

    def _hand_over(self) -> None:
        try:
            for receipt in self._receipts:
                with self._lock:
                    self.handed_over.append(receipt.intake_id)
                    self._ours.add(receipt.intake_id)
                    self.awaited.add(receipt.intake_id)
        except BaseException as error:  # noqa: BLE001  (raised by the thread that reads the turns)
            self._failed = error

    def _turn(self) -> list[bytes]:
        news: list[tuple[float, str, bytes | PageTrace]] = self._early
        now = time.monotonic()
        clock_ms = (self._ahead + now) * 1000
        for entry, fields in self._read_history():
            known = {name.decode(): value.decode("utf-8", "replace") for name, value in fields.items()}
            news.append((now, known["page"], ended_trace(Skimmed(entry.decode(), known, {}), clock_ms)))
        for _, fields in self._read_items():
            news.append((now, fields.get(b"intakeid", b"").decode(), fields[b"data"]))
        self._early = []
        items: list[bytes] = []
        with self._lock:
            for at, page, what in news:
                if page not in self._ours:
                    if now - at < _UNKNOWN_SECONDS:
                        self._early.append((at, page, what))
                elif isinstance(what, bytes):
                    items.append(what)
                elif page in self.awaited:
                    self._end(page, what)
        self.items += len(items)
        if items:
            self._news_at = now
        return items

    def _end(self, page: str, trace: PageTrace) -> None:
        self.awaited.discard(page)
        self.lost.discard(page)
        self.outcomes[trace.state] += 1
        self._news_at = time.monotonic()
        if trace.state == "dead" and len(self.dead) < MOST_TRACES:
            self.dead.append(trace)
        if len(self.traces) < MOST_TRACES:
            self.traces.append(trace)

    def _look_for_lost(self) -> None:
        """Look for the awaited pages: one that neither waits nor is in flight will never end."""
        with self._lock:
            pages = sorted(self.awaited)
        redis, keys = self._scripts.redis, self._scripts.keys
        gone = {
            page
            for page in pages
            if redis.zscore(keys.open, page) is None
            and next(skim(redis, keys.intake, first=page, last=page, chunk=1), None) is None
        }
        # Twice in a row, since a page may go from one to the other, or end, between the two questions.
        self.lost = gone & self._suspected
        self._suspected = gone
        self._news_at = time.monotonic() - _QUIET_SECONDS + 1

    def _read_history(self) -> list[_Row]:
        streams: Any = {self._scripts.keys.history: self._history_at}
        rows = _rows(self._scripts.redis.xread(streams, count=_CHUNK, block=_TURN_MS))
        if rows:
            self._history_at = rows[-1][0].decode()
        return rows

    def _read_items(self) -> list[_Row]:
        redis, stream = self._scripts.redis, self._scripts.keys.items
        if self._group:
            return _rows(redis.xreadgroup(self._group, "run", {stream: ">"}, count=_CHUNK, noack=True))
        rows = _rows(redis.xread({stream: self._items_at}, count=_CHUNK))
        if rows:
            self._items_at = rows[-1][0].decode()
        return rows

    def _latest(self, stream: str) -> str:
        rows: Any = self._scripts.redis.xrevrange(stream, count=1)
        return rows[0][0].decode() if rows else "0-0"


def _rows(answer: Any) -> list[_Row]:
    """Return the entries of one stream; RESP3 answers with a dict."""
    if isinstance(answer, dict):
        answer = [(name, entries[0]) for name, entries in answer.items()]
    rows: list[_Row] = answer[0][1] if answer else []
    return rows
