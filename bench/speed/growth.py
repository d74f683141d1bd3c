"""Resident memory of a worker's main process, of its children and of the server while many pages run through them."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.lib import corpus
from bench.lib.tables import Table
from bench.lib.workers import server_settings
from bench.speed.local_cluster import LocalCluster
from wiremill.client.producer import Producer

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from bench.lib.workers import Worker
    from wiremill.contract.page import Page

#: Pages after which growth is measured: by then all tables are loaded and bounded caches are full.
WARM_UP = 10_000
PROCESSES = 2
#: Pages that may wait in the intake, so that the producer is no faster than the workers.
_MAX_WAITING = 5000
_SAMPLE_SECONDS = 1.0
#: Rows of the table.
_ROWS = 20
#: No process is replaced, which would hide its growth; items that nobody reads are trimmed.
_ENVIRON = {
    "WIREMILL_RECYCLE_MEGABYTES": "100000",
    "WIREMILL_MEMORY_MEGABYTES": "100000",
    "WIREMILL_ITEMS_MAX_LENGTH": "1000",
    "WIREMILL_DUPLICATES": "mark",
}


class Sample(NamedTuple):
    """Resident memory in MB after so many pages."""

    pages: int
    main: float
    #: By pid.
    children: dict[int, float]
    server: float


class Growth(NamedTuple):
    """Growth of resident memory from the warm-up to the end, in MB."""

    main: float
    #: Of the child that grew most.
    child: float
    server: float
    #: Children that were replaced meanwhile, whose growth is unknown.
    replaced: int


def run(options: Namespace) -> list[Table]:
    """Return the tables of resident memory over the pages, and of its growth."""
    real = corpus.load(options.corpus) if options.corpus else []
    samples: list[Sample] = []
    with LocalCluster([PROCESSES], _ENVIRON) as cluster:
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(cluster, samples, done), daemon=True)
        watcher.start()
        settings = server_settings(cluster.server, intake_max_pages=_MAX_WAITING)
        with Producer(settings=settings) as producer:
            for _ in producer.send_many(mixed(real, options.pages, options.real)):
                pass
        cluster.wait_ended(options.pages)
        done.set()
        watcher.join()
    made = Table(
        "memory",
        f"Resident memory, MB: {options.pages:,} pages, one in {options.real} real"
        if real
        else f"Resident memory, MB: {options.pages:,} made pages",
        ("pages", "main process", "largest child", "smallest child", "server"),
        note="The server's grows to the bound of its indexes (near-duplicates, seen texts, history).",
    )
    for one in thinned(samples, _ROWS):
        held = one.children.values()
        made.add(one.pages, one.main, max(held), min(held), one.server)
    summary = Table(
        "growth",
        "Growth to the end, MB",
        ("from so many pages on", "main process", "child that grew most", "server", "children replaced"),
        note="Medians of the first and the last tenth from there on. Goal: under 20 after the warm-up, none replaced.",
    )
    for warm_up in (min(WARM_UP, options.pages // 4), options.pages // 2):
        summary.add(warm_up, *growth(samples, warm_up))
    return [made, summary]


def mixed(real: Sequence[Page], count: int, every: int) -> Iterator[Page]:
    """Yield made-up pages of ever new words, with every `every`-th page a real one under a unique URL."""
    theirs = corpus.copies(list(real), count) if real else iter(())
    for number, page in enumerate(corpus.varied(count, seed=2)):
        yield next(theirs, page) if number % every == 0 else page


def growth(samples: Sequence[Sample], warm_up: int) -> Growth:
    """Return the growth from the first to the last tenth of the samples after the warm-up."""
    after = [one for one in samples if one.pages >= warm_up]
    tenth = max(1, len(after) // 10)
    first, last = after[:tenth], after[-tenth:]
    stayed = set(first[0].children) & set(last[-1].children)

    def difference(values: dict[bool, list[float]]) -> float:
        return statistics.median(values[True]) - statistics.median(values[False])

    grown = [
        difference(
            {late: [one.children[child] for one in part if child in one.children] for late, part in _parts(first, last)}
        )
        for child in stayed
    ]
    return Growth(
        difference({late: [one.main for one in part] for late, part in _parts(first, last)}),
        max(grown, default=0.0),
        difference({late: [one.server for one in part] for late, part in _parts(first, last)}),
        len({child for one in after for child in one.children} - stayed),
    )


def thinned(samples: Sequence[Sample], count: int) -> list[Sample]:
    """Return about `count` samples at even distances of pages, including the first and the last."""
    if len(samples) <= count:
        return list(samples)
    step = samples[-1].pages / (count - 1)
    kept = [min(samples, key=lambda one: abs(one.pages - number * step)) for number in range(count)]
    return [one for one, _ in itertools.groupby(kept)]


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB, shared memory included, from /proc."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def _parts(first: Sequence[Sample], last: Sequence[Sample]) -> tuple[tuple[bool, Sequence[Sample]], ...]:
    return (False, first), (True, last)


def _watch(cluster: LocalCluster, samples: list[Sample], done: threading.Event) -> None:
    while not done.is_set():
        samples.append(_sample(cluster, cluster.workers[0]))
        if len(samples) % 60 == 0:
            print(f"{time.strftime('%H:%M:%S')} {samples[-1]}", flush=True)
        done.wait(_SAMPLE_SECONDS)


def _sample(cluster: LocalCluster, worker: Worker) -> Sample:
    return Sample(
        cluster.ended(),
        resident(worker.pid),
        {child: resident(child) for child in worker.children()},
        resident(cluster.server.pid or 0),
    )
