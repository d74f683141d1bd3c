"""What parse has to reach, and by how much it falls short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bench.lib.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS, TITLE, AUTHORS, DAY, COST = "word F1", "title", "authors", "day", "CPU"
#: Languages whose pages must do no worse than English ones.
LANGUAGES = ("de", "es", "fr", "ru", "ar", "ja", "zh")


class Goal(NamedTuple):
    """A figure that must be at least, or at most, so much."""

    value: float
    is_maximum: bool = False

    def __str__(self) -> str:
        return f"at {'most' if self.is_maximum else 'least'} {self.value:.3f}"

    def missed_by(self, figure: float) -> float:
        """Return by how much a figure, as precise as it is printed, misses the goal; 0 where it does not."""
        return max(0.0, round((figure - self.value) * (1 if self.is_maximum else -1), 3))


#: By measure, and by what it is taken of.
GOALS = {
    (WORDS, "WCXB"): Goal(0.900),
    (WORDS, "article"): Goal(0.955),
    (WORDS, "documentation"): Goal(0.945),
    (WORDS, "service"): Goal(0.870),
    (WORDS, "forum"): Goal(0.860),
    (WORDS, "collection"): Goal(0.720),
    (WORDS, "listing"): Goal(0.740),
    (WORDS, "product"): Goal(0.760),
    (WORDS, "fundus"): Goal(0.970),
    (TITLE, "WCXB"): Goal(0.85),
    (TITLE, "fundus"): Goal(0.85),
    (AUTHORS, "WCXB"): Goal(0.75),
    (AUTHORS, "fundus"): Goal(0.90),
    (DAY, "WCXB"): Goal(0.92),
    (DAY, "fundus"): Goal(0.985),
    (COST, "times lxml"): Goal(3.0, is_maximum=True),
    (COST, "times trafilatura"): Goal(1 / 12, is_maximum=True),
    (COST, "slowest page / mean"): Goal(25.0, is_maximum=True),
}


def missed(tables: Mapping[str, Table], name: str) -> Table:
    """Return the goals that an extractor does not reach, and by how much, as the other tables print its figures."""
    reached = {(WORDS, line["of"]): line[name] for line in tables["words"].figures()}
    reached |= {(line["score"], line["of"]): line[name] for line in tables["metadata"].figures()}
    costs = {line["extractor"]: line for line in tables["cost"].figures()}
    reached[COST, "times lxml"] = costs[name]["times lxml, best round"]
    reached[COST, "slowest page / mean"] = costs[name]["slowest / mean"]
    if "trafilatura" in costs:
        least = "ms a page, best round"
        reached[COST, "times trafilatura"] = round(costs[name][least] / costs["trafilatura"][least], 3)
    table = Table("missed", "Goals missed", ["score", "of", "goal", "reached", "missed by"])
    for (score, of), goal in GOALS.items():
        figure = reached.get((score, of))
        if figure is not None and goal.missed_by(figure):
            table.add(score, of, str(goal), figure, goal.missed_by(figure))
    for line in tables["languages"].figures():
        if line["language"] in LANGUAGES and line["below English by"]:
            goal_ = f"at least {line['English alike']:.3f}, as English"
            table.add(WORDS, line["language"], goal_, line[name], line["below English by"])
    return table
