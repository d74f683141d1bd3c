"""The workers, producers and consumers of a run: starts them, and restarts those that end; also forking producers and jobs."""

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

#: Seconds for the start of a worker: several start at once on few cores.
_START_SECONDS = 180
#: Seconds in which forking producers and jobs must end after the last fault.
_END_SECONDS = 240


class ClientProcess:
    """A producer or a consumer: a process that is restarted when it ends."""

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

    def restart_ended(self) -> int | None:
        """Restart the process if it has ended with an error; return its exit status, None while it runs."""
        code = self.process.poll()
        if code:
            self.process = self._start()
        return code

    def kill_and_restart(self) -> None:
        """Kill the process and start another, which continues where it left off."""
        self.kill()
        self.process = self._start()

    def kill(self) -> None:
        """Kill the process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """All processes of a run except the server. Holders of `lock` keep them from being replaced."""

    def __init__(
        self, folder: Path, environ: dict[str, str], *, processes: int, prefix: Sequence[str], newer: Path | None
    ) -> None:
        self._folder = folder
        self._environ = environ
        self._processes = processes
        self._prefix = prefix
        self._newer = newer
        #: The copy of the code that new workers run, None for this one.
        self.tree: Path | None = None
        self.workers: list[Worker] = []
        self.producers: list[ClientProcess] = []
        self.consumers: list[ClientProcess] = []
        #: Forking producers, and `wiremill run`s: faults start them, and they end by themselves.
        self.forkers: list[ClientProcess] = []
        self.jobs: list[Job] = []
        #: A line for each process that did not end in time.
        self.stuck: list[str] = []
        #: A line for each process that ended unexpectedly.
        self.ended: list[str] = []
        self.lock = threading.RLock()
        self._started = 0

    def start_worker(self, *, ready: bool = True) -> Worker:
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

    def start_forker(self, seconds: float) -> None:
        """Start a forking producer that runs for so many seconds."""
        with self.lock:
            number = len(self.forkers)
            notes = self._folder / f"forker{number}.tsv"
            words = [str(number), str(notes), str(seconds)]
            self.forkers.append(ClientProcess("forker", words, notes, notes.with_suffix(".log"), self._environ))

    def start_job(self, *, doomed: bool) -> Job:
        """Start a `wiremill run`."""
        with self.lock:
            self.jobs.append(Job(len(self.jobs), self._folder, self._environ, doomed=doomed))
            return self.jobs[-1]

    def finish(self) -> None:
        """Wait until forking producers and jobs have ended; kill and record those that don't end in time."""
        until = time.monotonic() + _END_SECONDS
        for one in (*self.forkers, *self.jobs):
            try:
                one.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                if isinstance(one, Job):
                    one.kill_stuck()
                else:
                    self.stuck.append(f"{one.notes.stem} did not end")
                    one.kill()
                continue
            if isinstance(one, ClientProcess) and one.process.returncode:
                self.ended.append(f"{one.notes.stem} ended with {one.process.returncode}")

    def stop_worker(self, worker: Worker) -> None:
        """Shut a worker down warmly."""
        with self.lock:
            self.workers.remove(worker)
        worker.stop(60)
        worker.end()

    def replace_worker(self, worker: Worker) -> None:
        """Kill a worker's main process and start another worker."""
        with self.lock:
            self.workers.remove(worker)
            worker.kill()
            self.start_worker(ready=False)

    def scale(self, count: int) -> None:
        """Start or stop workers until there are `count`."""
        while len(self.workers) < count:
            with self.lock:
                self.start_worker(ready=False)
        for worker in self.workers[count:]:
            self.stop_worker(worker)

    def roll(self) -> None:
        """Replace all workers, one by one, by workers of the other version of the code."""
        self.tree = None if self.tree else self._newer
        for worker in list(self.workers):
            with contextlib.suppress(TimeoutError, RuntimeError, ValueError):
                self.start_worker()
                self.stop_worker(worker)

    def restart_ended(self) -> None:
        """Restart and record processes that have ended unexpectedly."""
        with self.lock:
            for worker in list(self.workers):
                if worker.process.poll() is not None:
                    self.ended.append(f"worker {worker.log.name} ended with {worker.process.returncode}")
                    self.workers.remove(worker)
                    worker.end()
                    self.start_worker(ready=False)
            for client in (*self.producers, *self.consumers):
                code = client.restart_ended()
                if code:
                    self.ended.append(f"{client.notes.stem} ended with {code}")

    def close(self) -> None:
        """End all processes."""
        with self.lock:
            for client in (*self.producers, *self.consumers, *self.forkers):
                client.kill()
            for job in self.jobs:
                job.kill()
            for worker in self.workers:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(worker.pid, signal.SIGCONT)
                worker.end()
