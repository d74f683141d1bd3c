"""A server with workers that can be held while the intake is filled, and what both have spent."""

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

#: Entries that travel to the server at once.
_PIPELINE = 500
#: Seconds; for one at a time Celery waits for a bell.
_BELL_SECONDS = 1.5
#: Seconds that any of the waits below may last.
PATIENCE = 7200.0


class Reading(NamedTuple):
    """What was done and spent up to a moment; the difference of two says what lies between them."""

    pages: int
    #: Seconds of CPU: of the worker with its processes, of the server's main thread, of the server with all it starts.
    worker: float
    server_thread: float
    server: float

    def since(self, before: Reading) -> Reading:
        """Return the difference."""
        return Reading(*(mine - theirs for mine, theirs in zip(self, before, strict=True)))

    def each(self) -> Reading:
        """Return milliseconds a page."""
        return Reading(self.pages, *(1000 * seconds / self.pages for seconds in self[1:]))


class Mill:
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
        self.let_go()
        self._stack.close()

    @contextlib.contextmanager
    def held(self, then: Worker | None = None) -> Iterator[None]:
        """Stop all workers, which must have nothing in hand, so that they find what the block leaves as a whole.

        With `then` that worker alone goes on after it.
        """
        self.hold()
        # A worker that waits for a bell would be sent it while it is stopped.
        time.sleep(_BELL_SECONDS)
        try:
            yield
        finally:
            self.let_go([then] if then else self.workers)

    def hold(self) -> None:
        """Stop all workers where they are."""
        for worker in self.workers:
            _signal(worker, signal.SIGSTOP)

    def let_go(self, workers: Sequence[Worker] | None = None) -> None:
        """Let workers go on, all of them unless some are named."""
        for worker in self.workers if workers is None else workers:
            _signal(worker, signal.SIGCONT)

    def fill(self, pages: Iterable[Page]) -> int:
        """Hand pages over as a producer in another language does: one XADD each, many at once; return how many."""
        return self.fill_entries(map(encode_entry, pages))

    def fill_entries(self, entries: Iterable[list[Any]]) -> int:
        """Hand over pages that are encoded already."""
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
        wait_until(f"{count:,} pages to end", lambda: self.ended() >= count, PATIENCE)

    def settle(self) -> None:
        """Wait until the server rewrites no log: a copy of all that it holds is no part of a page's cost."""
        wait_until("the log", lambda: not self.redis.info("persistence")["aof_rewrite_in_progress"], PATIENCE)

    def read(self, worker: Worker | None = None) -> Reading:
        """Take a reading, of the first worker unless another is named."""
        pid = self.server.pid or 0
        pids = [one.pid for one in ([worker] if worker else self.workers[:1])]
        return Reading(self.ended(), cpu_seconds(pids), thread_seconds(pid), cpu_seconds([pid]))


def thread_seconds(pid: int) -> float:
    """Return the CPU time of a process' main thread, in which Redis runs all commands; from /proc."""
    fields = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _signal(worker: Worker, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, number)
