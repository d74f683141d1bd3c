"""Pages under fault injection: how many are lost or duplicated, and how long recovery takes.

Producers, workers and consumers are processes that are killed and stopped; the server is killed and runs out of memory and
disk; the connection to it is slow, reset, silent; producers fork, and a `wiremill run` is killed. The schedule of faults is a
function of `--seed`. At the end the receipts of producers are compared with the stream of items and with what consumers
received, and `reconcile` runs.

    python -m bench.faults.chaos --minutes 5 --plot chaos.svg
    python -m bench.faults.chaos --pages 6000 --faults kill-child,kill-main,kill-server --fsync always --seed 7
    python -m bench.faults.chaos --minutes 5 --faults failover,stale-master,kill-child,kill-main,kill-producer,kill-consumer

`failover` and `stale-master` replace the single server by a master, two replicas and three sentinels: they can be mixed with
faults of processes, but not with other faults of the server. A fault that needs something this machine lacks (root,
iproute2, libfaketime) is left out and named.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from bench.faults.injection.clock import Clock
from bench.faults.injection.injector import FaultInjector, InjectedFault, start_lanes
from bench.faults.injection.namespace import Namespace
from bench.faults.injection.newer import newer_tree
from bench.faults.injection.proxy import Proxy
from bench.faults.injection.schedule import BEHIND_SENTINEL, KINDS, schedule
from bench.faults.injection.sentinels import Replicated
from bench.faults.injection.server import BrokenServer
from bench.faults.judging.outcome import Outcome
from bench.faults.judging.plot import plot
from bench.faults.judging.verdict import judge
from bench.faults.judging.watcher import Watcher
from bench.faults.programs.feeder import read_receipts
from bench.faults.programs.jobs import GROUP as GROUP_OF_JOBS
from bench.faults.programs.reader import GROUP, read_deliveries
from bench.faults.programs.supervisor import ClientProcess, Supervisor
from bench.lib import report
from bench.lib.workers import server_settings, wait_until
from wiremill.client.connection import connect
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.ledger.streams import entries, groups

if TYPE_CHECKING:
    from argparse import Namespace as Options

ENVIRON = {
    # Below the default, so that a run takes minutes; leases still outlast every batch.
    "WIREMILL_LEASE_SECONDS": "3",
    # Pages that a killed producer hands over again count as pages, so that they are visible.
    "WIREMILL_DUPLICATES": "off",
    # All pages of a run: reconcile checks each of them.
    "WIREMILL_HISTORY_PAGES": "2000000",
    # A healthy page may be leased by many processes that are killed.
    "WIREMILL_MAX_ATTEMPTS": "20",
    # Items of some minutes, so that the server, its log and its start-up time don't grow in a long run.
    "WIREMILL_ITEMS_MAX_LENGTH": "50000",
    # A few times the pages in work, so that producers meet back-pressure.
    "WIREMILL_INTAKE_MAX_PAGES": "3000",
}
#: Faults that need the proxy.
_BY_PROXY = {"slow", "cut", "half-close", "silence", "partition"}
#: Pages of a run that is limited by time.
_ENDLESS = 9_000_000
#: Seconds in which the remaining pages must end after the last fault.
_DRAIN_SECONDS = 420


def main() -> None:
    """Run, print, write; exit with 1 if a page was lost or duplicated."""
    parser = report.parser(__doc__)
    parser.add_argument("--minutes", type=float, default=0.0, help="hand pages over for so long")
    parser.add_argument("--pages", type=int, default=0, help="or hand so many over, in all")
    usual = ",".join(kind for kind in KINDS if kind not in BEHIND_SENTINEL)
    parser.add_argument("--faults", default=usual, help=f"kinds, out of {', '.join(KINDS)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=1.0, help="pauses between faults are multiplied by it")
    parser.add_argument("--fsync", choices=("always", "everysec"), default="everysec", help="of the server's log")
    parser.add_argument("--wait-replicas", type=int, help="setting of that name; the product's default unless given")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--processes", type=int, default=2, help="of each worker")
    parser.add_argument("--producers", type=int, default=2)
    parser.add_argument("--consumers", type=int, default=2)
    parser.add_argument("--rate", type=float, default=0.0, help="pages/s to hand over; 0: as fast as they are taken")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw the timeline, as SVG or PNG")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="keep logs and notes in FOLDER")
    options = parser.parse_args()
    if not options.minutes and not options.pages:
        options.pages = 6000
    about = report.environment()
    # Clean up processes, disk and network when terminated.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("chaos: ended by SIGTERM"))
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.mkdir(parents=True, exist_ok=True)
        run = Run(folder.resolve(), options)
        run.go()
    outcome = run.outcome
    title = f"Chaos, seed {options.seed}, appendfsync {options.fsync}"
    report.publish_tables(title, outcome.tables(), about, to=options.json)
    if options.plot:
        plot(outcome.samples, outcome.injected, f"{title}, commit {about['commit']}", options.plot)
    if not outcome.right:
        sys.exit(1)


class Run:
    """A run and its outcome."""

    def __init__(self, folder: Path, options: Options) -> None:
        self._folder = folder
        self._options = options
        wanted = dict.fromkeys(name for name in options.faults.split(",") if name)
        next(schedule(0, "server", wanted), None)  # reject unknown names now
        #: Whether the server is replicated behind Sentinel.
        self.replicated = bool(BEHIND_SENTINEL & {*wanted})
        alone = [name for name in wanted if KINDS[name].lane == "server" and name not in BEHIND_SENTINEL]
        if self.replicated and alone:
            raise SystemExit(f"faults of a server alone can't be mixed with those behind Sentinel: {', '.join(alone)}")
        missing = {"disk": BrokenServer.disk_missing(folder / "disk"), "partition": Namespace.missing()}
        missing["clock"] = Clock.missing()
        #: Kinds that can't be injected here, and why.
        self.left_out = {kind: why for kind, why in missing.items() if why and kind in wanted}
        self.kinds = [kind for kind in wanted if kind not in self.left_out]
        self.injected: list[InjectedFault] = []
        self.failures: list[str] = []

    def go(self) -> None:
        """Start everything, inject faults while pages flow, and judge."""
        options, kinds = self._options, self.kinds
        with contextlib.ExitStack() as stack:
            clock = Clock(self._folder / "clock") if "clock" in kinds else None
            server = self._server(clock)
            stack.enter_context(server)
            settings = server_settings(server)
            client = connect(settings, retries=30)
            self._scripts = Scripts(client, settings)
            ensure_groups(client, self._scripts.keys)
            namespace = stack.enter_context(Namespace()) if "partition" in kinds else None
            proxy = None
            if isinstance(server, BrokenServer) and self._by_proxy:
                proxy = Proxy(str(server.socket), namespace.host if namespace else "127.0.0.1")
            url = proxy.url(namespace.host if namespace else "127.0.0.1") if proxy else server.url
            environ = {**ENVIRON, "WIREMILL_REDIS_URL": url}
            if options.wait_replicas is not None:
                environ["WIREMILL_WAIT_REPLICAS"] = str(options.wait_replicas)
            supervisor = Supervisor(
                self._folder,
                environ,
                processes=options.processes,
                prefix=namespace.prefix if namespace else (),
                newer=newer_tree(self._folder / "newer") if "rolling" in kinds else None,
            )
            stack.callback(proxy.close if proxy else int)
            stack.callback(supervisor.close)
            supervisor.scale(options.workers)
            for worker in supervisor.workers:
                wait_until("the worker", worker.ready, 180)
            began = time.monotonic()
            watcher = Watcher(
                connect(settings, retries=0, timeout=5), self._scripts.keys, began, supervisor.restart_ended
            )
            self._start_clients(supervisor, environ)
            over = threading.Event()
            injector = FaultInjector(
                server, supervisor, proxy, namespace, clock, began, self.injected, self.failures, over
            )
            end_lanes = start_lanes(
                injector, [schedule(options.seed, lane, kinds, options.pace) for lane in ("processes", "server")]
            )
            stack.callback(end_lanes)
            self._wait_for_producers(supervisor, began)
            end_lanes()
            server.restart_ended()
            supervisor.finish()
            drained = self._drain()
            (self._folder / "stop-reading").touch()
            watcher.close()
            self.outcome = self._judge(supervisor, watcher, time.monotonic() - began, drained=drained)

    def _server(self, clock: Clock | None) -> BrokenServer | Replicated:
        folder, fsync = self._folder / "redis", self._options.fsync
        if not self.replicated:
            return BrokenServer(folder, fsync=fsync, disk="disk" in self.kinds, clock=clock)
        # A master without replicas must not accept writes, which would be lost when it is demoted.
        return Replicated(folder, options=("--appendfsync", fsync, "--min-replicas-to-write", "1"))

    @property
    def _by_proxy(self) -> bool:
        return bool(_BY_PROXY & {*self.kinds})

    def _start_clients(self, supervisor: Supervisor, environ: dict[str, str]) -> None:
        options, folder = self._options, self._folder
        share = -(-options.pages // options.producers) if options.pages else _ENDLESS
        stop = str(folder / "stop-feeding")
        for i in range(options.producers):
            pages = min(share, options.pages - i * share) if options.pages else share
            notes = folder / f"producer{i}.tsv"
            words = [str(i), str(notes), stop, str(pages), str(options.rate / options.producers)]
            supervisor.producers.append(ClientProcess("feeder", words, notes, folder / f"producer{i}.log", environ))
        for i in range(options.consumers):
            notes = folder / f"consumer{i}.tsv"
            words = [str(notes), str(folder / "stop-reading")]
            supervisor.consumers.append(ClientProcess("reader", words, notes, folder / f"consumer{i}.log", environ))

    def _wait_for_producers(self, supervisor: Supervisor, began: float) -> None:
        stop = self._folder / "stop-feeding"
        while any(producer.process.poll() != 0 for producer in supervisor.producers):
            if self._options.minutes and time.monotonic() - began > self._options.minutes * 60:
                stop.touch()
            time.sleep(0.2)

    def _drain(self) -> bool:
        """Wait until every page has ended and consumers have all items; return whether that happened in time."""
        keys, client = self._scripts.keys, self._scripts.redis

        def done() -> bool:
            try:
                if take_census(self._scripts).in_flight:
                    return False
            except redis.RedisError:  # the server notices free space on its disk only a second later
                return False
            mine = [group for group in groups(client, keys.items) if group["name"] == GROUP.encode()]
            if not mine or mine[0]["pending"]:
                return False
            last = client.xrevrange(keys.items, count=1)
            return not last or last[0][0] == mine[0]["last-delivered-id"]

        try:
            wait_until("the pages", done, _DRAIN_SECONDS)
        except TimeoutError:
            return False
        return True

    def _judge(self, supervisor: Supervisor, watcher: Watcher, elapsed: float, *, drained: bool) -> Outcome:
        keys, client = self._scripts.keys, self._scripts.redis
        letters = [fields[b"page_id"].decode() for _, fields in entries(client, keys.dead)]
        acknowledged = [
            page for one in (*supervisor.producers, *supervisor.forkers) for _, page, _ in read_receipts(one.notes)
        ]
        published = {page for _, page in watcher.items}
        return Outcome(
            verdict=judge(
                [*acknowledged, *(page for job in supervisor.jobs for page in job.acknowledged)],
                watcher.items,
                letters,
                [row for one in supervisor.consumers for row in read_deliveries(one.notes)],
            ),
            census=take_census(self._scripts),
            reconciliation=reconcile(self._scripts),
            drained=drained,
            elapsed=elapsed,
            asked=self._options.faults.split(","),
            left_out=self.left_out,
            injected=self.injected,
            samples=watcher.samples,
            failures=self.failures,
            ended=supervisor.ended,
            stuck=supervisor.stuck,
            jobs=[job.ending(published, letters) for job in supervisor.jobs],
            groups=sum(group["name"].startswith(GROUP_OF_JOBS) for group in groups(client, keys.items)),
            groups_allowed=sum(job.left_group for job in supervisor.jobs),
        )


if __name__ == "__main__":
    main()
