"""One step of a stage: lease a batch, run the stage on it, and finish it with one script call, or several if it is large."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog
from redis.exceptions import RedisError

from wiremill.client.connection import is_server_fault
from wiremill.contract.item import StageRun
from wiremill.ledger.stage_runs import rfc3339
from worker.runtime.attempt import Attempt, Fault, fault_of, payload_bytes
from worker.runtime.lease_renewal import LeaseRenewal
from worker.runtime.process_limits import PageTimeout, time_limit
from worker.runtime.stage import Completion, Leased
from worker.runtime.stages.publish import history_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wiremill.ledger.scripts import Scripts
    from worker.runtime.stage import Stage

log = structlog.get_logger("wiremill.worker")

#: Seconds between two checks for expired leases; each check walks all leases of the stage.
_EXPIRED_CHECK_SECONDS = 0.5
#: Commits of one page. A commit is repeated if another page with the same text was published meanwhile, so each repeat
#: means one more such page.
_MAX_CONFLICTS = 20


class Step:
    """Runs a stage batch by batch, in one process."""

    def __init__(
        self, stage: Stage[Any, Any], scripts: Scripts, *, consumer: str, now: Callable[[], float] = time.time
    ) -> None:
        self.stage = stage
        self.consumer = consumer
        self._scripts = scripts
        self._settings = scripts.settings
        self._max_pages = stage.batch_pages or scripts.settings.batch_pages
        self._now = now
        self._next_expired_check = 0.0
        self._renewal = LeaseRenewal(scripts, stage.name, consumer)
        #: Attempts leased and not finished yet.
        self._unfinished: list[Attempt] = []
        self._handed_on = False
        #: Whether the latest batch was as large as allowed, so that more pages may be waiting.
        self.full = False

    def run_batch(self) -> tuple[int, bool]:
        """Process one batch; return how many pages it had, and whether any was handed on to the next stages.

        Raises:
            RedisError: the server refuses, or stays unreachable for longer than the connection retries. The attempts are
                kept, and the next call continues with them before it leases anything: no page is at fault.
        """
        if not self._renewal.resume():
            self._unfinished = self._lease(self._max_pages)
            self.full = len(self._unfinished) >= self._max_pages or (
                sum(attempt.size for attempt in self._unfinished) >= self._settings.batch_bytes
            )
        pages = len(self._unfinished)
        if not pages:
            return 0, False
        try:
            with self._renewal.renewing([attempt.leased.id for attempt in self._unfinished]):
                while self._unfinished:
                    portion = self._process_portion(self._unfinished)
                    self._finish(portion)
                    self._remove(portion)
        except (RedisError, OSError):
            self._renewal.suspend([(attempt.leased.id, attempt.leased.attempt_number) for attempt in self._unfinished])
            raise
        handed_on, self._handed_on = self._handed_on, False
        return pages, handed_on

    def include_expired_next(self) -> None:
        """Check for expired leases with the next batch."""
        self._next_expired_check = 0.0

    def close(self) -> None:
        """Stop the thread that renews leases."""
        self._renewal.close()

    def _lease(self, max_pages: int) -> list[Attempt]:
        now = time.monotonic()
        include_expired = now >= self._next_expired_check
        if include_expired:
            self._next_expired_check = now + _EXPIRED_CHECK_SECONDS
        answer = self._scripts.lease(
            self.stage.name, self.consumer, pages=max_pages, include_expired=include_expired, fields=self.stage.fields
        )
        batch = [self._attempt_of(*row) for row in answer]
        if batch and batch[0].leased.attempt_number > 1:
            self._next_expired_check = 0.0  # there may be more to take over
        return batch

    def _attempt_of(self, entry_id: bytes, number: int, page: bytes, payload: list[bytes] | None) -> Attempt:
        fields = None
        if payload:
            if self.stage.fields:
                pairs = zip(self.stage.fields, payload, strict=True)
                fields = {name.encode(): value for name, value in pairs if value is not None}
            else:
                fields = dict(zip(payload[::2], payload[1::2], strict=False))
        # Any client can add an entry to the stream, so its page id may not be valid UTF-8.
        leased = Leased(entry_id, int(number), page.decode("utf-8", "replace"), fields)
        return Attempt(leased, self.stage.identify(leased), sum(map(len, (fields or {}).values())))

    def _read(self, batch: Sequence[Attempt]) -> None:
        for attempt in batch:
            leased = attempt.leased
            if leased.fields is None or attempt.source is not None or attempt.fault is not None:
                continue
            if leased.attempt_number > self._settings.max_attempts:
                error = (
                    f"each of {leased.attempt_number - 1} attempts ended without a result: "
                    "its process died, or lost the server"
                )
                attempt.fault = Fault("worker_lost", error, permanent=True)
                continue
            try:
                attempt.source = self.stage.read(leased)
                attempt.identity = self.stage.identify_source(attempt.source) or attempt.identity
            except (Exception, PageTimeout) as error:  # noqa: BLE001  (isolation: the error concerns this page alone)
                attempt.fault = fault_of(error)

    def _process_portion(self, unfinished: Sequence[Attempt]) -> list[Attempt]:
        """Read, run and complete attempts from the front of `unfinished`; stop at `batch_bytes`.

        The limit bounds both the input and what is sent to Redis. A stage that runs page by page releases the unpacked
        input and the output of a page before the next page is read.
        """
        portion: list[Attempt] = []
        size = 0
        while len(portion) < len(unfinished) and size < self._settings.batch_bytes:
            group = self._next_group(unfinished[len(portion) :])
            self._read(group)
            self._run([attempt for attempt in group if attempt.source is not None and attempt.completion is None])
            for attempt in group:
                size += max(attempt.size, payload_bytes(self._complete(attempt)))
            portion += group
        return portion

    def _next_group(self, unfinished: Sequence[Attempt]) -> Sequence[Attempt]:
        """Return the first attempts of `unfinished`: as many as the stage runs at once."""
        if not self.stage.whole_batch:
            return unfinished[:1]
        size = 0
        for count, attempt in enumerate(unfinished, 1):
            size += attempt.size
            if size >= self._settings.batch_bytes:
                return unfinished[:count]
        return unfinished

    def _run(self, batch: list[Attempt]) -> None:
        """Run the stage on the whole batch if it supports that; otherwise, or if that fails, page by page."""
        if not batch:
            return
        if self.stage.whole_batch and self._try_run(batch) is None:
            return
        for attempt in batch:
            error = self._try_run([attempt])
            if error is not None:
                attempt.fault = fault_of(error)

    def _try_run(self, batch: list[Attempt]) -> BaseException | None:
        """Run the stage once on the batch; return the error if that failed."""
        sources = [attempt.source for attempt in batch]
        try:
            self.stage.prepare(sources)
        except Exception as error:
            if is_server_fault(error):
                raise
            return error
        started, clock = self._now(), time.perf_counter()
        try:
            with time_limit(self._settings.page_seconds * len(batch)):
                outputs = self.stage.run(sources)
        except (Exception, PageTimeout) as error:  # noqa: BLE001  (isolation: the error concerns this page alone)
            return error
        finally:
            for attempt in batch:
                attempt.identity = self.stage.identify_source(attempt.source) or attempt.identity
        milliseconds = (time.perf_counter() - clock) * 1000 / len(batch)
        for i, (attempt, output) in enumerate(zip(batch, outputs, strict=True)):
            attempt.output = output
            attempt.run = StageRun(
                stage=self.stage.name,
                attempt=attempt.leased.attempt_number,
                started_at=rfc3339((started * 1000) + i * milliseconds),
                duration_ms=round(milliseconds, 3),
                worker=self.consumer,
            )
        return None

    def _finish(self, batch: Sequence[Attempt]) -> None:
        for _ in range(_MAX_CONFLICTS):
            entries = [
                {"id": attempt.leased.id, "page": attempt.leased.page, **self._complete(attempt).entry}
                for attempt in batch
            ]
            words = self._scripts.finish(self.stage.name, self.consumer, entries)
            self._handed_on = self._handed_on or "ok" in words or "joined" in words
            again = []
            for attempt, word in zip(batch, words, strict=True):
                if word == "blocked":
                    attempt.fault = Fault("stage_failed", word.why, permanent=False)
                if word in {"blocked", "conflict"}:
                    attempt.completion = None
                    again.append(attempt)
                else:
                    self._log(attempt, word)
            if not again:
                return
            self._remove([attempt for attempt in batch if attempt.completion is not None])
            batch = again
            self._run([attempt for attempt in batch if attempt.fault is None])

    def _remove(self, done: Sequence[Attempt]) -> None:
        """Remove finished attempts from the unfinished ones."""
        gone = {attempt.leased.id for attempt in done}
        self._unfinished = [attempt for attempt in self._unfinished if attempt.leased.id not in gone]

    def _complete(self, attempt: Attempt) -> Completion:
        """Return how the attempt ends, decided on the first call; its output is released, since it is encoded then."""
        if attempt.completion is None:
            attempt.completion = self._make_completion(attempt)
            attempt.output = None
        return attempt.completion

    def _make_completion(self, attempt: Attempt) -> Completion:
        if attempt.leased.fields is None:
            return Completion({"kind": "drop"}, "page.left", "stale")
        if attempt.fault is None and attempt.run is not None:
            try:
                return self.stage.complete(attempt.leased, attempt.source, attempt.output, attempt.run)
            except Exception as error:  # noqa: BLE001  (isolation: the error concerns this page alone)
                attempt.fault = fault_of(error)
        return self._complete_fault(attempt, attempt.fault or Fault("stage_failed", "no result", permanent=False))

    def _complete_fault(self, attempt: Attempt, fault: Fault) -> Completion:
        extra = {"reason": fault.reason, "where": fault.where} if fault.where else {"reason": fault.reason}
        number = attempt.leased.attempt_number
        if not fault.permanent and number < self._settings.max_attempts:
            delay = int(self._settings.retry_seconds * 1000 * 2 ** (number - 1))
            return Completion({"kind": "retry", "delay_ms": delay}, "page.postponed", "retry", extra)
        identity = attempt.identity
        made = min(number, self._settings.max_attempts)
        entry = {
            "kind": "dead",
            "reason": fault.reason,
            "error": fault.error,
            "attempt": made,
            "at": rfc3339(self._now() * 1000),
            "about": ("page_id", identity.page_id, "trace_id", identity.trace_id, "url", identity.url),
            "history": history_fields(identity, attempt.leased.page, "dead", fault.reason),
        }
        return Completion(entry, "page.dead_lettered", "dead", extra)

    def _log(self, attempt: Attempt, word: str) -> None:
        completion, leased, identity = attempt.completion, attempt.leased, attempt.identity
        if completion is None:
            return
        fields = {
            "stage": self.stage.name,
            "page_id": identity.page_id,
            "trace_id": identity.trace_id,
            "intake_id": leased.page,
            "attempt": leased.attempt_number,
            "duration_ms": attempt.run.duration_ms if attempt.run else 0.0,
            "outcome": completion.outcome,
            **completion.extra,
        }
        if word in {"ok", "joined"}:
            (log.info if attempt.fault is None else log.warning)(completion.event, **fields)
        else:
            log.info("lease.lost" if word == "lost" else "page.left", **fields | {"outcome": str(word)})
