"""The hand that breaks things: goes through a schedule, makes each fault, and ends it."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bench.faults.injection.server import BrokenServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.faults.injection.clock import Clock
    from bench.faults.injection.namespace import Namespace
    from bench.faults.injection.proxy import Proxy
    from bench.faults.injection.schedule import Fault
    from bench.faults.injection.sentinels import Replicated
    from bench.faults.programs.jobs import Job
    from bench.faults.programs.supervisor import Supervisor

_T = TypeVar("_T")
#: Seconds by which clocks jump, forwards and back: NTP's correction, a lease, an hour.
JUMPS = (5, 45, 3600, -5, -45, -3600)
#: Seconds a slow network holds each piece of data back, at most.
_SLOW = 0.4
_MAX_WORKERS = 6
#: Jobs that may be left to finish at once: each has a worker of its own.
_MAX_JOBS = 2
#: Seconds until a job has handed over its first pages, at most: the intake is full at times, and the server away.
_BEGIN_SECONDS = 60.0
#: The part of the jobs that are killed as soon as they have handed over their first pages.
_AT_ONCE = 0.4


@dataclass
class Mark:
    """A fault that was made, in seconds since the run began."""

    kind: str
    begun: float
    ended: float
    about: str = ""


@dataclass
class Breaker:
    """One thread a lane; `marks` has what was made."""

    server: BrokenServer | Replicated
    supervisor: Supervisor
    proxy: Proxy | None
    namespace: Namespace | None
    server_clock: Clock | None
    began: float
    marks: list[Mark]
    #: Faults that could not be ended as they should, as a line each.
    failures: list[str]
    over: threading.Event

    def go_through(self, faults: Iterator[Fault]) -> None:
        """Make faults until the run is over."""
        for fault in faults:
            if self.over.wait(fault.pause):
                return
            mark = Mark(fault.kind, time.monotonic() - self.began, 0.0)
            try:
                mark.about = getattr(self, f"_{fault.kind.replace('-', '_')}")(fault) or ""
            except Exception as error:  # noqa: BLE001  (the run goes on, and tells of it)
                self.failures.append(f"{fault.kind}: {type(error).__name__}: {error}")
            mark.ended = time.monotonic() - self.began
            self.marks.append(mark)

    # Processes.

    def _kill_child(self, fault: Fault) -> str:
        children = self._children()
        if children:
            _send(_one(children, fault.draw), signal.SIGKILL)
        return "" if children else "there was none"

    def _kill_main(self, fault: Fault) -> None:
        with self.supervisor.lock:
            self.supervisor.replace_worker(_one(self.supervisor.workers, fault.draw))

    def _kill_producer(self, fault: Fault) -> str:
        return self._kill_client_process(self.supervisor.producers, fault)

    def _kill_consumer(self, fault: Fault) -> str:
        return self._kill_client_process(self.supervisor.consumers, fault)

    def _kill_client_process(self, clients: Sequence[Any], fault: Fault) -> str:
        with self.supervisor.lock:
            living = [one for one in clients if one.process.poll() is None]
            if living:
                _one(living, fault.draw).kill_and_restart()
            return "" if living else "there was none"

    def _stop_child(self, fault: Fault) -> str:
        children = self._children()
        return self._stop(_one(children, fault.draw), fault) if children else "there was none"

    def _stop_main(self, fault: Fault) -> str:
        return self._stop(_one(self.supervisor.workers, fault.draw).pid, fault)

    def _stop_producer(self, fault: Fault) -> str:
        return self._stop(_one(self.supervisor.producers, fault.draw).process.pid, fault)

    def _stop_consumer(self, fault: Fault) -> str:
        return self._stop(_one(self.supervisor.consumers, fault.draw).process.pid, fault)

    def _stop(self, pid: int, fault: Fault) -> str:
        _send(pid, signal.SIGSTOP)
        self._hold(fault, lambda: _send(pid, signal.SIGCONT))
        return ""

    def _hold(self, fault: Fault, end: Callable[[], object]) -> None:
        """Let a fault last, and end it whatever comes."""
        try:
            self.over.wait(fault.seconds)
        finally:
            end()

    def _scale(self, fault: Fault) -> str:
        usual = len(self.supervisor.workers)
        self.supervisor.scale(_MAX_WORKERS)
        self.over.wait(fault.seconds)
        self.supervisor.scale(1)
        self.supervisor.scale(usual)
        return f"{usual} to {_MAX_WORKERS} to 1 to {usual}"

    def _rolling(self, _fault: Fault) -> str:
        self.supervisor.roll()
        return "newer" if self.supervisor.tree else "older"

    def _fork_producer(self, fault: Fault) -> str:
        self.supervisor.start_forker(fault.seconds)
        return f"for {fault.seconds:.1f} s"

    def _kill_run(self, fault: Fault) -> str:
        while sum(job.process.poll() is None for job in self.supervisor.jobs) >= _MAX_JOBS:
            if self.over.wait(0.2):
                return "others were still going"
        self._start_job(doomed=False)
        doomed = self._start_job(doomed=True)
        # The first batch is in: some are killed while they hand over the rest, some while the workers are at it.
        self.over.wait(fault.seconds if fault.draw > _AT_ONCE else 0.0)
        doomed.kill()
        return f"{len(doomed.told)} pages handed over"

    def _start_job(self, *, doomed: bool) -> Job:
        """Begin a job, and again where it found no server that takes writes, until one is at work."""
        begun = time.monotonic()
        job = self.supervisor.start_job(doomed=doomed)
        while not job.at_work and time.monotonic() - begun < _BEGIN_SECONDS and not self.over.wait(0.01):
            if job.process.poll() is not None:
                job = self.supervisor.start_job(doomed=doomed)
        return job

    def _children(self) -> list[int]:
        return [child for worker in list(self.supervisor.workers) for child in worker.children()]

    # The server and the way to it.

    def _kill_server(self, _fault: Fault) -> None:
        server = self._alone()
        server.kill()
        server.start()

    def _memory(self, fault: Fault) -> None:
        server = self._alone()
        server.starve()
        self._hold(fault, server.feed)

    def _disk(self, fault: Fault) -> str:
        server = self._alone()
        try:
            server.fill()
        finally:
            self._hold(fault, server.make_room)
        return "the server ended and was started" if server.revive() else ""

    def _slow(self, fault: Fault) -> str:
        proxy = self._way()
        seconds = _SLOW * (0.1 + 0.9 * fault.draw)
        proxy.delay(seconds)
        self._hold(fault, lambda: proxy.delay(0))
        return f"{seconds * 1000:.0f} ms each way"

    def _cut(self, _fault: Fault) -> str:
        return f"{self._way().cut()} connections"

    def _half_close(self, _fault: Fault) -> str:
        return f"{self._way().half_close()} connections"

    def _silence(self, fault: Fault) -> None:
        proxy = self._way()
        proxy.silence(on=True)
        self._hold(fault, lambda: proxy.silence(on=False))

    def _partition(self, fault: Fault) -> None:
        namespace = self.namespace
        if namespace is None:
            raise RuntimeError("no namespace")
        namespace.plug(on=False)
        self._hold(fault, lambda: namespace.plug(on=True))

    def _clock(self, fault: Fault) -> str:
        seconds = JUMPS[int(fault.draw * len(JUMPS))]
        # Not the workers': under libfaketime `time.sleep` of Python fails when the clock goes back.
        clock = self.server_clock
        if clock is None:
            raise RuntimeError("no clock")
        clock.turn(seconds)
        self._hold(fault, lambda: clock.turn(0))
        return f"server {seconds:+d} s"

    def _failover(self, fault: Fault) -> str:
        servers = self._trio()
        dead = servers.fail_over()
        # As half of the configurations there are, it does not know that it is a replica now.
        stale = fault.draw < 0.5
        self._hold(fault, lambda: servers.bring_back(dead, stale=stale))
        return "came back as a master" if stale else "came back as a replica"

    def _stale_master(self, fault: Fault) -> None:
        servers = self._trio()
        frozen = servers.freeze()
        self._hold(fault, lambda: servers.thaw(frozen))

    def _alone(self) -> BrokenServer:
        if not isinstance(self.server, BrokenServer):
            raise TypeError("the server is behind Sentinel")
        return self.server

    def _trio(self) -> Replicated:
        if isinstance(self.server, BrokenServer):
            raise TypeError("no sentinels")
        return self.server

    def _way(self) -> Proxy:
        if self.proxy is None:
            raise RuntimeError("no proxy")
        return self.proxy


def _one(choices: Sequence[_T], draw: float) -> _T:
    """Choose by a number from 0 to 1."""
    return choices[min(int(draw * len(choices)), len(choices) - 1)]


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def follow(breaker: Breaker, lanes: Sequence[Iterator[Fault]]) -> Callable[[], None]:
    """Begin a thread a lane; return what ends them."""
    threads = [threading.Thread(target=breaker.go_through, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()

    def end() -> None:
        breaker.over.set()
        for thread in threads:
            thread.join(240)

    return end
