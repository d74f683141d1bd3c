"""The worst pages of each source; by their ids, without a word of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.lib.tables import Table
from bench.peers.extractors import OURS
from bench.quality.tables.groups import by_source, counted, has_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.quality.rounds import Result
    from training.corpus import Row

    Results = dict[str, Result]

#: Of each source.
WORST = 15


def by_words(rows: Sequence[Row], results: Results, count: int = WORST) -> Table:
    """Return the pages with the lowest word F1 of each source that has main texts."""
    table = Table(
        "worst",
        f"The {count} worst pages of each source, by words (wiremill)",
        ["of", "page", "type", "F1", "precision", "recall", "words", "words of the truth"],
    )
    one = results[OURS]
    for name, some in by_source(counted(rows)).items():
        for row in sorted(some, key=lambda row: (one.scores[row["id"]].f1 or 0.0, row["id"]))[:count]:
            page, score = row["id"], one.scores[row["id"]]
            true = len(row["main_text"].split())
            kind = row.get("page_type")
            table.add(name, page, kind, score.f1, score.precision, score.recall, one.words[page], true)
    return table


def by_segments(rows: Sequence[Row], results: Results, count: int = WORST) -> Table:
    """Return the pages with most wrong segments of each source that is measured by them."""
    table = Table(
        "worst_segments",
        f"The {count} worst pages of each source, by segments (wiremill)",
        ["of", "page", "missing", "unwanted", "found", "left out", "words"],
    )
    one = results[OURS]
    for name, some in by_source(rows).items():
        pages = [(one.scores[row["id"]].segments, row["id"]) for row in some if not has_words(some)]
        known = [(segments, page) for segments, page in pages if segments]
        for segments, page in sorted(known, key=lambda each: (-each[0].missing - each[0].unwanted, each[1]))[:count]:
            figures = (segments.missing, segments.unwanted, segments.found, segments.left_out)
            table.add(name, page, *figures, one.words[page])
    return table
