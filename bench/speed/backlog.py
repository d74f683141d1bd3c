"""What a page costs while few or many pages wait."""

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
#: Pages with a text of their own at the head of the queue, more than are worked on while it is measured; those behind
#: them share their bodies.
_OWN = 12_000
#: A worker that is stopped while it is another's turn must find its leases and its time where they were.
_ENVIRON = {
    "WIREMILL_LEASE_SECONDS": "36000",
    "WIREMILL_TASK_SECONDS": "36000",
    "WIREMILL_PAGE_SECONDS": "36000",
    "WIREMILL_HISTORY_PAGES": "1000",
}


def run(options: Namespace) -> list[Table]:
    """Return a table of the cost by how many pages wait.

    Each length has a server and a worker of its own. All queues are filled first; then one worker after the other does
    some pages while the others are stopped, again and again: what disturbs the machine for a while hits all of them.
    """
    own = [encode_entry(page) for page in corpus.varied(_OWN, seed=1)]
    beyond = WARM_UP + options.sample * (options.rounds + 1)
    readings: dict[int, list[Reading]] = {length: [] for length in options.lengths}
    with contextlib.ExitStack() as stack:
        clusters = {}
        for length in options.lengths:
            clusters[length] = cluster = stack.enter_context(LocalCluster(environ=_ENVIRON))
            with cluster.paused():
                cluster.fill_entries(queue(own, length + beyond))
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
            raise RuntimeError(f"fewer than {length:,} pages were queued in the end: {count:,}")
    return [table(readings, options.sample)]


def turn(cluster: LocalCluster, sample: int) -> Reading:
    """Let a worker do so many pages; return what that took."""
    cluster.resume()
    before = cluster.read()
    cluster.wait_ended(before.pages + sample)
    cluster.pause()
    return cluster.read().since(before)


def queue(own: Sequence[list[Any]], length: int) -> Iterator[list[Any]]:
    """Yield entries: the given ones, then the same under other URLs for as long as is needed."""
    for number, entry in enumerate(itertools.islice(itertools.cycle(own), length)):
        yield entry if number < len(own) else [entry[0], f"{entry[1]}?{number}", *entry[2:]]


def table(readings: dict[int, list[Reading]], sample: int) -> Table:
    """Make the table of each length's turns, and of how they stand to those of the shortest in the same round."""
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
    """Return milliseconds of CPU a page, of worker and server."""
    each = reading.per_page()
    return each.worker + each.server
