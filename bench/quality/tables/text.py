"""The main text of the extractors: by source, beside each other, by type and by language, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.lib.tables import Table
from bench.peers.extractors import OURS
from bench.quality.flaws import FLAWS
from bench.quality.goals import ARTICLES, GOALS, SEGMENTS, WORDS
from bench.quality.scores import mean
from bench.quality.tables.groups import by, by_source, counted, has_words, kinds
from training.corpus import UNDECLARED, language, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.quality.rounds import Result
    from training.corpus import Row

    Results = dict[str, Result]

#: A page in another language than English is named where its word F1 is below this.
LOW = 0.9


def _shown(results: Results) -> list[Result]:
    return [result for result in results.values() if result.extractor.text]


def f1(result: Result, rows: Sequence[Row]) -> float | None:
    """Return the F1 of a source's rows: of words where it has main texts, else of segments."""
    return result.mean("f1", rows) if has_words(rows) else result.segments(rows).f1


def sources(rows: Sequence[Row], results: Results) -> Table:
    """Return the F1 of each extractor by source, each source by its own measure."""
    shown = _shown(results)
    table = Table(
        "sources",
        "Main text by source: F1",
        ["of", "measure", "pages", "goal", *(one.extractor.name for one in shown)],
        "Of words, the mean over pages; of segments, over the whole source. The source *trafilatura* is the evaluation set of "
        "the extractor of that name.",
    )
    for name, some in by_source(rows).items():
        measure = WORDS if has_words(some) else SEGMENTS
        pages = counted(some) if measure == WORDS else [row for row in some if row.get("with") or row.get("without")]
        goal = GOALS.get((measure, name))
        table.add(name, measure, len(pages), goal and goal.value, *(f1(one, some) for one in shown))
    return table


def above(rows: Sequence[Row], results: Results) -> Table:
    """Return by how much our F1 is above that of each peer, by source."""
    peers = [one for one in _shown(results) if one.extractor.name != OURS]
    table = Table("above", "Above each peer: F1", ["of", *(one.extractor.name for one in peers), "least"])
    for name, some in by_source(rows).items() if peers else ():
        own = f1(results[OURS], some)
        found = [None if own is None or (theirs := f1(one, some)) is None else own - theirs for one in peers]
        table.add(name, *found, min((each for each in found if each is not None), default=None))
    return table


def words(rows: Sequence[Row], results: Results) -> Table:
    """Return the word F1 of each extractor, by source and page type."""
    shown = _shown(results)
    table = Table(
        "words", "Main text by page type: word F1", ["of", "pages", "bound", *(one.extractor.name for one in shown)]
    )
    for name, some in kinds(rows).items():
        goal = GOALS.get((WORDS, name))
        if has_words(some):
            table.add(name, len(counted(some)), goal and goal.value, *(one.mean("f1", some) for one in shown))
    return table


def segments(rows: Sequence[Row], results: Results) -> Table:
    """Return of each extractor how many segments it finds, for sources without main texts."""
    table = Table(
        "segments",
        "Main text by segments",
        [
            *("of", "extractor", "F1", "precision", "recall", "accuracy"),
            *("found", "missing", "unwanted", "left out"),
        ],
    )
    for name, some in by_source(rows).items():
        for one in _shown(results) if not has_words(some) else ():
            counts = one.segments(some)
            table.add(name, one.extractor.name, counts.f1, counts.precision, counts.recall, counts.accuracy, *counts)
    return table


def articles(rows: Sequence[Row], results: Results) -> Table:
    """Return the precision on articles: how much of what is published as their text belongs to it."""
    shown = _shown(results)
    found = [row for row in counted(rows) if row.get("page_type") == "article"]
    goal = GOALS[ARTICLES, "all"]
    table = Table(
        "articles",
        "Articles: precision of words",
        ["of", "pages", "goal", *(one.extractor.name for one in shown)],
        "The mean over the pages of this type.",
    )
    for name, some in {"all": found, **by_source(found)}.items() if found else ():
        bound = goal.value if name == "all" else None
        table.add(name, len(some), bound, *(one.mean("precision", some) for one in shown))
    return table


def flawed(rows: Sequence[Row], results: Results) -> Table:
    """Return on how many pages the text of each extractor has what a text should not have."""
    shown = _shown(results)
    table = Table(
        "flaws",
        "Flaws in the text: pages",
        ["flaw", "pages", *(one.extractor.name for one in shown)],
        "`bench/quality/flaws.py` says how they are recognised. *No text*: of pages that have a text by the truth. *Failed*: an "
        "exception, or a minute of CPU.",
    )
    for flaw in FLAWS:
        table.add(flaw, len(rows), *(sum(flaw in one.flaws[row["id"]] for row in rows) for one in shown))
    wanted = [row["id"] for row in rows if row.get("main_text") or row.get("with")]
    table.add("no text", len(wanted), *(sum(not one.words[page] for page in wanted) for one in shown))
    table.add("failed", len(rows), *(len(one.failed) for one in shown))
    return table


def languages(rows: Sequence[Row], results: Results) -> Table:
    """Return the word F1 by language, beside that of English pages of the same sources and page types."""
    shown = _shown(results)
    table = Table(
        "languages",
        "Main text by language: word F1",
        ["language", "pages", "English alike", *(one.extractor.name for one in shown), "below English by"],
        "The language is the one that the source states, else the one that the page declares. *English alike*: the score of "
        "wiremill on English pages of the same sources and page types, weighted as they occur among the pages of that language.",
    )
    for name, some in sorted(by(counted(rows), language).items(), key=lambda one: (-len(one[1]), one[0])):
        english = english_alike(rows, some, results[OURS])
        own = results[OURS].mean("f1", some)
        below = None if own is None or english is None or name == "en" else max(0.0, english - own)
        table.add(name, len(some), english, *(one.mean("f1", some) for one in shown), below)
    return table


def english_alike(rows: Sequence[Row], some: Sequence[Row], result: Result) -> float | None:
    """Return the word F1 on English pages, weighted by the sources and page types of `some`."""
    english = by((row for row in counted(rows) if language(row) == "en"), _kind)
    reached = {kind: result.mean("f1", pages) for kind, pages in english.items()}
    return mean(reached.get(_kind(row)) for row in some)


def low_pages(rows: Sequence[Row], results: Results) -> Table:
    """Return the pages in other languages than English that are not read well."""
    table = Table(
        "low_pages",
        f"Pages in other languages with a word F1 below {LOW}",
        ["language", "page", "type", "F1", "precision", "recall"],
    )
    scores = results[OURS].scores
    found = [row for row in counted(rows) if language(row) not in {"en", UNDECLARED}]
    for row in sorted(found, key=lambda row: (language(row), scores[row["id"]].f1 or 0.0)):
        one = scores[row["id"]]
        if (one.f1 or 0.0) < LOW:
            table.add(language(row), row["id"], row.get("page_type"), one.f1, one.precision, one.recall)
    return table


def _kind(row: Row) -> str:
    return f"{source(row)} {row.get('page_type')}"
