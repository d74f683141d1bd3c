"""Rows by what is told apart in tables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from training.corpus import source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from training.corpus import Row

#: The order of the page types in the tables; others follow by name.
TYPES = ("article", "documentation", "service", "forum", "collection", "listing", "product")


def by(rows: Iterable[Row], name: Callable[[Row], str]) -> dict[str, list[Row]]:
    """Return the rows by a name that each has."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    return dict(found)


def by_source(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by source, in the order of the names."""
    return dict(sorted(by(rows, source).items()))


def counted(rows: Iterable[Row]) -> list[Row]:
    """Return the rows whose truth has a main text, for which words are counted."""
    return [row for row in rows if row.get("main_text")]


def has_words(rows: Iterable[Row]) -> bool:
    """Return whether a source is measured by words; one without any main text is measured by segments."""
    return any(row.get("main_text") for row in rows)


def typed(rows: Iterable[Row]) -> list[Row]:
    """Return the rows whose page type is known."""
    return [row for row in rows if row.get("page_type")]


def by_type(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows whose page type is known by it, in the order of `TYPES`."""
    found = by(typed(rows), lambda row: row["page_type"])
    return {name: found[name] for name in sorted(found, key=place)}


def place(name: str) -> tuple[int, str]:
    """Return what puts page types in order."""
    return TYPES.index(name) if name in TYPES else len(TYPES), name


def mixed(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of known type of the sources that have several types: only these show whether types are told apart."""
    return [row for some in by_source(rows).values() if len(by_type(some)) > 1 for row in typed(some)]


def kinds(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows by source, and for a source with several page types by each of those."""
    found = {}
    for name, some in by_source(rows).items():
        found[name] = some
        types = by_type(some)
        if len(types) > 1:
            found |= types
    return found
