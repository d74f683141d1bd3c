"""How much faster two processes are than one, compared with the speed-up that the machine itself allows."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from bench.lib import corpus
from bench.lib.tables import Table
from bench.speed.local_cluster import LocalCluster

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from bench.speed.local_cluster import Reading
    from wiremill.contract.page import Page

#: Processes that are compared with one.
SEVERAL = 2
GOAL = 1.85
_WARM_UP = 64
#: Pages of one task of the pool, as many as in a batch of parse.
_BATCH = 16
_ENVIRON = {"WIREMILL_DUPLICATES": "off", "WIREMILL_HISTORY_PAGES": "1000000"}

#: The pages, in each process of the pool.
_pages: list[Page] = []


class Round(NamedTuple):
    """The pages/s of one process and of several, measured in turn."""

    one: float
    several: float

    @property
    def ratio(self) -> float:
        """How many times as fast several are."""
        return self.several / self.one


def run(options: Namespace) -> list[Table]:
    """Return the speed of one process and of two, with all pages in the intake when they start."""
    source = corpus.load(options.corpus, options.drained) if options.corpus else list(corpus.made(options.drained))
    rounds: list[Round] = []
    alone: list[Round] = []
    spent: dict[int, list[Reading]] = {0: [], 1: []}
    occupied: dict[int, list[float]] = {0: [], 1: []}
    with LocalCluster([1, SEVERAL], _ENVIRON) as cluster, _pool(1, source) as one, _pool(SEVERAL, source) as several:
        for pool in (one, several):
            list(pool.map(_work, [(0, _WARM_UP)] * SEVERAL))
        sent = 0
        for which in (0, 1):
            sent, _ = _drain(cluster, which, source[:_WARM_UP], sent, spent=[], occupied=[])
        for number in range(options.rounds):
            order = (0, 1) if number % 2 == 0 else (1, 0)
            speeds = {}
            for which in order:
                sent, speeds[which] = _drain(cluster, which, source, sent, spent=spent[which], occupied=occupied[which])
            rounds.append(Round(speeds[0], speeds[1]))
            speeds = {which: _pool_speed((one, several)[which], len(source)) for which in order}
            alone.append(Round(speeds[0], speeds[1]))
            print(f"round {number + 1}: {rounds[-1]} {alone[-1]}", flush=True)
    made = Table(
        "processes",
        f"{SEVERAL} processes against one: {len(source):,} pages that wait when they begin, {options.rounds} rounds",
        ("", "pages/s of one", f"pages/s of {SEVERAL}", "times", "round by round"),
        note=f"Medians. Goal: at least {GOAL} times. The stages alone have neither queue nor server: what the machine gives.",
    )
    made.add("Wiremill", *summary(rounds))
    made.add("its stages alone, in a pool of processes", *summary(alone))
    costs = Table(
        "processes_cost",
        "CPU ms a page, medians",
        ("processes", "worker", "server", "both", "of them at work or waiting for a core", "times, had each a core"),
        note="More CPU with two is the machine's caches and memory bus. Where other jobs run, the clock tells more of them "
        "than of Wiremill: then the last column stands, the processes that have work at any moment over what a page costs.",
    )
    one = None
    for which, count in enumerate((1, SEVERAL)):
        worker, server = (median(getattr(each, name) for each in spent[which]) for name in ("worker", "server"))
        one = one or (median(occupied[0]), worker)
        costs.add(
            count,
            worker,
            server,
            worker + server,
            median(occupied[which]),
            times(one, (median(occupied[which]), worker)),
        )
    return [made, costs]


def summary(rounds: Sequence[Round]) -> tuple[float, float, float, str]:
    """Return the medians of the speeds and of the ratios, and the range of the ratios."""
    ratios = sorted(each.ratio for each in rounds)
    return (
        median(each.one for each in rounds),
        median(each.several for each in rounds),
        median(ratios),
        f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
    )


def times(one: tuple[float, float], several: tuple[float, float]) -> float:
    """Return the speed-up of several processes if each had a core; arguments are (processes occupied, CPU ms a page)."""
    return (several[0] / several[1]) / (one[0] / one[1])


def occupied_seconds(pids: Sequence[int]) -> float:
    """Return the seconds for which processes ran or waited for a core, from /proc."""
    fields = [Path(f"/proc/{pid}/schedstat").read_text().split() for pid in pids]
    return sum(int(ran) + int(waited) for ran, waited, _ in fields) / 1e9


def _drain(
    cluster: LocalCluster, which: int, pages: Sequence[Page], sent: int, *, spent: list[Reading], occupied: list[float]
) -> tuple[int, float]:
    """Fill the intake and let one worker drain it alone; return the pages sent since the start, and pages/s."""
    worker = cluster.workers[which]
    with cluster.paused(resume_only=worker):
        copies = corpus.copies(list(pages), sent + len(pages))
        cluster.fill(page for number, page in enumerate(copies) if number >= sent)
        before = cluster.read(worker)
        children = worker.children()
        begun, since = time.monotonic(), occupied_seconds(children)
    sent += len(pages)
    cluster.wait_ended(sent)
    took = time.monotonic() - begun
    occupied.append((occupied_seconds(children) - since) / took)
    spent.append(cluster.read(worker).since(before).per_page())
    cluster.redis.delete(cluster.keys.items)
    return sent, len(pages) / took


def _pool(count: int, pages: Sequence[Page]) -> ProcessPoolExecutor:
    """Return a pool whose processes inherit the pages by fork, not through a pipe."""
    return ProcessPoolExecutor(count, get_context("fork"), _set_pages, (pages,))


def _set_pages(pages: Sequence[Page]) -> None:
    _pages[:] = pages


def _pool_speed(pool: ProcessPoolExecutor, count: int) -> float:
    begun = time.monotonic()
    list(pool.map(_work, [(start, start + _BATCH) for start in range(0, count, _BATCH)]))
    return count / (time.monotonic() - begun)


def _work(part: tuple[int, int]) -> int:
    """Run all stages on some pages in this process."""
    from wiremill.errors import PageFault
    from worker.classify import classify
    from worker.enrich import enrich
    from worker.parse import parse

    documents = []
    for page in _pages[slice(*part)]:
        try:
            documents.append(parse(page.body, url=page.url, content_type=page.content_type))
        except PageFault:
            continue
    return len(classify(documents)) + len(enrich(documents))
