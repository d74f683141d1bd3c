"""The tables of the extraction bench, made of the results of its rounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bench.lib.tables import Table
from bench.peers.extractors import BARE, OURS
from bench.quality.goals import AUTHORS, DAY, GOALS, TITLE, WORDS, missed
from bench.quality.scores import mean
from training.corpus import UNDECLARED, language, source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bench.quality.rounds import Result
    from training.corpus import Row

    Results = dict[str, Result]

#: The order of the page types in the tables; others follow by name.
TYPES = ("article", "documentation", "service", "forum", "collection", "listing", "product")
WORST = 30
#: A page in another language than English is named where its word F1 is below this.
LOW = 0.9
_METADATA = ((TITLE, "title"), (AUTHORS, "authors"), (DAY, "day"))


def all_tables(rows: Sequence[Row], results: Results) -> list[Table]:
    """Return all tables, the goals that are missed first."""
    makers = (words, metadata, cost, languages, low_pages, publishers, page_types, snippets, confusion, worst)
    made = [make(rows, results) for make in makers]
    return [missed({table.name: table for table in made}, OURS), *made]


def kinds(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows by what the goals are set for: each source, and for one with several page types each of those."""
    by_source = _by(rows, source)
    found = {}
    for name in sorted(by_source):
        found[name] = by_source[name]
        types = _by(_typed(by_source[name]), lambda row: row["page_type"])
        if len(types) > 1:
            order = sorted(types, key=lambda kind: (TYPES.index(kind) if kind in TYPES else len(TYPES), kind))
            found |= {kind: types[kind] for kind in order}
    return found


def words(rows: Sequence[Row], results: Results) -> Table:
    """Return the word F1 of each extractor, by source and page type."""
    shown = [result for result in results.values() if result.extractor.text]
    table = Table("words", "Main text: word F1", ["of", "pages", "goal", *(one.extractor.name for one in shown)])
    for name, some in kinds(rows).items():
        goal = GOALS.get((WORDS, name))
        counted = [row for row in some if row.get("main_text")]
        table.add(name, len(counted), goal and goal.value, *(one.mean("f1", counted) for one in shown))
    return table


def metadata(rows: Sequence[Row], results: Results) -> Table:
    """Return the metadata scores of each extractor that has metadata, by source."""
    shown = [result for result in results.values() if result.extractor.metadata]
    table = Table("metadata", "Metadata", ["score", "of", "pages", "goal", *(one.extractor.name for one in shown)])
    for name, field in _METADATA:
        for origin, some in sorted(_by(rows, source).items()):
            goal = GOALS.get((name, origin))
            count = sum(getattr(results[OURS].scores[row["id"]], field) is not None for row in some)
            table.add(name, origin, count, goal and goal.value, *(one.mean(field, some) for one in shown))
    return table


def cost(_rows: Sequence[Row], results: Results) -> Table:
    """Return the CPU of each extractor, also in times of building the tree."""
    table = Table(
        "cost",
        "CPU of one process",
        [
            *("extractor", "ms a page", "times lxml", "ms a page, best round", "times lxml, best round"),
            *("slowest page, ms", "slowest / mean", "slowest page", "failed pages"),
        ],
        "The mean of all rounds, then the mean of each page's best round. The slowest page is taken from the best rounds too, "
        "since a disturbance would otherwise look like a slow page. The goals apply to the best rounds.",
    )
    for name, one in results.items():
        page, slowest = one.slowest()
        times = [one.milliseconds(least=least) for least in (False, True)]
        bare = [results[BARE].milliseconds(least=least) for least in (False, True)]
        ratios = [mine / tree for mine, tree in zip(times, bare, strict=True)]
        table.add(name, times[0], ratios[0], times[1], ratios[1], slowest, slowest / times[1], page, len(one.failed))
    return table


def languages(rows: Sequence[Row], results: Results) -> Table:
    """Return the word F1 by language, beside that of English pages of the same sources and page types."""
    shown = [result for result in results.values() if result.extractor.text]
    table = Table(
        "languages",
        "Main text by language: word F1",
        ["language", "pages", "English alike", *(one.extractor.name for one in shown), "below English by"],
        "The language is the one that the source states, else the one that the page declares. *English alike*: the score of "
        "wiremill on English pages of the same sources and page types, weighted as they occur among the pages of that language.",
    )
    for name, some in sorted(_by(_counted(rows), language).items(), key=lambda one: (-len(one[1]), one[0])):
        english = english_alike(rows, some, results[OURS])
        own = results[OURS].mean("f1", some)
        below = None if own is None or english is None or name == "en" else max(0.0, english - own)
        table.add(name, len(some), english, *(one.mean("f1", some) for one in shown), below)
    return table


def english_alike(rows: Sequence[Row], some: Sequence[Row], result: Result) -> float | None:
    """Return the word F1 on English pages, weighted by the sources and page types of `some`."""
    english = _by((row for row in _counted(rows) if language(row) == "en"), _kind)
    reached = {kind: result.mean("f1", pages) for kind, pages in english.items()}
    return mean(reached.get(_kind(row)) for row in some)


def low_pages(rows: Sequence[Row], results: Results) -> Table:
    """Return the pages in other languages than English that are not read well."""
    table = Table(
        "low_pages",
        f"Pages in other languages with a word F1 below {LOW}",
        ["language", "page", "type", "F1", "precision", "recall"],
    )
    found = [row for row in _counted(rows) if language(row) not in {"en", UNDECLARED}]
    for row in sorted(found, key=lambda row: (language(row), _f1(row, results))):
        one = results[OURS].scores[row["id"]]
        if _f1(row, results) < LOW:
            table.add(language(row), row["id"], row["page_type"], one.f1, one.precision, one.recall)
    return table


def publishers(rows: Sequence[Row], results: Results) -> Table:
    """Return our scores by publisher, the lowest word F1 first."""
    found = _by((row for row in rows if row.get("publisher")), lambda row: row["publisher"])
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
    for name, some in sorted(_by(rows, source).items()):
        for one in results.values():
            if one.extractor.text:
                table.add(name, one.extractor.name, *(one.mean(field, some) for field in fields))
    return table


def confusion(rows: Sequence[Row], results: Results) -> Table:
    """Return which page type was taken for which, on the pages whose type is known."""
    rows = _typed(rows)
    told = results[OURS].page_types
    names = [*TYPES, *sorted({row["page_type"] for row in rows}.difference(TYPES))]
    known = [row for row in rows if told[row["id"]]]
    right = sum(told[row["id"]] == row["page_type"] for row in known)
    table = Table(
        "page_type_confusion",
        "Page types (wiremill)",
        ["type", "pages", *names, "no type", "right"],
        f"One row per true type, one column per type found. A type was found for {len(known)} of {len(rows)} pages"
        + (f", and right for {right / len(known):.3f} of these." if known else "."),
    )
    by_type = _by(rows, lambda row: row["page_type"])
    for name in sorted(by_type, key=names.index):
        some = by_type[name]
        counts = Counter(told[row["id"]] for row in some)
        table.add(name, len(some), *(counts[kind] for kind in names), counts[None], counts[name] / len(some))
    if known:
        counts = Counter(told[row["id"]] for row in rows)
        table.add("all", len(rows), *(counts[kind] for kind in names), counts[None], right / len(rows))
    return table


def worst(rows: Sequence[Row], results: Results) -> Table:
    """Return the pages with the lowest word F1; by their ids, without a word of theirs."""
    table = Table(
        "worst",
        f"The {WORST} worst pages (wiremill)",
        ["page", "type", "F1", "precision", "recall", "words", "words of the truth"],
    )
    for row in sorted(_counted(rows), key=lambda row: (_f1(row, results), row["id"]))[:WORST]:
        one = results[OURS].scores[row["id"]]
        found, true = results[OURS].words[row["id"]], len(row["main_text"].split())
        table.add(row["id"], row["page_type"], one.f1, one.precision, one.recall, found, true)
    return table


def _counted(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("main_text")]


def _typed(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["page_type"]]


def _kind(row: Row) -> str:
    return f"{row['source']} {row['page_type']}"


def _f1(row: Row, results: Results) -> float:
    return results[OURS].scores[row["id"]].f1 or 0.0


def _by(rows: Iterable[Row], name: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    return dict(found)
