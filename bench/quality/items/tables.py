"""The tables of verdicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from bench.lib.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.quality.items.gold import Case
    from bench.quality.items.verdict import Verdict

    Judged = Sequence[tuple[Case, Sequence[Verdict]]]

GROUPS = ("English", "trained", "not trained")
FIELDS = (
    *("entities", "mentions", "mentions, bounds aside", "countries", "cities", "focus", "dates", "dates but today"),
    *("quotes", "speakers", "figures", "keywords", "topics", "genre", "language"),
)
_ENTITY_COLUMNS = ("pages", "entities shown", "wrong of them", "mentions shown", "wrong of those")


def tables(judged: Judged) -> list[Table]:
    """Return all tables of a half."""
    return [
        _by_group(judged, "shown"),
        _by_group(judged, "wanted"),
        _by_kind(judged),
        _by_language(judged),
        _by_page_type(judged),
    ]


def _by_group(judged: Judged, role: Literal["shown", "wanted"]) -> Table:
    """Return the share of wrong things among those shown, or of found things among those wanted, by field and group."""
    counted, title = ("wrong", "Wrong of shown") if role == "shown" else ("found", "Found of wanted")
    table = Table(counted, title, ("field", role, counted, "all", *GROUPS))
    counts: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for case, verdicts in judged:
        for verdict in verdicts:
            if verdict.role == role:
                for group in ("all", case.group):
                    counts[verdict.field, group][_counts(verdict)] += 1
    for field in FIELDS:
        of = counts[field, "all"]
        table.add(field, of.total(), of[True], *(_share(counts[field, group]) for group in ("all", *GROUPS)))
    return table


def _counts(verdict: Verdict) -> bool:
    """Return whether a verdict is one that the share of its role counts: wrong of shown, found of wanted."""
    return verdict.right != (verdict.role == "shown")


def _share(counts: Counter[bool]) -> float | None:
    return counts[True] / counts.total() if counts.total() else None


def _by_kind(judged: Judged) -> Table:
    """Return both shares by kind of entity and of figure; what is shown counts under the kind that it is shown as."""
    table = Table("kinds", "By kind", ("field", "kind", "shown", "wrong of shown", "wanted", "found of wanted"))
    counts: dict[tuple[str, str, str], Counter[bool]] = defaultdict(Counter)
    for _, verdicts in judged:
        for verdict in verdicts:
            if verdict.kind:
                counts[verdict.field, verdict.kind, verdict.role][_counts(verdict)] += 1
    for field, kind in sorted({key[:2] for key in counts}, key=lambda key: (FIELDS.index(key[0]), key[1])):
        shown, wanted = counts[field, kind, "shown"], counts[field, kind, "wanted"]
        table.add(field, kind, shown.total(), _share(shown), wanted.total(), _share(wanted))
    return table


def _by_language(judged: Judged) -> Table:
    """Return how many pages each language has, and the share of wrong entities and mentions."""
    table = Table("languages", "By language", ("language", "group", *_ENTITY_COLUMNS))
    pages: dict[tuple[str, str], list[Sequence[Verdict]]] = defaultdict(list)
    for case, verdicts in judged:
        pages[case.gold.language, case.group].append(verdicts)
    for key in sorted(pages, key=lambda key: (GROUPS.index(key[1]), key)):
        table.add(*key, *_of_entities(pages[key]))
    return table


def _by_page_type(judged: Judged) -> Table:
    """Return the same by page type."""
    table = Table("types", "By page type", ("page type", *_ENTITY_COLUMNS))
    pages: dict[str, list[Sequence[Verdict]]] = defaultdict(list)
    for case, verdicts in judged:
        pages[case.document.page_type or "unknown"].append(verdicts)
    for page_type, of in sorted(pages.items()):
        table.add(page_type, *_of_entities(of))
    return table


def _of_entities(pages: Sequence[Sequence[Verdict]]) -> tuple[int, int, float | None, int, float | None]:
    verdicts = [verdict for of_page in pages for verdict in of_page]
    entities, mentions = (_wrong(verdicts, field) for field in ("entities", "mentions"))
    return len(pages), entities.total(), _share(entities), mentions.total(), _share(mentions)


def _wrong(verdicts: Iterable[Verdict], field: str) -> Counter[bool]:
    return Counter(not verdict.right for verdict in verdicts if verdict.role == "shown" and verdict.field == field)
