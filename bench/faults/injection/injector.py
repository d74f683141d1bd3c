"""Injects the faults of a schedule, and ends each of them."""

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
#: Seconds by which clocks jump forwards and back: a correction by NTP, more than a lease, an hour.
JUMPS = (5, 45, 3600, -5, -45, -3600)
#: Maximum delay of each chunk of data on a slow network, in seconds.
_MAX_DELAY = 0.4
_MAX_WORKERS = 6
#: Jobs that may run at once: each has its own worker.
_MAX_JOBS = 2
#: Seconds in which a job must have handed over its first pages: at times the intake is full or the server unreachable.
_BEGIN_SECONDS = 60.0
#: Share of the jobs that are killed as soon as they have handed over their first pages.
_KILLED_AT_ONCE = 0.4


@dataclass
class InjectedFault:
    """An injected fault, with times in seconds since the start of the run."""

    kind: str
    begun: float
    ended: float
    about: str = ""


@dataclass
class FaultInjector:
    """Injects faults, with one thread for each lane; `injected` lists them."""

    server: BrokenServer | Replicated
    supervisor: Supervisor
    proxy: Proxy | None
    namespace: Namespace | None
    server_clock: Clock | None
    began: float
    injected: list[InjectedFault]
    #: A line for each fault that failed to start or end.
    failures: list[str]
    over: threading.Event

    def run_schedule(self, faults: Iterator[Fault]) -> None:
        """Inject faults until the run is over."""
        for fault in faults:
            if self.over.wait(fault.pause):
                return
            injected = InjectedFault(fault.kind, time.monotonic() - self.began, 0.0)
            try:
                injected.about = getattr(self, f"_{fault.kind.replace('-', '_')}")(fault) or ""
            except Exception as error:  # noqa: BLE001  (the run continues and reports it)
                self.failures.append(f"{fault.kind}: {type(error).__name__}: {error}")
            injected.ended = time.monotonic() - self.began
            self.injected.append(injected)

    # Processes.

    def _kill_child(self, fault: Fault) -> str:
        children = self._children()
        if children:
            _send(_choose(children, fault.draw), signal.SIGKILL)
        return "" if children else "there was none"

    def _kill_main(self, fault: Fault) -> None:
        with self.supervisor.lock:
            self.supervisor.replace_worker(_choose(self.supervisor.workers, fault.draw))

    def _kill_producer(self, fault: Fault) -> str:
        return self._kill_client_process(self.supervisor.producers, fault)

    def _kill_consumer(self, fault: Fault) -> str:
        return self._kill_client_process(self.supervisor.consumers, fault)

    def _kill_client_process(self, clients: Sequence[Any], fault: Fault) -> str:
        with self.supervisor.lock:
            living = [one for one in clients if one.process.poll() is None]
            if living:
                _choose(living, fault.draw).kill_and_restart()
            return "" if living else "there was none"

    def _stop_child(self, fault: Fault) -> str:
        children = self._children()
        return self._stop(_choose(children, fault.draw), fault) if children else "there was none"

    def _stop_main(self, fault: Fault) -> str:
        return self._stop(_choose(self.supervisor.workers, fault.draw).pid, fault)

    def _stop_producer(self, fault: Fault) -> str:
        return self._stop(_choose(self.supervisor.producers, fault.draw).process.pid, fault)

    def _stop_consumer(self, fault: Fault) -> str:
        return self._stop(_choose(self.supervisor.consumers, fault.draw).process.pid, fault)

    def _stop(self, pid: int, fault: Fault) -> str:
        _send(pid, signal.SIGSTOP)
        self._wait_then(fault, lambda: _send(pid, signal.SIGCONT))
        return ""

    def _wait_then(self, fault: Fault, end: Callable[[], object]) -> None:
        """Wait for the duration of a fault, then end it in any case."""
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
        # The first batch is accepted: some jobs are killed while they hand over the rest, some while workers process it.
        self.over.wait(fault.seconds if fault.draw > _KILLED_AT_ONCE else 0.0)
        doomed.kill()
        return f"{len(doomed.acknowledged)} pages handed over"

    def _start_job(self, *, doomed: bool) -> Job:
        """Start a job, and others if it ends because no server takes writes, until one is at work."""
        begun = time.monotonic()
        job = self.supervisor.start_job(doomed=doomed)
        # Not cut short when the time for faults is over: a job that is killed before it is at work shows nothing.
        while not job.at_work and time.monotonic() - begun < _BEGIN_SECONDS:
            time.sleep(0.01)
            if job.process.poll() is not None:
                job = self.supervisor.start_job(doomed=doomed)
        return job

    def _children(self) -> list[int]:
        return [child for worker in list(self.supervisor.workers) for child in worker.children()]

    # The server and the connection to it.

    def _kill_server(self, _fault: Fault) -> None:
        server = self._single_server()
        server.kill()
        server.start()

    def _memory(self, fault: Fault) -> None:
        server = self._single_server()
        server.limit_memory()
        self._wait_then(fault, server.lift_memory_limit)

    def _disk(self, fault: Fault) -> str:
        server = self._single_server()
        try:
            server.fill_disk()
        finally:
            self._wait_then(fault, server.free_disk)
        return "the server ended and was restarted" if server.restart_ended() else ""

    def _slow(self, fault: Fault) -> str:
        proxy = self._proxy()
        seconds = _MAX_DELAY * (0.1 + 0.9 * fault.draw)
        proxy.delay(seconds)
        self._wait_then(fault, lambda: proxy.delay(0))
        return f"{seconds * 1000:.0f} ms each way"

    def _cut(self, _fault: Fault) -> str:
        return f"{self._proxy().cut()} connections"

    def _half_close(self, _fault: Fault) -> str:
        return f"{self._proxy().half_close()} connections"

    def _silence(self, fault: Fault) -> None:
        proxy = self._proxy()
        proxy.silence(on=True)
        self._wait_then(fault, lambda: proxy.silence(on=False))

    def _partition(self, fault: Fault) -> None:
        namespace = self.namespace
        if namespace is None:
            raise RuntimeError("no namespace")
        namespace.set_link(up=False)
        self._wait_then(fault, lambda: namespace.set_link(up=True))

    def _clock(self, fault: Fault) -> str:
        seconds = JUMPS[int(fault.draw * len(JUMPS))]
        # Not the workers' clock: under libfaketime Python's `time.sleep` fails when the clock goes back.
        clock = self.server_clock
        if clock is None:
            raise RuntimeError("no clock")
        clock.set_offset(seconds)
        self._wait_then(fault, lambda: clock.set_offset(0))
        return f"server {seconds:+d} s"

    def _failover(self, fault: Fault) -> str:
        servers = self._replicated()
        dead = servers.fail_over()
        # In half of the cases its configuration does not say that it is a replica now.
        stale = fault.draw < 0.5
        self._wait_then(fault, lambda: servers.restart(dead, stale=stale))
        return "returned as a master" if stale else "returned as a replica"

    def _stale_master(self, fault: Fault) -> None:
        servers = self._replicated()
        stopped = servers.stop_master()
        self._wait_then(fault, lambda: servers.resume(stopped))

    def _single_server(self) -> BrokenServer:
        if not isinstance(self.server, BrokenServer):
            raise TypeError("the server is behind Sentinel")
        return self.server

    def _replicated(self) -> Replicated:
        if isinstance(self.server, BrokenServer):
            raise TypeError("no sentinels")
        return self.server

    def _proxy(self) -> Proxy:
        if self.proxy is None:
            raise RuntimeError("no proxy")
        return self.proxy


def _choose(choices: Sequence[_T], draw: float) -> _T:
    """Return the choice at a fraction from 0 to 1."""
    return choices[min(int(draw * len(choices)), len(choices) - 1)]


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def start_lanes(injector: FaultInjector, lanes: Sequence[Iterator[Fault]]) -> Callable[[], None]:
    """Start a thread for each lane; return a function that ends them."""
    threads = [threading.Thread(target=injector.run_schedule, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()

    def end() -> None:
        injector.over.set()
        for thread in threads:
            thread.join(240)

    return end
