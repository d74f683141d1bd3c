"""An item for a person: a line of a table, or a panel with all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.table import Table
from rich.text import Text

from wiremill.cli.human import many
from wiremill.item import Item
from wiremill.safe import clean

if TYPE_CHECKING:
    from rich.console import Console

#: Header and columns of each cell but the title, which takes what is left.
_COLUMNS = (("published", 10), ("lang", 5), ("type", 7), ("words", 5), ("places", 12), ("agency", 7))
_SMALLEST_TITLE = 16
#: Lines of the text shown at its beginning and end, and characters of each.
_LINES, _CHARACTERS = 2, 300
#: Names of a list that a panel shows.
_NAMES = 8

_item = msgspec.json.Decoder(Item)


class ItemRows:
    """Items as lines of one table, printed as they come."""

    def __init__(self, console: Console) -> None:
        self._console = console
        fixed = sum(width + 1 for _, width in _COLUMNS)
        self._title = max(_SMALLEST_TITLE, min(console.width, 140) - fixed)
        self._begun = False

    def add(self, data: bytes) -> None:
        """Print an item's line, after the header where it is the first."""
        if not self._begun:
            self._begun = True
            header = [_fit("title", self._title), *(_fit(name, width) for name, width in _COLUMNS)]
            self._console.print(Text(" ".join(header).rstrip(), style="dim"), no_wrap=True, crop=False)
        item = _item.decode(data)
        language = clean(item.classification.language or "")
        cells = [
            (_fit(title_of(item), self._title), "bold"),
            (_fit(day_of(item), 10), ""),
            (_fit(language, 5), "cyan"),
            (_fit(item.classification.page_type or "", 7), "green"),
            (f"{item.enrichment.word_count:>5}", ""),
            (_fit(places_of(item), 12), ""),
            (_fit(clean(item.enrichment.agency or ""), 7), "magenta"),
        ]
        line = Text(no_wrap=True)
        for number, (cell, style) in enumerate(cells):
            line.append(" " if number else "")
            line.append(cell, style)
        line.rstrip()
        self._console.print(line, no_wrap=True, crop=False)


def print_panel(console: Console, data: bytes) -> None:
    """Print all that a person wants to know of one item, with the beginning and end of its text."""
    item = _item.decode(data)
    document, enrichment, kind = item.document, item.enrichment, item.classification
    table = Table.grid(padding=(0, 2), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    facts = {
        "url": item.url,
        "canonical": document.canonical_url if document.canonical_url != item.url else None,
        "published": _time(document.published, document.published_precision),
        "modified": _time(document.modified, document.modified_precision),
        "authors": ", ".join(document.authors),
        "site": " / ".join(part for part in (document.site_name, document.section) if part),
        "language": _sure(kind.language, kind.language_confidence),
        "type": _sure(kind.page_type, kind.page_type_confidence),
        "agency": enrichment.agency,
        "countries": _names([f"{country.name} ({country.mentions})" for country in enrichment.countries]),
        "cities": _names([f"{city.name} ({city.country})" for city in enrichment.cities]),
        "dates": _names(list(dict.fromkeys(mention.date for mention in enrichment.dates))),
        "tags": _names(document.tags),
        "words": f"{enrichment.word_count:,}, about {max(1, round(enrichment.reading_time_seconds / 60))} min to read",
        "links": f"{many(len(document.links), 'link')}, {many(len(document.images), 'image')}",
        "duplicate of": item.duplicate_of,
        "near": _near(item),
        "flags": ", ".join(document.flags),
        "page id": item.id,
        "trace id": item.trace.trace_id,
    }
    for name, value in facts.items():
        if value:
            table.add_row(name, clean(value))
    console.rule(style="dim")
    console.print(Text(title_of(item), style="bold"))
    console.print(table)
    _print_text(console, document.text)


def _near(item: Item) -> str | None:
    near = item.near
    if near is None or near.relation is None:
        return None
    version = f", version {near.version}" if near.version > 1 else ""
    return f"{near.relation.replace('_', ' ')} of {near.of} ({near.similarity:.0%}){version}"


def title_of(item: Item) -> str:
    """Return the title, or what comes nearest to one."""
    text = item.document.title or next((line for line in item.document.text.splitlines() if line.strip()), "")
    return clean(text) or clean(item.url)


def day_of(item: Item) -> str:
    """Return the day that the page says it was published."""
    return clean((item.document.published or "")[:10])


def places_of(item: Item) -> str:
    """Return the countries and cities most mentioned: `RU AM Moscow`."""
    countries = [country.code for country in item.enrichment.countries[:3]]
    cities = [city.name for city in item.enrichment.cities[:2]]
    return clean(" ".join([*countries, *cities]))


def _print_text(console: Console, text: str) -> None:
    lines = [clean(line) for line in text.splitlines() if line.strip()]
    shown = [*lines[:_LINES], *([None] if len(lines) > 2 * _LINES else []), *lines[_LINES:][-_LINES:]]
    console.print()
    if not shown:
        console.print(Text("no text", style="dim"))
    for line in shown:
        if line is None:
            console.print(Text(f"… {many(len(lines) - 2 * _LINES, 'line')} …", style="dim"))
        else:
            console.print(Text(line if len(line) <= _CHARACTERS else f"{line[: _CHARACTERS - 1]}…"))


def _fit(text: str, width: int) -> str:
    """Return text in exactly so many columns, however wide its characters are."""
    return set_cell_size(text, width) if cell_len(text) <= width else f"{set_cell_size(text, width - 1)}…"


def _time(value: str | None, precision: str | None) -> str | None:
    if not value:
        return None
    return f"{value[:10]} (to the day)" if precision == "day" else f"{value} (to the second)"


def _sure(value: str | None, confidence: float) -> str | None:
    return f"{value} ({confidence:.0%})" if value else None


def _names(names: list[str]) -> str:
    more = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (f" and {more} more" if more > 0 else "")
