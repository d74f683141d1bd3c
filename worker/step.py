"""One step of a stage: lease a batch, run the stage on it, finish it in one script."""

from __future__ import annotations

import os
import secrets
import socket
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from wiremill.errors import PageFault
from wiremill.item import StageRun
from wiremill.runs import rfc3339
from wiremill.safe import clean
from worker.limits import PageTimeout, time_limit
from worker.renewal import Renewal
from worker.stage import About, Closed, Leased
from worker.stages.publish import history_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from wiremill.scripts import Scripts
    from worker.stage import Stage

log = structlog.get_logger("wiremill.worker")

#: Seconds between two looks for expired leases; each walks the leases of the stage.
_LOOK_SECONDS = 0.5
#: Characters of an error that a dead letter keeps.
_MOST_ERROR = 500
#: Times a page is committed again because another with the same text was published meanwhile; each time one more has.
_MOST_CONFLICTS = 20


def consumer_name(parent: int | None = None) -> str:
    """Return a name that no other process has or had; it begins with host and process, by which it is released."""
    return f"{process_name(os.getpid(), parent or os.getppid())}:{secrets.token_hex(3)}"


def process_name(child: int, parent: int) -> str:
    """Return the beginning of a child's consumer name."""
    return f"{socket.gethostname()}:{parent}:{child}"


class _Fault(msgspec.Struct):
    reason: str
    error: str
    permanent: bool
    where: str = ""


class _Work(msgspec.Struct):
    """A leased page on its way through the step."""

    leased: Leased
    about: About
    source: Any = None
    output: Any = None
    fault: _Fault | None = None
    run: StageRun | None = None
    closed: Closed | None = None


class Step:
    """Runs a stage batch by batch, in one process."""

    def __init__(
        self, stage: Stage[Any, Any], scripts: Scripts, *, consumer: str, now: Callable[[], float] = time.time
    ) -> None:
        self.stage = stage
        self.consumer = consumer
        self._scripts = scripts
        self._settings = scripts.settings
        self._most = stage.batch_pages or scripts.settings.batch_pages
        self._now = now
        self._look_at = 0.0
        self._renewal = Renewal(scripts, stage.name, consumer)
        #: Whether the latest batch was as large as it could be, so that there may be more.
        self.full = False

    def once(self) -> tuple[int, bool]:
        """Do one batch; return how many pages it had, and whether any was handed on to the next stages."""
        batch = self._lease(self._most)
        size = sum(len(value) for work in batch for value in (work.leased.fields or {}).values())
        self.full = len(batch) >= self._most or size >= self._settings.batch_bytes
        if not batch:
            return 0, False
        with self._renewal.of([work.leased.id for work in batch]):
            self._read(batch)
            self._run([work for work in batch if work.source is not None])
            return len(batch), self._finish(batch)

    def look_now(self) -> None:
        """Look for expired leases with the next batch."""
        self._look_at = 0.0

    def close(self) -> None:
        """End the renewal's thread."""
        self._renewal.close()

    def _lease(self, most: int) -> list[_Work]:
        now = time.monotonic()
        look = now >= self._look_at
        if look:
            self._look_at = now + _LOOK_SECONDS
        answer = self._scripts.lease(
            self.stage.name, self.consumer, pages=most, look_for_expired=look, fields=self.stage.fields
        )
        batch = [self._work(*row) for row in answer]
        if batch and batch[0].leased.attempt > 1:
            self._look_at = 0.0  # there may be more to take over
        return batch

    def _work(self, entry_id: bytes, attempt: int, page: bytes, payload: list[bytes] | None) -> _Work:
        fields = None
        if payload:
            if self.stage.fields:
                pairs = zip(self.stage.fields, payload, strict=True)
                fields = {name.encode(): value for name, value in pairs if value is not None}
            else:
                fields = dict(zip(payload[::2], payload[1::2], strict=False))
        leased = Leased(entry_id, int(attempt), page.decode(), fields)
        return _Work(leased, self.stage.about(leased))

    def _read(self, batch: list[_Work]) -> None:
        for work in batch:
            leased = work.leased
            if leased.fields is None:
                continue
            if leased.attempt > self._settings.max_attempts:
                work.fault = _Fault(
                    "worker_lost", f"each of {leased.attempt - 1} attempts ended its process", permanent=True
                )
                continue
            try:
                work.source = self.stage.read(leased)
                work.about = self.stage.named(work.source) or work.about
            except (Exception, PageTimeout) as error:  # noqa: BLE001  (isolation: it concerns this page alone)
                work.fault = _fault(error)

    def _run(self, batch: list[_Work]) -> None:
        """Run the stage on the batch as a whole where it can, and page by page where that fails or it can't."""
        if not batch:
            return
        if self.stage.whole_batch and self._attempt(batch) is None:
            return
        for work in batch:
            error = self._attempt([work])
            if error is not None:
                work.fault = _fault(error)

    def _attempt(self, batch: list[_Work]) -> BaseException | None:
        sources = [work.source for work in batch]
        self.stage.prepare(sources)
        started, clock = self._now(), time.perf_counter()
        try:
            with time_limit(self._settings.page_seconds * len(batch)):
                outputs = self.stage.run(sources)
        except (Exception, PageTimeout) as error:  # noqa: BLE001  (isolation: it concerns this page alone)
            return error
        milliseconds = (time.perf_counter() - clock) * 1000 / len(batch)
        for i, (work, output) in enumerate(zip(batch, outputs, strict=True)):
            work.output = output
            work.run = StageRun(
                stage=self.stage.name,
                attempt=work.leased.attempt,
                started_at=rfc3339((started * 1000) + i * milliseconds),
                duration_ms=round(milliseconds, 3),
                worker=self.consumer,
            )
        return None

    def _finish(self, batch: list[_Work]) -> bool:
        handed_on = False
        for _ in range(_MOST_CONFLICTS):
            for work in batch:
                work.closed = self._close(work)
            entries = [
                {"id": work.leased.id, "page": work.leased.page, **work.closed.entry} for work in batch if work.closed
            ]
            words = self._scripts.finish(self.stage.name, self.consumer, entries)
            handed_on = handed_on or "ok" in words or "joined" in words
            again = []
            for work, word in zip(batch, words, strict=True):
                if word == "blocked":
                    work.fault = _Fault("stage_failed", word.why, permanent=False)
                if word in {"blocked", "conflict"}:
                    again.append(work)
                else:
                    self._log(work, word)
            if not again:
                break
            batch = again
            conflicting = [work for work in batch if work.fault is None]
            if conflicting:
                self._run(conflicting)
        return handed_on

    def _close(self, work: _Work) -> Closed:
        if work.leased.fields is None:
            return Closed({"kind": "drop"}, "page.left", "stale")
        if work.fault is None and work.run is not None:
            try:
                return self.stage.close(work.leased, work.source, work.output, work.run)
            except Exception as error:  # noqa: BLE001  (isolation: it concerns this page alone)
                work.fault = _fault(error)
        return self._close_fault(work, work.fault or _Fault("stage_failed", "no result", permanent=False))

    def _close_fault(self, work: _Work, fault: _Fault) -> Closed:
        extra = {"reason": fault.reason, "where": fault.where} if fault.where else {"reason": fault.reason}
        attempt = work.leased.attempt
        if not fault.permanent and attempt < self._settings.max_attempts:
            delay = int(self._settings.retry_seconds * 1000 * 2 ** (attempt - 1))
            return Closed({"kind": "retry", "delay_ms": delay}, "page.postponed", "retry", extra)
        about = work.about
        attempts = min(attempt, self._settings.max_attempts)
        entry = {
            "kind": "dead",
            "reason": fault.reason,
            "error": fault.error,
            "attempt": attempts,
            "at": rfc3339(self._now() * 1000),
            "about": ("page_id", about.page_id, "trace_id", about.trace_id, "url", about.url),
            "history": history_fields(about, work.leased.page, "dead", fault.reason),
        }
        return Closed(entry, "page.dead_lettered", "dead", extra)

    def _log(self, work: _Work, word: str) -> None:
        closed, leased, about = work.closed, work.leased, work.about
        if closed is None:
            return
        fields = {
            "stage": self.stage.name,
            "page_id": about.page_id,
            "trace_id": about.trace_id,
            "intake_id": leased.page,
            "attempt": leased.attempt,
            "duration_ms": work.run.duration_ms if work.run else 0.0,
            "outcome": closed.outcome,
            **closed.extra,
        }
        if word in {"ok", "joined"}:
            (log.info if work.fault is None else log.warning)(closed.event, **fields)
        else:
            log.info("lease.lost" if word == "lost" else "page.left", **fields | {"outcome": word})


def _fault(error: BaseException) -> _Fault:
    if isinstance(error, PageFault):
        return _Fault(error.reason, str(error)[:_MOST_ERROR], permanent=True)
    if isinstance(error, PageTimeout):
        return _Fault("time_limit", "took longer than page_seconds", permanent=False)
    if isinstance(error, MemoryError):
        return _Fault("memory_limit", "needed more than memory_megabytes", permanent=False)
    # An error may quote the page.
    said = clean(f"{type(error).__name__}: {error}"[:_MOST_ERROR])
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return _Fault("stage_failed", said, permanent=False, where=where)
