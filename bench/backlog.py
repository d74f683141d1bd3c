"""What a page costs while few or many pages wait."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import corpus
from mill import Mill
from tables import Table

from wiremill.intake import encode_entry

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from mill import Reading

#: Pages that must have ended before anything is measured.
WARM_UP = 1000
#: Pages with a text of their own at the head of the queue, more than are worked on while it is measured; those behind
#: them share their bodies.
_OWN = 12_000


def run(options: Namespace) -> list[Table]:
    """Return a table of the cost by how many pages wait, each length in turn and so in every round."""
    readings: dict[int, list[Reading]] = {length: [] for length in options.lengths}
    own = [encode_entry(page) for page in corpus.varied(_OWN, seed=1)]
    for number in range(options.rounds):
        for length in options.lengths if number % 2 == 0 else reversed(options.lengths):
            readings[length].append(measure(own, length, options.sample))
            print(f"round {number + 1}: {length:,} queued: {readings[length][-1]}", flush=True)
    return [table(readings, options.sample)]


def measure(own: Sequence[list[Any]], length: int, sample: int) -> Reading:
    """Return the cost of `sample` pages while at least `length` others wait."""
    with Mill() as mill:
        with mill.held():
            mill.fill_entries(queue(own, WARM_UP + sample + length))
            mill.settle()
        mill.wait_ended(WARM_UP)
        before = mill.read()
        mill.wait_ended(WARM_UP + sample)
        return mill.read().since(before).each()


def queue(own: Sequence[list[Any]], length: int) -> Iterator[list[Any]]:
    """Yield entries: the given ones, then the same under other URLs for as long as is needed."""
    for number, entry in enumerate(itertools.islice(itertools.cycle(own), length)):
        yield entry if number < len(own) else [entry[0], f"{entry[1]}?{number}", *entry[2:]]


def table(readings: dict[int, list[Reading]], sample: int) -> Table:
    """Make the table: of each length its least round, for a shared machine only ever adds to a figure."""
    made = Table(
        "backlog",
        f"Cost of a page by how many others wait, over {sample:,} pages, one process",
        ("pages queued", "worker, CPU ms a page", "server, CPU ms a page", "both", "against the shortest, %", "rounds"),
        note="The least of the rounds. Goal: constant within 10 %.",
    )
    first = None
    for length, each in readings.items():
        best = min(each, key=lambda one: one.worker + one.server)
        both = best.worker + best.server
        first = first or both
        totals = sorted(one.worker + one.server for one in each)
        made.add(
            *(length, best.worker, best.server, both, 100 * (both / first - 1), f"{totals[0]:.2f} to {totals[-1]:.2f}")
        )
    return made
