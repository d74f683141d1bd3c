"""A server with workers that can be paused while the intake is filled, and the CPU that both have spent."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bench.lib.workers import cpu_seconds, server_settings, start_worker, wait_until
from wiremill.client.connection import connect
from wiremill.contract.intake import encode_entry
from wiremill.contract.outcome import OUTCOMES
from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.local.server import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bench.lib.workers import Worker
    from wiremill.contract.page import Page

#: Entries sent in one pipeline.
_PIPELINE = 500
#: Seconds; longer than Celery's blocking read of a queue, which lasts one.
_BELL_SECONDS = 1.5
#: Seconds after which any of the waits below fails.
WAIT_SECONDS = 7200.0


class Reading(NamedTuple):
    """Pages ended and CPU spent up to a moment; the difference of two readings is what happened between them."""

    pages: int
    #: CPU seconds: of the worker with its children, of the server's main thread, of the server with its children.
    worker: float
    server_thread: float
    server: float

    def since(self, before: Reading) -> Reading:
        """Return the difference."""
        return Reading(*(mine - theirs for mine, theirs in zip(self, before, strict=True)))

    def per_page(self) -> Reading:
        """Return the CPU in milliseconds a page."""
        return Reading(self.pages, *(1000 * seconds / self.pages for seconds in self[1:]))


class Testbed:
    """An embedded server and one worker for each of `processes`."""

    def __init__(self, processes: Sequence[int] = (1,), environ: dict[str, str] | None = None) -> None:
        self._stack = contextlib.ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.server = self._stack.enter_context(EmbeddedServer(folder / "redis"))
        settings = server_settings(self.server)
        self.redis = connect(settings)
        self.scripts = Scripts(self.redis, settings)
        self.keys = self.scripts.keys
        ensure_groups(self.redis, self.keys)
        self.workers: list[Worker] = []
        try:
            for number, count in enumerate(processes):
                worker = start_worker(self.server, folder, f"w{number}", processes=count, environ=environ)
                self.workers.append(self._stack.enter_context(worker))
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.resume()
        self._stack.close()

    @contextlib.contextmanager
    def paused(self, resume_only: Worker | None = None) -> Iterator[None]:
        """Stop all workers for the block, so that they see everything that it writes at once; they must be idle.

        With `resume_only` that worker alone is resumed.
        """
        self.pause()
        # A worker in a blocking read would be sent a bell while it is stopped.
        time.sleep(_BELL_SECONDS)
        try:
            yield
        finally:
            self.resume([resume_only] if resume_only else self.workers)

    def pause(self) -> None:
        """Stop all processes of all workers (SIGSTOP)."""
        for worker in self.workers:
            _signal(worker, signal.SIGSTOP)

    def resume(self, workers: Sequence[Worker] | None = None) -> None:
        """Resume workers, all of them by default."""
        for worker in self.workers if workers is None else workers:
            _signal(worker, signal.SIGCONT)

    def fill(self, pages: Iterable[Page]) -> int:
        """Add pages as a producer in another language does, with one XADD each, pipelined; return how many."""
        return self.fill_entries(map(encode_entry, pages))

    def fill_entries(self, entries: Iterable[list[Any]]) -> int:
        """Add pages that are already encoded."""
        stream, count = iter(entries), 0
        while batch := list(itertools.islice(stream, _PIPELINE)):
            pipeline = self.redis.pipeline(transaction=False)
            for entry in batch:
                pipeline.execute_command("XADD", self.keys.intake, "*", *entry)
            pipeline.execute()
            count += len(batch)
        return count

    def ended(self) -> int:
        """Return how many pages have ended."""
        return sum(int(value or 0) for value in self.redis.hmget(self.keys.counts, list(OUTCOMES)))

    def wait_ended(self, count: int) -> None:
        """Wait until so many pages have ended."""
        wait_until(f"{count:,} pages to end", lambda: self.ended() >= count, WAIT_SECONDS)

    def wait_log_rewrite(self) -> None:
        """Wait until the server is not rewriting its log, which is no part of a page's cost."""
        wait_until(
            "the rewrite of the log",
            lambda: not self.redis.info("persistence")["aof_rewrite_in_progress"],
            WAIT_SECONDS,
        )

    def read(self, worker: Worker | None = None) -> Reading:
        """Return a reading, of the first worker by default."""
        pid = self.server.pid or 0
        pids = [one.pid for one in ([worker] if worker else self.workers[:1])]
        return Reading(self.ended(), cpu_seconds(pids), thread_seconds(pid), cpu_seconds([pid]))


def thread_seconds(pid: int) -> float:
    """Return the CPU time of a process' main thread, in which Redis runs all commands, from /proc."""
    fields = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _signal(worker: Worker, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, number)
