"""Page types: how often right, which for which, and how far their confidence can be trusted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bench.lib.tables import Table
from bench.peers.extractors import OURS
from bench.quality.goals import GOALS, PAGE_TYPE
from bench.quality.tables.groups import TYPES, by_source, by_type, mixed, place, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.quality.rounds import Result
    from training.corpus import Row

    Results = dict[str, Result]

BINS = 10


def accuracy(rows: Sequence[Row], results: Results) -> Table:
    """Return how often the type of document and item are right, by source; a page that is given none counts as wrong."""
    table = Table(
        "type_accuracy",
        "Page types: accuracy (wiremill)",
        ["of", "type of the", "pages", "goal", "given none", "right"],
        "Over all pages whose type the truth has; a page that is given none counts as wrong. The *document* has the type that "
        "parse finds, the *item* the one that classify chooses after it.",
    )
    told = results[OURS]
    for name, some in by_source(typed(rows)).items():
        goal = GOALS.get((PAGE_TYPE, name))
        for what, types in (
            ("document", told.document_types),
            ("item", {page: kind for page, (kind, _) in told.page_types.items()}),
        ):
            none = sum(types[row["id"]] is None for row in some)
            right = sum(types[row["id"]] == row["page_type"] for row in some)
            shown = goal.value if goal and what == "item" else None
            table.add(name, what, len(some), shown, none, right / len(some))
    return table


def confusion(rows: Sequence[Row], results: Results) -> Table:
    """Return which page type of the item was taken for which, for sources with several types."""
    rows = mixed(rows)
    types = results[OURS].page_types
    names = sorted({*TYPES, *(row["page_type"] for row in rows)}, key=place)
    table = Table(
        "page_type_confusion",
        "Page types: which for which (wiremill)",
        ["type", "pages", *names, "no type", "right"],
        "The type of the item, on the pages of sources with several types: one row per true type, one column per type found.",
    )
    for name, some in by_type(rows).items():
        counts = Counter(types[row["id"]][0] for row in some)
        table.add(name, len(some), *(counts[kind] for kind in names), counts[None], counts[name] / len(some))
    if rows:
        counts = Counter(types[row["id"]][0] for row in rows)
        right = sum(types[row["id"]][0] == row["page_type"] for row in rows)
        table.add("all", len(rows), *(counts[kind] for kind in names), counts[None], right / len(rows))
    return table


def calibration(rows: Sequence[Row], results: Results) -> Table:
    """Return how often the types of items are right by the confidence that is given with them, and the error over all."""
    table = Table(
        "type_calibration",
        "Page types: confidence (wiremill)",
        ["confidence", "pages", "mean confidence", "right"],
        "The type of the item, on the same pages where one is given. ECE is the expected calibration error over ten bins of "
        "equal width (Naeini et al., AAAI 2015): the mean distance of the last two columns, weighted by pages.",
    )
    types = results[OURS].page_types
    given = [
        (types[row["id"]][1], types[row["id"]][0] == row["page_type"]) for row in mixed(rows) if types[row["id"]][0]
    ]
    error = 0.0
    for number in range(BINS):
        some = [(sure, right) for sure, right in given if min(int(sure * BINS), BINS - 1) == number]
        if some:
            mean, right = sum(sure for sure, _ in some) / len(some), sum(right for _, right in some) / len(some)
            error += abs(mean - right) * len(some) / len(given)
            table.add(f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}", len(some), mean, right)
    if given:
        table.add("ECE", len(given), None, error)
    return table
