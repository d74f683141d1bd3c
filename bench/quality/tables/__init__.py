"""The tables of the extraction bench, made of the results of its rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.peers.extractors import OURS
from bench.quality import goals
from bench.quality.tables import costs, fields, kinds, text, worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.lib.tables import Table
    from bench.quality.rounds import Result
    from training.corpus import Row

_MAKERS = (
    *(text.sources, text.above, text.words, text.segments, text.articles, fields.metadata),
    *(kinds.accuracy, kinds.confusion, kinds.calibration, text.flawed, costs.cost),
    *(text.languages, text.low_pages, fields.publishers, fields.page_types, fields.snippets),
    *(worst.by_words, worst.by_segments),
)


def all_tables(rows: Sequence[Row], results: dict[str, Result]) -> list[Table]:
    """Return all tables that have rows to stand for, the goals first."""
    made = [make(rows, results) for make in _MAKERS]
    return [*goals.tables({table.name: table for table in made}, OURS), *made]
