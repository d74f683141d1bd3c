"""Rounds over the same pages: each extractor's scores, and its CPU page by page."""

from __future__ import annotations

import gc
import random
import time
from typing import TYPE_CHECKING, NamedTuple

from bench.quality.scores import Output, Score, mean, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.peers.extractors import Extractor
    from training.corpus import Row, Samples

#: Pages that each extractor is given before anything is timed: the first ones pay for imports and tables.
WARM_UP = 20


class Result(NamedTuple):
    """What an extractor reached; dicts have the ids of rows for keys."""

    extractor: Extractor
    scores: dict[str, Score]
    #: seconds of CPU, one for each round
    spent: dict[str, list[float]]
    #: words that it found
    words: dict[str, int]
    page_types: dict[str, str | None]
    #: ids of pages that it raised an exception on
    failed: list[str]

    def mean(self, field: str, rows: Sequence[Row]) -> float | None:
        """Return the mean of a score over the rows that have it; None too where the extractor has no such output."""
        words = field in {"f1", "precision", "recall", "kept", "left_out"}
        if not (self.extractor.text if words else field in self.extractor.metadata):
            return None
        return mean(getattr(self.scores[row["id"]], field) for row in rows)

    def milliseconds(self, *, least: bool) -> float:
        """Return the mean CPU of a page: of each page's best round, or of all rounds."""
        each = (min(times) if least else sum(times) / len(times) for times in self.spent.values())
        return 1000 * sum(each) / len(self.spent)

    def slowest(self) -> tuple[str, float]:
        """Return the id of the page that takes longest in its best round, and its ms."""
        name = max(self.spent, key=lambda page: min(self.spent[page]))
        return name, 1000 * min(self.spent[name])


def run(samples: Samples, extractors: Sequence[Extractor], rounds: int) -> dict[str, Result]:
    """Return each extractor's result by its name.

    All extractors take a page one after the other in this process, each page in an order drawn for it, and so in every
    round: what disturbs the machine for a while then hits all of them alike, and none of them always finds the caches
    as the same other one left them. The CPU of this process is timed, not the clock.
    """
    results = {one.name: Result(one, {}, {}, {}, {}, []) for one in extractors}
    for extractor in extractors:
        _warm_up(extractor, samples[:WARM_UP])
    gc.collect()
    gc.freeze()  # what is kept for the scores shall not make the collector slower
    chance = random.Random(0)
    for _ in range(rounds):
        for row, body in samples:
            for extractor in chance.sample(extractors, len(extractors)):
                begun = time.process_time()
                output = _extract(extractor, body, row)
                spent = time.process_time() - begun
                _note(results[extractor.name], row, output, spent)
    gc.unfreeze()
    return results


def _warm_up(extractor: Extractor, samples: Samples) -> None:
    errors = []
    for row, body in samples:
        try:
            extractor.extract(body, row)
        except Exception as error:  # noqa: BLE001 - as in `_extract`
            errors.append(error)
    if errors and len(errors) == len(samples):
        raise SystemExit(
            f"{extractor.name} fails on each of the first {len(samples)} pages: {errors[0]!r}"
        ) from errors[0]


def _note(result: Result, row: Row, output: Output | None, spent: float) -> None:
    name = row["id"]
    result.spent.setdefault(name, []).append(spent)
    if name in result.scores:
        return
    if output is None:
        result.failed.append(name)
        output = Output()
    result.scores[name] = score(output, row) if result.extractor.text else Score()
    result.words[name] = len(output.text.split())
    result.page_types[name] = output.page_type


def _extract(extractor: Extractor, body: bytes, row: Row) -> Output | None:
    try:
        return extractor.extract(body, row)
    except Exception:  # noqa: BLE001 - a peer may raise anything; it is counted and scored as nothing found
        return None
