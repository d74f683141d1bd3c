"""Wiremill compared with common alternatives, on the same pages in one run: speed, CPU, latency, memory, losses by kills.

    python -m bench.speed.alternatives --corpus FOLDER --pages 300 --kill-pages 200

(a) Celery chain and chord, bodies in messages; (b) the same with claim check and late acknowledgement; (c) dramatiq; (d) RQ;
(e) a loop over a Redis Stream; (f) trafilatura in a process pool, without a queue; and the floor, lxml's tree in such a
pool. Their programs are in `bench/peers/queues`. They extract with trafilatura and do hardly anything else; Wiremill runs
all of its stages.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import lxml.html
import psutil

from bench.lib import corpus, report
from bench.lib.tables import Table
from bench.lib.workers import LEAN, ROOT, child_pids, cpu_seconds, wait_until
from wiremill.client.connection import connect
from wiremill.client.producer import Producer
from wiremill.ledger.keys import STAGES
from wiremill.ledger.streams import entries
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    import redis

    from wiremill.contract.page import Page

QUEUES = ROOT / "bench" / "peers" / "queues"
WARM_UP = 24
KILLS = 3
#: Seconds without progress after which missing pages count as lost.
STALL_SECONDS = 40.0
NAMES = {
    "a": "(a) Celery, chain and chord",
    "b": "(b) (a) with claim check, acks_late",
    "c": "(c) dramatiq",
    "d": "(d) RQ",
    "e": "(e) loop over a stream",
    "f": "(f) trafilatura, pool of processes",
    "floor": "lxml's tree, pool of processes",
    "wiremill": "Wiremill",
}
_MODULES = {"a": "celery_chord", "b": "celery_claim", "c": "dramatiq_app", "d": "rq_app", "e": "streams_loop"}
_CELERY = ("-m", "celery", "-q", "-A")


class Alternative:
    """The worker processes of one alternative, and a server of their own."""

    def __init__(self, key: str, folder: Path, processes: int, environ: dict[str, str] | None = None) -> None:
        self.key, self.processes = key, processes
        # TCP for all of them: Celery's result backend does not support Unix sockets.
        port = _free_port()
        self.server = EmbeddedServer(folder / key, options=("--port", str(port)))
        self.server.start()
        self.url = f"redis://127.0.0.1:{port}/0"
        self._environ = environ or {}
        self._log = (folder / f"{key}.log").open("ab")
        self.settings = Settings(redis_url=self.url)
        self.redis: redis.Redis = connect(self.settings)
        module = _MODULES.get(key, "")
        ways = {
            "c": [("-m", "dramatiq", module, "--processes", str(processes), "--threads", "1")],
            "d": [(str(QUEUES / "rq_app.py"),)] * processes,
            "e": [(str(QUEUES / "streams_loop.py"),)] * processes,
            "wiremill": [(*_CELERY, "worker", "worker", "-Q", ",".join(STAGES), "-c", str(processes), *LEAN)],
        }
        self._commands = ways.get(key) or [(*_CELERY, module, "worker", "-c", str(processes), *LEAN)]
        self.workers = [self._start(command) for command in self._commands]
        if key == "wiremill":
            self._producer = Producer(settings=self.settings)
        else:
            os.environ["PEER_REDIS"] = self.url
            sys.path.insert(0, str(QUEUES))
            for name in ("work", *_MODULES.values()):
                sys.modules.pop(name, None)
            self._send = importlib.import_module(module).send

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        path = os.pathsep.join((str(ROOT), str(QUEUES)))
        environ = {"PYTHONPATH": path, "PEER_REDIS": self.url, "WIREMILL_REDIS_URL": self.url}
        return subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, **environ, **self._environ},
            cwd=QUEUES,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def send(self, name: str, page: Page) -> None:
        """Send a page under a unique name."""
        if self.key == "wiremill":
            self._producer.send(f"{page.url}#{name}", page.body, content_type="text/html", id=name)
        else:
            self._send(name, page.url, page.body)

    def done(self) -> list[str]:
        """Return the names of the pages that were finished, repeated if finished more than once."""
        if self.key == "wiremill":
            found = [fields[b"data"] for _, fields in entries(self.redis, "wm:items")]
            return [data.split(b'"id":"', 1)[1].split(b'"', 1)[0].decode() for data in found]
        return [name.decode() for name in self.redis.lrange("done", 0, -1)]

    def count(self) -> int:
        """Return how many pages were finished, repetitions included."""
        return self.redis.xlen("wm:items") if self.key == "wiremill" else self.redis.llen("done")  # type: ignore[return-value]

    def pids(self) -> list[int]:
        """Return the pids of the workers' main processes and of the server."""
        return [*(worker.pid for worker in self.workers), *([self.server.pid] if self.server.pid else [])]

    def kill_one(self, random_: random.Random) -> None:
        """Kill one process that works on pages."""
        if self.key == "e":
            worker = random_.choice(self.workers)
            worker.kill()
            worker.wait()
            return
        children = [child for worker in self.workers for child in child_pids(worker.pid)]
        if self.key == "c":  # dramatiq also has a process of multiprocessing's resource tracker
            children = [child for child in children if _is_worker_of_dramatiq(child)] or children
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random_.choice(children), signal.SIGKILL)

    def restart_ended(self) -> None:
        """Restart workers that have ended, as systemd or an orchestrator does."""
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[number] = self._start(self._commands[number])

    def memory(self) -> float:
        """Return the resident memory of the largest working process in MB, shared memory included."""
        children = [child for worker in self.workers for child in child_pids(worker.pid)] or [
            w.pid for w in self.workers
        ]
        sizes = []
        for child in children:
            with contextlib.suppress(psutil.Error):
                sizes.append(psutil.Process(child).memory_info().rss / 1e6)
        return max(sizes, default=0.0) or max(
            psutil.Process(worker.pid).memory_info().rss / 1e6 for worker in self.workers
        )

    def end(self) -> None:
        """Kill all processes and stop the server."""
        for worker in self.workers:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.server.stop()
        self._log.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _is_worker_of_dramatiq(pid: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return "tracker" not in " ".join(psutil.Process(pid).cmdline())
    return False


def measure_alternative(key: str, pages: list[Page], options: Namespace) -> dict[str, Any]:
    """Return speed, CPU, latency, memory, and losses by kills."""
    with tempfile.TemporaryDirectory() as name:
        environ = {"WIREMILL_DUPLICATES": "off", "WIREMILL_LEASE_SECONDS": "5"}
        alternative = Alternative(key, Path(name), options.processes, environ)
        try:
            warm = pages[:WARM_UP]
            for number, page in enumerate(warm):
                alternative.send(f"warm-{number}", page)
            wait_until(f"{key} to warm up", lambda: alternative.count() >= len(warm), 180)
            before, begun = cpu_seconds(alternative.pids()), time.monotonic()
            for number, page in enumerate(pages):
                alternative.send(f"speed-{number}", page)
            wait_until(f"{key} to work", lambda: alternative.count() >= len(warm) + len(pages), 600)
            took = time.monotonic() - begun
            figures: dict[str, Any] = {
                "pages/s": len(pages) / took,
                "CPU ms a page": 1000 * (cpu_seconds(alternative.pids()) - before) / len(pages),
                "memory, MB": alternative.memory(),
            }
            figures |= latency(alternative, pages, len(pages) / took / 2, options.latency_pages)
            return figures | kills(alternative, pages[: options.kill_pages], options.seed)
        finally:
            alternative.end()


def latency(alternative: Alternative, pages: list[Page], rate: float, count: int) -> dict[str, float]:
    """Return the time of pages from hand-over to result, at half of the highest throughput."""
    base, sent, waits = alternative.count(), [], []
    begun = time.monotonic()
    seen = 0
    while seen < count:
        now = time.monotonic()
        if len(sent) < count and now >= begun + len(sent) / rate:
            sent.append(time.monotonic())
            alternative.send(f"latency-{len(sent)}", pages[len(sent) % len(pages)])
        came = alternative.count() - base
        # Pages are taken to finish in the order in which they were sent: exact for the mean, an approximation for the quantiles.
        waits += [time.monotonic() - sent[number] for number in range(seen, min(came, len(sent)))]
        seen = len(waits)
        time.sleep(0.002)
    cuts = quantiles(waits, n=100)
    return {"p50 ms": 1000 * median(waits), "p99 ms": 1000 * cuts[98]}


def kills(alternative: Alternative, pages: list[Page], seed: int) -> dict[str, Any]:
    """Return how many pages are lost and duplicated when working processes are killed."""
    random_, base = random.Random(seed), alternative.count()
    for number, page in enumerate(pages):
        alternative.send(f"kill-{number}", page)
    killed, count, moved = 0, alternative.count(), time.monotonic()
    while time.monotonic() - moved < STALL_SECONDS:
        alternative.restart_ended()
        came = alternative.count()
        if came != count:
            count, moved = came, time.monotonic()
        if killed < KILLS and came - base >= (killed + 1) * len(pages) / (KILLS + 1):
            alternative.kill_one(random_)
            killed += 1
        if killed == KILLS and len({name for name in alternative.done() if name.startswith("kill-")}) == len(pages):
            time.sleep(1)
            break
        time.sleep(0.05)
    found = Counter(name for name in alternative.done() if name.startswith("kill-"))
    return {"lost": len(pages) - len(found), "twice": sum(found.values()) - len(found)}


def _tree(body: bytes) -> int:
    return len(lxml.html.document_fromstring(body))


def _extracted(page: tuple[bytes, str]) -> int:
    sys.path.insert(0, str(QUEUES))
    import work

    document = work.parse(*page)
    return len(work.classify(document)) + len(work.enrich(document))


def measure_pool(key: str, pages: list[Page], options: Namespace) -> dict[str, Any]:
    """Return speed, CPU and memory of a process pool without a queue."""
    function: Callable[[Any], int] = _tree if key == "floor" else _extracted
    given = [page.body if key == "floor" else (page.body, page.url) for page in pages]
    with ProcessPoolExecutor(options.processes) as pool:
        list(pool.map(function, given[:WARM_UP]))
        pids = list(pool._processes)  # noqa: SLF001  (no public name)
        before, begun = cpu_seconds(pids), time.monotonic()
        list(pool.map(function, given, chunksize=4))
        took = time.monotonic() - begun
        memory = max(psutil.Process(pid).memory_info().rss / 1e6 for pid in pids)
        return {
            "pages/s": len(pages) / took,
            "CPU ms a page": 1000 * (cpu_seconds(pids) - before) / len(pages),
            "memory, MB": memory,
        }


def main() -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of real pages (default: made pages)")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--kill-pages", type=int, default=200)
    parser.add_argument("--latency-pages", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=list(NAMES), default=list(NAMES), help="which ways")
    options = parser.parse_args()
    pages = corpus.load(options.corpus) if options.corpus else list(corpus.made(options.pages))
    random.Random(options.seed).shuffle(pages)
    pages = pages[: options.pages]
    columns = ("way", "pages/s", "CPU ms a page", "p50 ms", "p99 ms", "memory, MB", "lost", "twice")
    table = Table("alternatives", f"{len(pages)} pages, {options.processes} processes", columns)
    for key in options.only:
        found = (measure_pool if key in {"f", "floor"} else measure_alternative)(key, pages, options)
        table.add(NAMES[key], *(found.get(column) for column in columns[1:]))
        print(table.rows[-1], flush=True)
    report.publish_tables("Alternatives", [table], report.environment(), to=options.json)


if __name__ == "__main__":
    main()
