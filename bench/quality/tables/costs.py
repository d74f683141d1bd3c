"""The CPU of the extractors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.lib.tables import Table
from bench.peers.extractors import BARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.quality.rounds import Result
    from training.corpus import Row


def cost(_rows: Sequence[Row], results: dict[str, Result]) -> Table:
    """Return the CPU of each extractor on the pages on which all were timed, also in times of building the tree."""
    timed = {name: result for name, result in results.items() if result.spent}
    common = set.intersection(*(set(result.spent) for result in timed.values()))
    table = Table(
        "cost",
        "CPU of one process",
        [
            *("extractor", "pages", "ms a page", "times lxml", "ms a page, best round", "times lxml, best round"),
            *("slowest page, ms", "slowest / mean", "slowest page", "failed pages"),
        ],
        "The mean of all rounds, then the mean of each page's best round, on pages on which all extractors were timed. The "
        "slowest page is that of all on which the extractor was timed, in its best round, since a disturbance would otherwise "
        "look like a slow page. The bounds apply to the best rounds. Failed pages, of all: an exception, or a minute of CPU.",
    )
    bare = [results[BARE].milliseconds(common, least=least) for least in (False, True)]
    for name, one in timed.items():
        page, slowest = one.slowest(one.spent)
        times = [one.milliseconds(common, least=least) for least in (False, True)]
        ratios = [mine / tree for mine, tree in zip(times, bare, strict=True)]
        ratio = slowest / one.milliseconds(one.spent, least=True)
        table.add(name, len(common), times[0], ratios[0], times[1], ratios[1], slowest, ratio, page, len(one.failed))
    return table
