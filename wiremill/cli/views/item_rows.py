"""Items as the lines of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from wiremill.cli.views.item_facts import (
    AGENCY_COLOUR,
    LANGUAGE_COLOUR,
    PLACE_COLOUR,
    TOPIC_COLOUR,
    day_of,
    entities_of,
    places_of,
    read_item,
    title_of,
    topic_of,
)
from wiremill.terminal import clean

if TYPE_CHECKING:
    from rich.console import Console

    from wiremill.contract.item import Item

#: Header and width of each column but the title, which takes the rest: 24 of 80 columns, and 28 of 120.
_NARROW = {"published": 10, "lang": 5, "topic": 12, "entities": 14, "places": 10}
_WIDE = {
    "published": 10,
    "lang": 5,
    "type": 7,
    "topic": 16,
    "entities": 22,
    "places": 12,
    "words": 5,
    "agency": 7,
}
_WIDE_MIN_WIDTH = 120
#: Columns of the widest table: longer lines would be hard to follow on a wide screen.
_MAX_WIDTH = 160
_MIN_TITLE_WIDTH = 16


class ItemRows:
    """Items as lines of one table, printed as they come."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._columns = _WIDE if console.width >= _WIDE_MIN_WIDTH else _NARROW
        fixed = sum(width + 1 for width in self._columns.values())
        self._title = max(_MIN_TITLE_WIDTH, min(console.width, _MAX_WIDTH) - fixed)
        self._header_printed = False

    def add(self, data: bytes) -> None:
        """Print an item's line, and the header before the first one."""
        if not self._header_printed:
            self._header_printed = True
            self._print({name: Text(name, style="dim") for name in ("title", *self._columns)})
        self._print(_cells(read_item(data)))

    def _print(self, cells: dict[str, Text]) -> None:
        line = Text(no_wrap=True)
        for name, width in {"title": self._title, **self._columns}.items():
            cell = cells[name]
            cell.truncate(width, overflow="ellipsis", pad=True)
            line.append(" " if line else "")
            line.append_text(cell)
        line.rstrip()
        self._console.print(line, no_wrap=True, crop=False)


def _cells(item: Item) -> dict[str, Text]:
    return {
        "title": Text(title_of(item), style="bold"),
        "published": Text(day_of(item)),
        "lang": Text(clean(item.classification.language or ""), style=LANGUAGE_COLOUR),
        "type": Text(item.classification.page_type or ""),
        "topic": Text(topic_of(item), style=TOPIC_COLOUR),
        "entities": entities_of(item),
        "places": Text(places_of(item), style=PLACE_COLOUR),
        "words": Text(f"{item.enrichment.word_count:>5}"),
        "agency": Text(clean(item.enrichment.agency or ""), style=AGENCY_COLOUR),
    }
