"""Worker processes that benches and tests start, and their CPU time as read from /proc."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from bench.lib import ROOT
from wiremill.ledger.keys import STAGES
from wiremill.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wiremill.local.server import EmbeddedServer

#: Options of every worker: none of these features is used, and they load Celery's main process, which is the bottleneck.
LEAN = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def wait_until(what: str, condition: Callable[[], bool], seconds: float = 60.0) -> float:
    """Wait for a condition; return the seconds waited.

    Raises:
        TimeoutError: the condition is still false after `seconds`.
    """
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.01)
    return time.monotonic() - begun


class HasUrl(Protocol):
    """A server, or several servers behind sentinels."""

    @property
    def url(self) -> str:
        """The address, as `redis_url`."""
        ...


class Worker:
    """A `celery worker` with its child processes."""

    def __init__(
        self,
        server_url: str,
        log: Path,
        *,
        app: str = "worker",
        stages: Sequence[str] = STAGES,
        processes: int = 2,
        environ: dict[str, str] | None = None,
        options: Sequence[str] = LEAN,
        prefix: Sequence[str] = (),
        tree: Path | None = None,
    ) -> None:
        """Start the worker; `prefix` is put before the command, `tree` is another copy of the code to run."""
        path = os.pathsep.join([str(tree or ROOT), str(ROOT / "tests" / "helpers"), os.environ.get("PYTHONPATH", "")])
        self.log = log
        self._stream = log.open("ab")
        command = [
            *(
                *prefix,
                sys.executable,
                "-m",
                "celery",
                "-q",
                "-A",
                app,
                "worker",
                *(("-Q", ",".join(stages)) if stages else ()),
            ),
            *("-c", str(processes), "-n", f"{log.stem}@%h", "--loglevel", "INFO", *options),
        ]
        self.process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": path, "WIREMILL_REDIS_URL": server_url, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._stream,
            stderr=self._stream,
            start_new_session=True,
            cwd=tree,  # celery imports from there first
        )

    @property
    def pid(self) -> int:
        """The pid of the main process."""
        return self.process.pid

    def children(self) -> list[int]:
        """Return the pids of the pool's processes."""
        return child_pids(self.pid)

    def ready(self) -> bool:
        """Return whether Celery has connected to the broker.

        Raises:
            RuntimeError: the worker has ended; the message has the end of its log.
        """
        if self.process.poll() is not None:
            raise RuntimeError(f"the worker ended: {self.log.read_text('utf-8', 'replace')[-2000:]}")
        return b" ready." in self.log.read_bytes()

    def stop(self, seconds: float = 60.0) -> None:
        """Shut down warmly; kill the main process after `seconds`."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._stream.close()

    def kill(self) -> None:
        """Kill the main process with SIGKILL; its children notice and end."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Stop the worker and kill the rest of its process group."""
        self.stop(20)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def start_worker(server: EmbeddedServer, folder: Path, name: str = "w", **options: object) -> Worker:
    """Start a worker and wait until it is ready."""
    worker = Worker(server.url, folder / f"{name}.log", **options)  # type: ignore[arg-type]
    wait_until("the worker", worker.ready, 60)
    return worker


def child_pids(pid: int) -> list[int]:
    """Return the direct children of a process, from /proc."""
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return the CPU time of processes and their children, including children that have ended, from /proc."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15])) / ticks
            total += cpu_seconds(child_pids(pid))
    return total


def server_settings(server: HasUrl, **values: object) -> Settings:
    """Return settings with the address of a server."""
    return Settings(redis_url=server.url, **values)  # type: ignore[arg-type]
