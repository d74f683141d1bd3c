"""The throughput of one Redis, loaded by simulated workers whose stages cost nothing, for pages of several sizes."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.lib.tables import Table
from bench.lib.workers import ROOT
from bench.speed.local_cluster import LocalCluster
from wiremill.client.consumer import Consumer

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

#: Seconds for the imports of a driver before the measurement starts.
_START_SECONDS = 3.0


class Size(NamedTuple):
    """A page's packed size and the size of its document as JSON, both in KB, and how many pages are sent."""

    packed: int
    document: int
    pages: int


#: The corpus' pages have 46 KB packed on average, and documents of 30 KB; the smallest tenth 8 and 13, the largest 125 and 50.
SIZES = (Size(2, 3, 12_000), Size(30, 27, 6_000), Size(250, 60, 1_500))


class Load(NamedTuple):
    """Milliseconds a page of the server's main thread: its intake, all stages, and one group that reads its item."""

    taking_in: float
    stages: float
    reading: float
    #: Share of a core that the main thread used while workers drained the queue, and their pages/s.
    busy: float
    speed: float
    #: Milliseconds a page of the server's other threads and processes, which sync and rewrite the log.
    other_threads: float

    @property
    def each(self) -> float:
        """Milliseconds of the main thread for a page."""
        return self.taking_in + self.stages + self.reading


def run(options: Namespace) -> list[Table]:
    """Return the throughput of one Redis by page size, from the median round of each size."""
    made = Table(
        "redis",
        f"What one Redis carries: {options.drivers} simulated workers, one consumer, log synced every second",
        (
            *("packed page, KB", "document, KB", "taking in, ms", "stages, ms", "reading, ms", "in all, ms a page"),
            *("pages/s it carries", "MB/s of pages", "busy while drained, %", "drained pages/s", "log, ms beside"),
        ),
        note="Milliseconds of the server's main thread, in which all commands run: what it carries is one second over that.",
    )
    for size in SIZES:
        loads = sorted((measure(size, options.drivers) for _ in range(options.rounds)), key=lambda load: load.each)
        load = loads[len(loads) // 2]
        made.add(*row(size, load))
        print(made.rows[-1], flush=True)
    return [made]


def row(size: Size, load: Load) -> list[float]:
    """Return a size's row of the table."""
    carried = 1000 / load.each
    spent = (load.taking_in, load.stages, load.reading, load.each)
    return [
        *(size.packed, size.document, *spent, round(carried), carried * size.packed / 1000),
        *(100 * load.busy, round(load.speed), load.other_threads),
    ]


def measure(size: Size, drivers: int) -> Load:
    """Load a server with pages of one size."""
    with LocalCluster([]) as cluster:
        cluster.redis.xgroup_create(cluster.keys.items, "bench", id="0", mkstream=True)
        start = _server_seconds(cluster)
        cluster.fill_entries(entries(size))
        filled = _server_seconds(cluster)
        with _simulated_workers(cluster, size.document * 1000, drivers):
            time.sleep(_START_SECONDS)  # drivers start at different times; pages finished before are not counted
            begun, first, ended = time.monotonic(), _server_seconds(cluster), cluster.ended()
            cluster.wait_ended(size.pages)
            took, drained = time.monotonic() - begun, _server_seconds(cluster)
        done = max(1, size.pages - ended)
        _read(cluster, size.pages)
        read = _server_seconds(cluster)
        every = [read[0] - drained[0], drained[0] - filled[0], filled[0] - start[0]]
        reading, stages, taking_in = (1000 * seconds / size.pages for seconds in every)
        other_threads = 1000 * (read[1] - start[1]) / size.pages
        return Load(taking_in, stages, reading, (drained[0] - first[0]) / took, done / took, other_threads)


def entries(size: Size) -> Iterator[list[Any]]:
    """Yield entries with bodies of random bytes, which can't be compressed."""
    random_ = random.Random(1)
    bodies = [random_.randbytes(size.packed * 1000) for _ in range(20)]
    for number in range(size.pages):
        yield ["url", f"https://example.org/{size.packed}/{number}", "body", bodies[number % len(bodies)]]


def _server_seconds(cluster: LocalCluster) -> tuple[float, float]:
    """Return the CPU seconds of the server's main thread, and of its other threads and processes."""
    reading = cluster.read(None)
    return reading.server_thread, reading.server - reading.server_thread


def _read(cluster: LocalCluster, count: int) -> None:
    with Consumer(group="bench", settings=cluster.scripts.settings) as consumer:
        for number, _ in enumerate(consumer, 1):
            if number >= count:
                return


@contextlib.contextmanager
def _simulated_workers(cluster: LocalCluster, document: int, count: int) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.speed.driver", cluster.server.url, str(document)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))}
    processes = [subprocess.Popen(command, env=environ) for _ in range(count)]
    try:
        yield
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("a driver has ended; its output is above")
    finally:
        for process in processes:
            process.kill()
            process.wait()
