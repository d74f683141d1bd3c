"""Rounds over the same pages: each extractor's scores, and its CPU page by page."""

from __future__ import annotations

import gc
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.quality.flaws import flaws
from bench.quality.scores import Output, Score, Segments, mean, score

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bench.peers.extractors import Extractor, Taken
    from training.corpus import Row, Samples

#: Pages that each extractor is given before anything is timed: the first ones pay for imports and tables.
WARM_UP = 20


@dataclass(slots=True)
class Result:
    """What an extractor reached; dicts have the ids of rows for keys."""

    extractor: Extractor
    scores: dict[str, Score] = field(default_factory=dict)
    #: seconds of CPU, one for each round in which it was timed
    spent: dict[str, list[float]] = field(default_factory=dict)
    #: words that it found
    words: dict[str, int] = field(default_factory=dict)
    #: names of what its text has and should not
    flaws: dict[str, frozenset[str]] = field(default_factory=dict)
    #: of the item, with its confidence
    page_types: dict[str, tuple[str | None, float]] = field(default_factory=dict)
    document_types: dict[str, str | None] = field(default_factory=dict)
    #: why it failed on a page
    failed: dict[str, str] = field(default_factory=dict)

    def mean(self, name: str, rows: Sequence[Row]) -> float | None:
        """Return the mean of a score over the rows that have it; None too where the extractor has no such output."""
        words = name in {"f1", "precision", "recall", "kept", "left_out"}
        if not (self.extractor.text if words else name in self.extractor.metadata):
            return None
        return mean(getattr(self.scores[row["id"]], name) for row in rows)

    def segments(self, rows: Sequence[Row]) -> Segments:
        """Return the counts of snippets over all rows."""
        counted = (self.scores[row["id"]].segments for row in rows)
        return Segments(*map(sum, zip(*(each for each in counted if each), strict=True)))

    def milliseconds(self, pages: Collection[str], *, least: bool) -> float:
        """Return the mean CPU of these pages: of each page's best round, or of all rounds."""
        each = (min(times) if least else sum(times) / len(times) for times in map(self.spent.__getitem__, pages))
        return 1000 * sum(each) / len(pages)

    def slowest(self, pages: Collection[str]) -> tuple[str, float]:
        """Return the id of the page that takes longest in its best round, and its ms."""
        name = max(pages, key=lambda page: min(self.spent[page]))
        return name, 1000 * min(self.spent[name])


def run(
    samples: Samples, extractors: Sequence[Extractor], rounds: int, timed: Collection[str] | None = None
) -> dict[str, Result]:
    """Return each extractor's result by its name.

    All extractors take a page one after the other, each page in an order drawn for it, and so in every round: what disturbs
    the machine for a while then hits all of them alike, and none of them always finds the caches as the same other one left
    them. CPU is timed, not the clock. Peers are timed on the pages with the ids `timed` alone (None: on all); for the
    others one output is enough, and that may be kept from an earlier run.
    """
    results = {one.name: Result(one) for one in extractors}
    for extractor in extractors:
        is_timed = extractor.recall is None or timed is None or timed
        _warm_up(extractor, samples[:WARM_UP] if is_timed else samples[:0])
    gc.collect()
    gc.freeze()  # what is kept for the scores shall not make the collector slower
    chance = random.Random(0)
    for number in range(rounds):
        for row, body in samples:
            for extractor in chance.sample(extractors, len(extractors)):
                if extractor.recall is None or timed is None or row["id"] in timed:
                    taken = extractor.take(body, row)
                    results[extractor.name].spent.setdefault(row["id"], []).append(taken.cpu)
                elif number == 0:
                    taken = extractor.recall(body, row)
                else:
                    continue
                _note(results[extractor.name], row, taken)
    gc.unfreeze()
    return results


def _warm_up(extractor: Extractor, samples: Samples) -> None:
    failures = [taken.failure for taken in (extractor.take(body, row) for row, body in samples) if taken.output is None]
    if failures and len(failures) == len(samples):
        raise SystemExit(f"{extractor.name} fails on each of the first {len(samples)} pages: {failures[0]}")


def _note(result: Result, row: Row, taken: Taken) -> None:
    name = row["id"]
    if name in result.scores:
        return
    if taken.output is None:
        result.failed[name] = taken.failure
    output = taken.output or Output()
    result.scores[name] = score(output, row) if result.extractor.text else Score()
    result.words[name] = len(output.text.split())
    result.flaws[name] = flaws(output.text, row.get("main_text"))
    result.page_types[name] = output.page_type, output.confidence
    result.document_types[name] = output.document_type
