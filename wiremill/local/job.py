"""A job: hands pages over and follows each of them until it has an outcome."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from typing import TYPE_CHECKING

from redis.exceptions import ResponseError

from wiremill.errors import JobForgotten
from wiremill.ledger.accounting import Reconciliation, reconcile
from wiremill.ledger.job_group import SILENCE_SECONDS, JobGroup
from wiremill.ledger.peek import PeekedEntry, existing_entries
from wiremill.ledger.tracing import PageTrace, ended_trace, item_trace
from wiremill.ledger.workers import server_seconds
from wiremill.local.job_events import JobEvents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.client.producer import Receipt
    from wiremill.ledger.scripts import Scripts
    from wiremill.local.job_events import JobEvent

#: Milliseconds that one poll waits for events.
_POLL_MS = 100
#: Seconds without events before the awaited pages are looked up on the server, and before those not found are looked up again.
_QUIET_SECONDS = 5.0
_RECHECK_SECONDS = 1.0
#: Pages looked up in one round trip.
_CHUNK = 500
#: Traces kept in memory.
MAX_TRACES = 1_000


class Job:
    """Hands pages over in a separate thread, and collects their items and outcomes meanwhile.

    An item tells that its page was published. All other outcomes are read from the history.

    Args:
        scripts: the connection.
        receipts: hands the pages over as it is iterated, and yields their receipts.
        keep_items: leave the items in their stream. Otherwise they may be trimmed once this job has read them.
    """

    def __init__(self, scripts: Scripts, receipts: Iterator[Receipt], *, keep_items: bool) -> None:
        self._scripts = scripts
        self._receipts = receipts
        #: The server's clock less this process's monotonic clock, in seconds.
        self._ahead = server_seconds(scripts) - time.monotonic()
        redis, keys = scripts.redis, scripts.keys
        self._job_group = JobGroup(scripts, [keys.history] if keep_items else [keys.history, keys.items])
        self._group = self._job_group.name
        self._history = JobEvents(redis, keys.history, b"page", self._group)
        self._published = JobEvents(redis, keys.items, b"intakeid", None if keep_items else self._group)
        self._thread = threading.Thread(target=self._hand_over, name="hand-over", daemon=True)
        self._hand_over_error: BaseException | None = None
        #: Intake ids queued by the thread for the next poll.
        self._new: deque[str] = deque()
        #: The outcome of every page handed over; None while it is awaited.
        self._outcome_by_page: dict[str, str | None] = {}
        self._traces: dict[str, PageTrace] = {}
        self._dead: dict[str, PageTrace] = {}
        self._missing_before: set[str] = set()
        self._quiet_at = 0.0
        #: Intake ids of all pages handed over, in order; `awaited` has those without an outcome.
        self.handed_over: list[str] = []
        self.awaited: set[str] = set()
        #: Pages by outcome.
        self.outcomes: Counter[str] = Counter()
        #: Items received.
        self.items = 0
        #: Pages that have no outcome and are in no stream.
        self.lost: set[str] = set()

    @property
    def handing_over(self) -> bool:
        """Whether more pages may follow."""
        return self._thread.is_alive()

    @property
    def ended(self) -> int:
        """Pages with an outcome."""
        return sum(self.outcomes.values())

    @property
    def traces(self) -> list[PageTrace]:
        """The traces of the first pages that ended, at most `MAX_TRACES`."""
        return list(self._traces.values())

    @property
    def dead(self) -> list[PageTrace]:
        """The traces of the first pages that died, at most `MAX_TRACES`."""
        return list(self._dead.values())

    def poll(self) -> Iterator[list[bytes]]:
        """Yield the items of each poll as JSON, often none, until every page that was handed over has an outcome.

        Raises:
            JobForgotten: the server has expired this job after a long silence, so outcomes may be missing.
            Exception: an error of `receipts`, once the pages handed over before it have ended.
        """
        self._thread.start()
        self._restart_quiet_time()
        while True:
            more = self.handing_over  # read first: a page handed over later belongs to the next poll
            items = self._poll_once(more=more)
            quiet = self._quiet_and_caught_up()
            if quiet and self.awaited:
                self._look_for_lost()
            yield items
            complete = self.items >= self.outcomes["published"] or quiet
            if not more and not self.awaited - self.lost and complete:
                break
        if self._hand_over_error:
            raise self._hand_over_error

    def reconcile(self, *, whole_history: bool) -> Reconciliation:
        """Prove that every page is accounted for.

        Args:
            whole_history: the history holds every page of the job. Otherwise pages seen to end may be trimmed from it.
        """
        return reconcile(self._scripts, self.handed_over if whole_history else sorted(self.awaited))

    def close(self) -> None:
        """Remove the job's consumer groups from the server."""
        self._job_group.close()

    def _hand_over(self) -> None:
        try:
            for receipt in self._receipts:
                self._new.append(receipt.intake_id)
        except BaseException as error:  # noqa: BLE001  (raised again by the thread that polls)
            self._hand_over_error = error

    def _poll_once(self, *, more: bool) -> list[bytes]:
        new = [self._new.popleft() for _ in range(len(self._new))]
        self.handed_over += new
        self.awaited.update(new)
        self._outcome_by_page |= dict.fromkeys(new)
        try:
            ended = self._history.poll(new, self._outcome_by_page, more=more, block_ms=_POLL_MS)
            published = self._published.poll(new, self._outcome_by_page, more=more)
        except ResponseError as error:
            if "NOGROUP" in str(error):
                raise self._job_forgotten() from error
            raise
        for event in ended:
            self._end(event, event.fields[b"outcome"].decode())
        for event in published:
            self._end(event, "published")
        self.items += len(published)
        if ended or published:
            self._restart_quiet_time()
        return [event.fields[b"data"] for event in published]

    def _end(self, event: JobEvent, outcome: str) -> None:
        """Record the outcome of a page, which its item, the history, or both report."""
        page = event.page
        before = self._outcome_by_page[page]
        if before is None:
            self.awaited.discard(page)
            self.lost.discard(page)
        elif before == "dead" and outcome != "dead":  # replayed meanwhile
            self.outcomes["dead"] -= 1
            self._dead.pop(page, None)
            self._traces.pop(page, None)
        else:
            # The entry of the history has the run of publish as well.
            if outcome == before and page in self._traces and b"runs" in event.fields:
                self._traces[page] = self._trace(event)
            return
        self._outcome_by_page[page] = outcome
        self.outcomes[outcome] += 1
        if len(self._traces) < MAX_TRACES:
            self._traces[page] = self._trace(event)
        if outcome == "dead" and len(self._dead) < MAX_TRACES:
            self._dead[page] = self._trace(event)

    def _restart_quiet_time(self) -> None:
        self._quiet_at = time.monotonic() + _QUIET_SECONDS

    def _quiet_and_caught_up(self) -> bool:
        """Return whether no event came for the quiet time, and the server holds no event that this job has not read."""
        caught_up = self._history.caught_up and self._published.caught_up
        if not caught_up or time.monotonic() < self._quiet_at:
            return False
        return not any([self._history.has_undelivered(), self._published.has_undelivered()])

    def _look_for_lost(self) -> None:
        """Look up the awaited pages: one that is neither in the intake nor in flight will never end."""
        redis, keys = self._scripts.redis, self._scripts.keys
        pages, gone = sorted(self.awaited), set[str]()
        for start in range(0, len(pages), _CHUNK):
            chunk = pages[start : start + _CHUNK]
            pipeline = redis.pipeline(transaction=False)
            for page in chunk:
                pipeline.zscore(keys.open, page)
            closed = [page for page, score in zip(chunk, pipeline.execute(), strict=True) if score is None]
            gone |= {*closed} - existing_entries(redis, keys.intake, closed)
        # A page counts as lost if it is missing twice in a row: it may move from the intake into flight between the two
        # queries, and the end of a page that ended before the first look-up is read before the second.
        self.lost = gone & self._missing_before
        self._missing_before = gone
        self._quiet_at = time.monotonic() + (_RECHECK_SECONDS if gone - self.lost else _QUIET_SECONDS)

    def _job_forgotten(self) -> JobForgotten:
        return JobForgotten(
            f"this job's consumer groups are gone: it sent no heartbeat for {SILENCE_SECONDS // 60} minutes, because it was "
            "stopped or cut off, or the server has lost its latest writes; of "
            f"{len(self.handed_over):,} pages handed over, {len(self.awaited):,} have no outcome known to this job, and "
            "items may be missing from its output. No page is lost: 'wiremill status' shows the pages in flight, "
            "'wiremill trace PAGE' how a page ended, 'wiremill tail' the items that are still there"
        )

    def _trace(self, event: JobEvent) -> PageTrace:
        known = {
            name.decode("utf-8", "replace"): value.decode("utf-8", "replace") for name, value in event.fields.items()
        }
        data = known.pop("data", None)
        peeked, now = PeekedEntry(event.id, known, {}), (self._ahead + time.monotonic()) * 1000
        return ended_trace(peeked, now) if data is None else item_trace(peeked, event.fields[b"data"], now)
