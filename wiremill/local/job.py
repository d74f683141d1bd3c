"""A job: pages handed over, and each of them seen to its end."""

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

#: Milliseconds that a turn waits for news.
_POLL_MS = 100
#: Seconds without news after which the pages still awaited are looked for, and after which those not found are again.
_QUIET_SECONDS = 5.0
_RECHECK_SECONDS = 1.0
#: Pages looked for in one round trip.
_CHUNK = 500
#: Traces that are kept.
MAX_TRACES = 1_000


class Job:
    """Hands pages over in a thread of its own, and collects their items and outcomes meanwhile.

    An item is the outcome of its page: it was published. All other outcomes are read from the history.

    Args:
        scripts: the connection.
        receipts: hands the pages over as it is read, and yields their receipts.
        keep_items: leave the items in their stream; otherwise they may be trimmed once this job has read them.
    """

    def __init__(self, scripts: Scripts, receipts: Iterator[Receipt], *, keep_items: bool) -> None:
        self._scripts = scripts
        self._receipts = receipts
        #: Seconds by which the server's clock is ahead of the monotonic one.
        self._ahead = server_seconds(scripts) - time.monotonic()
        redis, keys = scripts.redis, scripts.keys
        self._job_group = JobGroup(scripts, [keys.history] if keep_items else [keys.history, keys.items])
        self._group = self._job_group.name
        self._history = JobEvents(redis, keys.history, b"page", self._group)
        self._published = JobEvents(redis, keys.items, b"intakeid", None if keep_items else self._group)
        self._thread = threading.Thread(target=self._hand_over, name="hand-over", daemon=True)
        self._hand_over_error: BaseException | None = None
        #: Receipts that the thread has left for the next turn.
        self._new: deque[str] = deque()
        #: All pages handed over, each with its outcome; None while it is awaited.
        self._outcome_by_page: dict[str, str | None] = {}
        self._traces: dict[str, PageTrace] = {}
        self._dead: dict[str, PageTrace] = {}
        self._missing_before: set[str] = set()
        self._quiet_at = 0.0
        #: Intake ids of all pages handed over, in order, and of those without an outcome.
        self.handed_over: list[str] = []
        self.awaited: set[str] = set()
        #: Pages by outcome.
        self.outcomes: Counter[str] = Counter()
        #: Items received.
        self.items = 0
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

    @property
    def traces(self) -> list[PageTrace]:
        """Of the first pages that ended."""
        return list(self._traces.values())

    @property
    def dead(self) -> list[PageTrace]:
        """Of the first pages that died."""
        return list(self._dead.values())

    def poll(self) -> Iterator[list[bytes]]:
        """Yield the items of each turn as JSON, often none, until every page that was handed over has its outcome.

        Raises:
            JobForgotten: it was stopped for so long that it can't know what became of its pages.
            Exception: what `receipts` raised, once the pages before have ended.
        """
        self._thread.start()
        self._restart_quiet_time()
        while True:
            more = self.handing_over  # asked first: what comes after that is news of the next turn
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
            whole_history: the history holds every page of the job; otherwise those seen to end need not be there.
        """
        return reconcile(self._scripts, self.handed_over if whole_history else sorted(self.awaited))

    def close(self) -> None:
        """Leave nothing of the job on the server."""
        self._job_group.close()

    def _hand_over(self) -> None:
        try:
            for receipt in self._receipts:
                self._new.append(receipt.intake_id)
        except BaseException as error:  # noqa: BLE001  (raised by the thread that reads the turns)
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
        """Take note of a page's end, told by its item, by the history, or by both."""
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
            # The history knows the run of publish, too.
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
        """Return whether there was no news for long, all that the server has for this job has come, and it is time to ask."""
        caught_up = self._history.caught_up and self._published.caught_up
        if not caught_up or time.monotonic() < self._quiet_at:
            return False
        return not any([self._history.has_undelivered(), self._published.has_undelivered()])

    def _look_for_lost(self) -> None:
        """Look for the awaited pages: one that neither waits nor is in flight will never end."""
        redis, keys = self._scripts.redis, self._scripts.keys
        pages, gone = sorted(self.awaited), set[str]()
        for start in range(0, len(pages), _CHUNK):
            chunk = pages[start : start + _CHUNK]
            pipeline = redis.pipeline(transaction=False)
            for page in chunk:
                pipeline.zscore(keys.open, page)
            closed = [page for page, score in zip(chunk, pipeline.execute(), strict=True) if score is None]
            gone |= {*closed} - existing_entries(redis, keys.intake, closed)
        # Twice in a row, since a page may go from one to the other between the two questions; and what had ended before
        # the first time was read before the second.
        self.lost = gone & self._missing_before
        self._missing_before = gone
        self._quiet_at = time.monotonic() + (_RECHECK_SECONDS if gone - self.lost else _QUIET_SECONDS)

    def _job_forgotten(self) -> JobForgotten:
        return JobForgotten(
            f"the place of this job in the streams is gone: it gave no sign of life for {SILENCE_SECONDS // 60} minutes, as "
            "when it is stopped or cut off, or the server has lost its latest writes; of "
            f"{len(self.handed_over):,} pages handed over, {len(self.awaited):,} have no outcome that it knows of, and "
            "items may be missing from its output. No page is lost for that: 'wiremill status' shows what is in flight, "
            "'wiremill trace PAGE' how a page ended, 'wiremill tail' the items that are still there"
        )

    def _trace(self, event: JobEvent) -> PageTrace:
        known = {
            name.decode("utf-8", "replace"): value.decode("utf-8", "replace") for name, value in event.fields.items()
        }
        data = known.pop("data", None)
        peeked, now = PeekedEntry(event.id, known, {}), (self._ahead + time.monotonic()) * 1000
        return ended_trace(peeked, now) if data is None else item_trace(peeked, event.fields[b"data"], now)
