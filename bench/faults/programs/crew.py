"""Workers, producers and consumers of a run: started, counted, replaced when they end; and what comes and goes beside them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from bench.faults.programs.jobs import Job
from bench.lib import ROOT
from bench.lib.workers import LEAN, Worker, wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Seconds; several workers starting at once on few cores.
_START_SECONDS = 180
#: Seconds that producers that fork and jobs may take to their end once nothing breaks any more.
_END_SECONDS = 240


class Helper:
    """A producer or a consumer: a process that is started again when it ends."""

    def __init__(self, script: str, arguments: Sequence[str], notes: Path, log: Path, environ: dict[str, str]) -> None:
        self.notes = notes
        self._command = [sys.executable, "-m", f"bench.faults.programs.{script}", *arguments]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        self._environ = {**os.environ, **environ, "PYTHONPATH": path}
        self._log = log
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def mend(self) -> int | None:
        """Start it again where it has ended with an error of its own; return how it ended."""
        code = self.process.poll()
        if code:
            self.process = self._start()
        return code

    def kill(self) -> None:
        """Kill it and start another, which goes on."""
        self.end()
        self.process = self._start()

    def end(self) -> None:
        """Kill it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Crew:
    """All processes of a run but the server. Not torn down while a fault is being made (`lock`)."""

    def __init__(
        self, folder: Path, environ: dict[str, str], *, processes: int, prefix: Sequence[str], newer: Path | None
    ) -> None:
        self._folder = folder
        self._environ = environ
        self._processes = processes
        self._prefix = prefix
        self._newer = newer
        #: The version of the code that new workers run.
        self.tree: Path | None = None
        self.workers: list[Worker] = []
        self.producers: list[Helper] = []
        self.consumers: list[Helper] = []
        #: Producers that fork, and `wiremill run`s: they come with faults, and end by themselves.
        self.forkers: list[Helper] = []
        self.jobs: list[Job] = []
        #: What did not end by itself, as a line each.
        self.stuck: list[str] = []
        #: What ended by itself, as a line each.
        self.ended: list[str] = []
        self.lock = threading.RLock()
        self._started = 0

    def hire(self, *, ready: bool = True) -> Worker:
        """Start a worker."""
        self._started += 1
        worker = Worker(
            self._environ["WIREMILL_REDIS_URL"], self._folder / f"w{self._started}.log",
            processes=self._processes, environ=self._environ, options=LEAN, prefix=self._prefix, tree=self.tree,
        )  # fmt: skip
        self.workers.append(worker)
        if ready:
            wait_until("the worker", lambda: worker.process.poll() is not None or worker.ready(), _START_SECONDS)
        return worker

    def fork(self, seconds: float) -> None:
        """Start a producer that forks, and goes on for so long."""
        with self.lock:
            number = len(self.forkers)
            notes = self._folder / f"forker{number}.tsv"
            words = [str(number), str(notes), str(seconds)]
            self.forkers.append(Helper("forker", words, notes, notes.with_suffix(".log"), self._environ))

    def begin_job(self, *, doomed: bool) -> Job:
        """Start a `wiremill run`."""
        with self.lock:
            self.jobs.append(Job(len(self.jobs), self._folder, self._environ, doomed=doomed))
            return self.jobs[-1]

    def finish(self) -> None:
        """Wait for the end of what ends by itself; kill what does not, and note it."""
        until = time.monotonic() + _END_SECONDS
        for one in (*self.forkers, *self.jobs):
            try:
                one.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                if isinstance(one, Job):
                    one.give_up()
                else:
                    self.stuck.append(f"{one.notes.stem} did not come to its end")
                    one.end()
                continue
            if isinstance(one, Helper) and one.process.returncode:
                self.ended.append(f"{one.notes.stem} ended with {one.process.returncode}")

    def dismiss(self, worker: Worker) -> None:
        """Shut a worker down warmly."""
        with self.lock:
            self.workers.remove(worker)
        worker.stop(60)
        worker.end()

    def replace(self, worker: Worker) -> None:
        """Kill a worker's main process, and start another."""
        with self.lock:
            self.workers.remove(worker)
            worker.kill()
            self.hire(ready=False)

    def scale(self, count: int) -> None:
        """Have so many workers."""
        while len(self.workers) < count:
            with self.lock:
                self.hire(ready=False)
        for worker in self.workers[count:]:
            self.dismiss(worker)

    def roll(self) -> None:
        """Replace all workers, one by one, by those of the other version of the code."""
        self.tree = None if self.tree else self._newer
        for worker in list(self.workers):
            with contextlib.suppress(TimeoutError, RuntimeError, ValueError):
                self.hire()
                self.dismiss(worker)

    def mend(self) -> None:
        """Replace what has ended by itself, and note it."""
        with self.lock:
            for worker in list(self.workers):
                if worker.process.poll() is not None:
                    self.ended.append(f"worker {worker.log.name} ended with {worker.process.returncode}")
                    self.workers.remove(worker)
                    worker.end()
                    self.hire(ready=False)
            for helper in (*self.producers, *self.consumers):
                code = helper.mend()
                if code:
                    self.ended.append(f"{helper.notes.stem} ended with {code}")

    def end(self) -> None:
        """Leave no process behind."""
        with self.lock:
            for helper in (*self.producers, *self.consumers, *self.forkers):
                helper.end()
            for job in self.jobs:
                job.kill()
            for worker in self.workers:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(worker.pid, signal.SIGCONT)
                worker.end()
