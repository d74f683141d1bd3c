"""What parse has to reach, and by how much it falls short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bench.lib.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS, SEGMENTS, ABOVE, ARTICLES = "word F1", "segment F1", "F1 above the best peer", "precision of articles"
TITLE, AUTHORS, DAY, PAGE_TYPE, COST = "title", "authors", "day", "page type", "CPU"
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


#: Above by any figure that is printed.
_ABOVE = Goal(0.001)

#: By measure, and by what it is taken of.
MAIN = {
    (WORDS, "WCXB"): Goal(0.905),
    (WORDS, "aed"): Goal(0.940),
    (WORDS, "fundus"): Goal(0.965),
    (SEGMENTS, "trafilatura"): Goal(0.940),
    (ABOVE, "WCXB"): _ABOVE,
    (ABOVE, "aed"): _ABOVE,
    (ABOVE, "fundus"): _ABOVE,
    (ABOVE, "trafilatura"): _ABOVE,
    (ARTICLES, "all"): Goal(0.95),
    (TITLE, "aed"): Goal(0.95),
    (TITLE, "fundus"): Goal(0.85),
    (TITLE, "trafilatura"): Goal(0.88),
    (AUTHORS, "aed"): Goal(0.92),
    (AUTHORS, "fundus"): Goal(0.90),
    (AUTHORS, "trafilatura"): Goal(0.75),
    (DAY, "fundus"): Goal(0.985),
    (DAY, "trafilatura"): Goal(0.90),
    (PAGE_TYPE, "WCXB"): Goal(0.86),
}
#: What is watched beside the goals: each page type, metadata of WCXB, CPU.
BOUNDS = {
    (WORDS, "article"): Goal(0.955),
    (WORDS, "documentation"): Goal(0.945),
    (WORDS, "service"): Goal(0.870),
    (WORDS, "forum"): Goal(0.860),
    (WORDS, "collection"): Goal(0.720),
    (WORDS, "listing"): Goal(0.740),
    (WORDS, "product"): Goal(0.760),
    (TITLE, "WCXB"): Goal(0.85),
    (AUTHORS, "WCXB"): Goal(0.75),
    (DAY, "WCXB"): Goal(0.92),
    (COST, "times lxml"): Goal(3.0, is_maximum=True),
    (COST, "times trafilatura"): Goal(1 / 12, is_maximum=True),
    (COST, "slowest page / mean"): Goal(25.0, is_maximum=True),
}
GOALS = MAIN | BOUNDS


def tables(made: Mapping[str, Table], name: str) -> list[Table]:
    """Return the goals and the bounds with what an extractor reaches of them, as the other tables print its figures."""
    reached = _reached(made, name)
    columns = ["score", "of", "goal", "reached", "missed by"]
    goals = Table("goals", "Goals", columns)
    bounds = Table("bounds", "Bounds", columns, "What is watched beside the goals.")
    for table, wanted in ((goals, MAIN), (bounds, BOUNDS)):
        for (score, of), goal in wanted.items():
            figure = reached.get((score, of))
            if figure is not None:
                table.add(score, of, str(goal), figure, goal.missed_by(figure) or None)
    for line in made["languages"].figures():
        if line["language"] in LANGUAGES and line["below English by"] is not None:
            goal_ = f"at least {line['English alike']:.3f}, as English"
            bounds.add(WORDS, line["language"], goal_, line[name], line["below English by"] or None)
    return [goals, bounds]


def _reached(made: Mapping[str, Table], name: str) -> dict[tuple[str, str], float | None]:
    reached = {(WORDS, line["of"]): line[name] for line in made["words"].figures()}
    reached |= {(line["measure"], line["of"]): line[name] for line in made["sources"].figures()}
    reached |= {(ABOVE, line["of"]): line["least"] for line in made["above"].figures()}
    reached |= {(ARTICLES, line["of"]): line[name] for line in made["articles"].figures()}
    reached |= {(line["score"], line["of"]): line[name] for line in made["metadata"].figures()}
    types = made["type_accuracy"].figures()
    reached |= {(PAGE_TYPE, line["of"]): line["right"] for line in types if line["type of the"] == "item"}
    costs = {line["extractor"]: line for line in made["cost"].figures()}
    reached[COST, "times lxml"] = costs[name]["times lxml, best round"]
    reached[COST, "slowest page / mean"] = costs[name]["slowest / mean"]
    if "trafilatura" in costs:
        least = "ms a page, best round"
        reached[COST, "times trafilatura"] = round(costs[name][least] / costs["trafilatura"][least], 3)
    return reached
