"""Pages while everything breaks: what was lost, what came twice, how long it took to recover.

Producers, workers and consumers are processes that are killed and stopped; the server is killed, starved, filled up; the
way to it is slow, cut, silent. What breaks when is a function of `--seed`. At the end what producers were told is held
against what stands in the stream of items and what consumers got, and `reconcile` runs.

    python bench/chaos.py --minutes 5 --plot chaos.svg
    python bench/chaos.py --pages 6000 --faults kill-child,kill-main,kill-server --fsync always --seed 7
    python bench/chaos.py --minutes 5 --faults failover,stale-master,kill-child,kill-main,kill-producer,kill-consumer

`failover` and `stale-master` put a master, two replicas and three sentinels in the place of the one server: they can be
mixed with faults of processes, not with the others of the server. A fault that needs something this machine lacks (root,
iproute2, libfaketime) is left out, and named.
"""

from __future__ import annotations

import contextlib
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import redis
import report
from faults.breaker import Breaker, Mark, follow
from faults.clock import Clock
from faults.crew import Crew, Helper
from faults.feeder import read_notes as read_receipts
from faults.namespace import Namespace
from faults.newer import newer_tree
from faults.plot import plot
from faults.proxy import Proxy
from faults.reader import GROUP
from faults.reader import read_notes as read_deliveries
from faults.recovery import seconds_to_recover
from faults.schedule import BEHIND_SENTINEL, KINDS, schedule
from faults.sentinels import Replicated
from faults.server import BrokenServer
from faults.verdict import judge
from faults.watch import Watch
from fleet import server_settings, wait_until
from tables import Table

from wiremill.accounting import reconcile, take_census
from wiremill.connection import connect
from wiremill.scripts import Scripts, ensure_groups
from wiremill.streams import entries, groups

if TYPE_CHECKING:
    from argparse import Namespace as Options

ENVIRON = {
    # Below the default, so that a run takes minutes and its leases still outlive every batch.
    "WIREMILL_LEASE_SECONDS": "3",
    # What a killed producer hands over again is a page of its own, to be seen.
    "WIREMILL_DUPLICATES": "off",
    # All pages of a run: reconcile looks at each.
    "WIREMILL_HISTORY_PAGES": "2000000",
    # An innocent page may be in the hands of many processes that are killed.
    "WIREMILL_MAX_ATTEMPTS": "20",
    # Minutes of items, so that a long run's server, its log and its starts do not grow.
    "WIREMILL_ITEMS_MAX_LENGTH": "50000",
    # What waits is a few times what is worked on: so producers wait, as they do in a crowd.
    "WIREMILL_INTAKE_MAX_PAGES": "3000",
}
#: Faults for which the network must be ours.
_BY_PROXY = {"slow", "cut", "half-close", "silence", "partition"}
#: Pages of a run that ends by the clock.
_ENDLESS = 9_000_000
#: Seconds that what is left may take after the last fault.
_DRAIN_SECONDS = 420


def main() -> None:
    """Run, print, write; exit 1 when a page was lost or came twice."""
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
    # Ended from outside it leaves no process, disk or network behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("chaos: ended by SIGTERM"))
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        folder.mkdir(parents=True, exist_ok=True)
        run = Run(folder.resolve(), options)
        run.go()
    tables = run.tables()
    title = f"Chaos, seed {options.seed}, appendfsync {options.fsync}"
    report.publish_tables(title, tables, about, to=options.json)
    if options.plot:
        plot(run.samples, run.marks, f"{title}, commit {about['commit']}", options.plot)
    if not run.right:
        sys.exit(1)


class Run:
    """One run and what came of it."""

    def __init__(self, folder: Path, options: Options) -> None:
        self._folder = folder
        self._options = options
        wanted = dict.fromkeys(name for name in options.faults.split(",") if name)
        next(schedule(0, "server", wanted), None)  # a name that is none is told now
        #: Whether the servers are behind Sentinel.
        self.replicated = bool(BEHIND_SENTINEL & {*wanted})
        alone = [name for name in wanted if KINDS[name].lane == "server" and name not in BEHIND_SENTINEL]
        if self.replicated and alone:
            raise SystemExit(f"faults of a server alone can't be mixed with those behind Sentinel: {', '.join(alone)}")
        missing = {"disk": BrokenServer.disk_missing(folder / "disk"), "partition": Namespace.missing()}
        missing["clock"] = Clock.missing()
        #: Kinds that can't be made here, and why.
        self.left_out = {kind: why for kind, why in missing.items() if why and kind in wanted}
        self.kinds = [kind for kind in wanted if kind not in self.left_out]
        self.marks: list[Mark] = []
        self.failures: list[str] = []
        self.samples: list[tuple[float, int]] = []

    def go(self) -> None:
        """Start all, break it while pages flow, and judge."""
        options, kinds = self._options, self.kinds
        with contextlib.ExitStack() as stack:
            clock = Clock(self._folder / "clock") if "clock" in kinds else None
            server = self._server(clock)
            stack.enter_context(server)
            settings = server_settings(server)
            client = connect(settings, patience=30)
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
            crew = Crew(
                self._folder,
                environ,
                processes=options.processes,
                prefix=namespace.prefix if namespace else (),
                newer=newer_tree(self._folder / "newer") if "rolling" in kinds else None,
            )
            stack.callback(proxy.close if proxy else int)
            stack.callback(crew.end)
            crew.scale(options.workers)
            for worker in crew.workers:
                wait_until("the worker", worker.ready, 180)
            began = time.monotonic()
            watch = Watch(connect(settings, patience=0, timeout=5), self._scripts.keys, began, crew.mend)
            self.samples = watch.samples
            self._hire_helpers(crew, environ)
            over = threading.Event()
            breaker = Breaker(server, crew, proxy, namespace, clock, began, self.marks, self.failures, over)
            calm = follow(
                breaker, [schedule(options.seed, lane, kinds, options.pace) for lane in ("processes", "server")]
            )
            stack.callback(calm)
            self._wait_for_producers(crew, began)
            calm()
            server.revive()
            self.drained = self._drain()
            (self._folder / "stop-reading").touch()
            watch.close()
            self.elapsed = time.monotonic() - began
            self._judge(crew, watch)

    def _server(self, clock: Clock | None) -> BrokenServer | Replicated:
        folder, fsync = self._folder / "redis", self._options.fsync
        if not self.replicated:
            return BrokenServer(folder, fsync=fsync, disk="disk" in self.kinds, clock=clock)
        # A master without replicas takes no writes, which would go when it is demoted.
        return Replicated(folder, options=("--appendfsync", fsync, "--min-replicas-to-write", "1"))

    @property
    def right(self) -> bool:
        """Whether nothing was lost or doubled, and the accounting is exact."""
        return self.verdict.right and self.reconciliation.exact and self.drained

    @property
    def _by_proxy(self) -> bool:
        return bool(_BY_PROXY & {*self.kinds})

    def _hire_helpers(self, crew: Crew, environ: dict[str, str]) -> None:
        options, folder = self._options, self._folder
        share = -(-options.pages // options.producers) if options.pages else _ENDLESS
        stop = str(folder / "stop-feeding")
        for i in range(options.producers):
            pages = min(share, options.pages - i * share) if options.pages else share
            notes = folder / f"producer{i}.tsv"
            words = [str(i), str(notes), stop, str(pages), str(options.rate / options.producers)]
            crew.producers.append(Helper("feeder", words, notes, folder / f"producer{i}.log", environ))
        for i in range(options.consumers):
            notes = folder / f"consumer{i}.tsv"
            words = [str(notes), str(folder / "stop-reading")]
            crew.consumers.append(Helper("reader", words, notes, folder / f"consumer{i}.log", environ))

    def _wait_for_producers(self, crew: Crew, began: float) -> None:
        stop = self._folder / "stop-feeding"
        while any(producer.process.poll() != 0 for producer in crew.producers):
            if self._options.minutes and time.monotonic() - began > self._options.minutes * 60:
                stop.touch()
            time.sleep(0.2)

    def _drain(self) -> bool:
        """Wait until every page has ended and consumers have all; return whether that came."""
        keys, client = self._scripts.keys, self._scripts.redis

        def done() -> bool:
            try:
                if take_census(self._scripts).in_flight:
                    return False
            except redis.RedisError:  # a full disk is noticed to have room a second later
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

    def _judge(self, crew: Crew, watch: Watch) -> None:
        keys, client = self._scripts.keys, self._scripts.redis
        letters = [fields for _, fields in entries(client, keys.dead)]
        self.census = take_census(self._scripts)
        self.reconciliation = reconcile(self._scripts)
        self.ended = crew.ended
        self.verdict = judge(
            [page for one in crew.producers for _, page, _ in read_receipts(one.notes)],
            watch.items,
            {fields[b"page_id"].decode() for fields in letters},
            [row for one in crew.consumers for row in read_deliveries(one.notes)],
        )

    def tables(self) -> list[Table]:
        """Return what happened."""
        return [self._totals(), self._made(), self._problems()]

    def _totals(self) -> Table:
        table = Table("totals", "What became of the pages", ("figure", "value", "goal"))
        verdict, census = self.verdict, self.census
        reasons = ", ".join(f"{name} {number}" for name, number in census.reasons.items())
        for name, value, goal in (
            ("accepted by the server", census.accepted, ""),
            ("told to producers", verdict.told, ""),
            ("published", verdict.published, ""),
            ("dead", census.dead, reasons),
            ("lost", len(verdict.lost), "0"),
            ("published twice", len(verdict.twice), "0"),
            ("kept from consumers", len(verdict.undelivered), "0"),
            ("in flight at the end", census.in_flight, "0"),
            ("breaches of the accounting", len(self.reconciliation.breaches), "0"),
            ("difference of the accounting", census.difference, "0"),
            ("delivered again to consumers", verdict.delivered_again, ""),
            ("delivered by a master that was replaced, and made again", len(verdict.taken_back), ""),
            ("handed over again by killed producers", verdict.sent_again, ""),
            ("made by newer code alone", verdict.newer, ""),
            ("made by newer and older code", verdict.mixed, ""),
            ("processes that ended by themselves", len(self.ended), ""),
            ("seconds", self.elapsed, ""),
            ("pages/s", verdict.published / self.elapsed, ""),
        ):
            table.add(name, value, goal)
        return table

    def _made(self) -> Table:
        table = Table(
            "faults",
            "Faults",
            ("fault", "made", "recovered", "median s to recover", "slowest s"),
            "Seconds from a fault's end until, for 3 s, pages are published at 80 % of the rate of the 10 s before it. "
            "Others may fall into them.",
        )
        for kind in KINDS:
            if kind not in self._options.faults.split(","):
                continue
            if kind in self.left_out:
                table.add(f"{kind}: left out, {self.left_out[kind]}", 0, 0, None, None)
                continue
            marks = [mark for mark in self.marks if mark.kind == kind]
            times = [seconds_to_recover(self.samples, mark.begun, mark.ended) for mark in marks]
            known = [seconds for seconds in times if seconds is not None]
            middle = statistics.median(known) if known else None
            table.add(kind, len(marks), len(known), middle, max(known, default=None))
        return table

    def _problems(self) -> Table:
        table = Table("problems", "What went wrong, and what ended by itself", ("what",))
        verdict = self.verdict
        for name, pages in (
            ("lost", verdict.lost),
            ("published twice", verdict.twice),
            ("kept from consumers", verdict.undelivered),
            ("delivered by a master that was replaced, and made again", verdict.taken_back),
        ):
            for page in pages[:20]:
                table.add(f"{name}: {page}")
        for breach in self.reconciliation.breaches[:20]:
            table.add(f"breach: {breach.page}: {breach.problem}")
        for line in (*self.failures[:20], *self.ended[:20]):
            table.add(line)
        return table


if __name__ == "__main__":
    main()
