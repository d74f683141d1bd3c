"""The cost of a page by the length of the queue."""

from __future__ import annotations

import contextlib
import itertools
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.lib import corpus
from bench.lib.tables import Table
from bench.speed.local_cluster import LocalCluster, Reading
from wiremill.contract.intake import encode_entry

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

#: Pages that must have ended before anything is measured.
WARM_UP = 1000
#: Pages with distinct texts at the head of the queue, more than are processed during the measurement; later pages reuse
#: their bodies.
_DISTINCT = 12_000
#: Leases and time limits must outlast the time in which a worker is stopped while another has its turn.
_ENVIRON = {
    "WIREMILL_LEASE_SECONDS": "36000",
    "WIREMILL_TASK_SECONDS": "36000",
    "WIREMILL_PAGE_SECONDS": "36000",
    "WIREMILL_HISTORY_PAGES": "1000",
}


def run(options: Namespace) -> list[Table]:
    """Return a table of the cost by queue length.

    Each length has its own server and worker. All queues are filled first; then the workers take turns, the others being
    stopped, for several rounds, so that a disturbance of the machine affects all of them.
    """
    distinct = [encode_entry(page) for page in corpus.varied(_DISTINCT, seed=1)]
    beyond = WARM_UP + options.sample * (options.rounds + 1)
    readings: dict[int, list[Reading]] = {length: [] for length in options.lengths}
    with contextlib.ExitStack() as stack:
        clusters = {}
        for length in options.lengths:
            clusters[length] = cluster = stack.enter_context(LocalCluster(environ=_ENVIRON))
            with cluster.paused():
                cluster.fill_entries(queue(distinct, length + beyond))
                cluster.wait_log_rewrite()
            cluster.wait_ended(WARM_UP)
            cluster.pause()
            print(f"{length:,} queued", flush=True)
        for number in range(options.rounds):
            for length in options.lengths if number % 2 == 0 else reversed(options.lengths):
                readings[length].append(turn(clusters[length], options.sample))
                print(f"round {number + 1}: {length:,} queued: {readings[length][-1].per_page()}", flush=True)
        left = {length: cluster.redis.xlen(cluster.keys.intake) for length, cluster in clusters.items()}
    for length, count in left.items():
        if count < length:
            raise RuntimeError(f"only {count:,} pages were queued at the end, fewer than {length:,}")
    return [table(readings, options.sample)]


def turn(cluster: LocalCluster, sample: int) -> Reading:
    """Let a worker process `sample` pages; return the reading of that time."""
    cluster.resume()
    before = cluster.read()
    cluster.wait_ended(before.pages + sample)
    cluster.pause()
    return cluster.read().since(before)


def queue(distinct: Sequence[list[Any]], length: int) -> Iterator[list[Any]]:
    """Yield `length` entries: the given ones, then the same with other URLs."""
    for number, entry in enumerate(itertools.islice(itertools.cycle(distinct), length)):
        yield entry if number < len(distinct) else [entry[0], f"{entry[1]}?{number}", *entry[2:]]


def table(readings: dict[int, list[Reading]], sample: int) -> Table:
    """Make the table of costs by queue length, compared with the shortest queue in the same round."""
    made = Table(
        "backlog",
        f"Cost of a page by how many others wait, {sample:,} pages a round, one process each",
        (
            "pages queued",
            "worker, CPU ms a page",
            "server, CPU ms a page",
            "both",
            "against the shortest, %",
            "rounds, %",
        ),
        note="All rounds together; beside it the median round's difference from the shortest. Goal: constant within 10 %.",
    )
    shortest = [total(reading) for reading in next(iter(readings.values()))]
    for length, turns in readings.items():
        whole = Reading(*map(sum, zip(*turns, strict=True))).per_page()
        more = sorted(100 * (total(one) / least - 1) for one, least in zip(turns, shortest, strict=True))
        both = whole.worker + whole.server
        made.add(length, whole.worker, whole.server, both, median(more), f"{more[0]:+.1f} to {more[-1]:+.1f}")
    return made


def total(reading: Reading) -> float:
    """Return the CPU of worker and server together, in milliseconds a page."""
    each = reading.per_page()
    return each.worker + each.server
