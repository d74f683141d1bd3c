"""Metadata of the extractors, and all scores of wiremill by publisher and page type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.lib.tables import Table
from bench.peers.extractors import OURS
from bench.quality.goals import AUTHORS, DAY, GOALS, TITLE
from bench.quality.tables.groups import by, by_source, has_words, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.quality.rounds import Result
    from training.corpus import Row

    Results = dict[str, Result]

_METADATA = ((TITLE, "title"), (AUTHORS, "authors"), (DAY, "day"))


def metadata(rows: Sequence[Row], results: Results) -> Table:
    """Return the metadata scores of each extractor that has metadata, by source."""
    shown = [result for result in results.values() if result.extractor.metadata]
    table = Table("metadata", "Metadata", ["score", "of", "pages", "goal", *(one.extractor.name for one in shown)])
    for name, field in _METADATA:
        for origin, some in by_source(rows).items():
            goal = GOALS.get((name, origin))
            count = sum(getattr(results[OURS].scores[row["id"]], field) is not None for row in some)
            table.add(name, origin, count, goal and goal.value, *(one.mean(field, some) for one in shown))
    return table


def publishers(rows: Sequence[Row], results: Results) -> Table:
    """Return our scores by publisher, the lowest word F1 first."""
    found = by((row for row in rows if row.get("publisher")), lambda row: row["publisher"])
    fields = ("f1", "title", "authors", "day")
    table = Table("publishers", "By publisher (wiremill)", ["publisher", "pages", *fields])
    lines = [[name, len(some), *(results[OURS].mean(field, some) for field in fields)] for name, some in found.items()]
    for line in sorted(lines, key=lambda line: (line[2] or 0.0, line[0])):
        table.add(*line)
    return table


def page_types(rows: Sequence[Row], results: Results) -> Table:
    """Return all our scores by source and page type."""
    fields = ("f1", "precision", "recall", "kept", "left_out", "title", "authors", "day")
    table = Table(
        "page_types",
        "By page type (wiremill)",
        ["of", "pages", *fields],
        "Each score is the mean over the pages for which the truth has it.",
    )
    for name, some in kinds(rows).items():
        table.add(name, len(some), *(results[OURS].mean(field, some) for field in fields))
    return table


def snippets(rows: Sequence[Row], results: Results) -> Table:
    """Return of each extractor how much of the main text it finds, and how much else."""
    fields = ("precision", "recall", "kept", "left_out")
    table = Table(
        "snippets",
        "What is found, and what else",
        ["of", "extractor", *fields],
        "Precision and recall of words. *kept*: the share of snippets of the main text that are in the text. *left_out*: the "
        "share of snippets from around it that are not.",
    )
    for name, some in by_source(rows).items():
        for one in results.values():
            if one.extractor.text and has_words(some):
                table.add(name, one.extractor.name, *(one.mean(field, some) for field in fields))
    return table
