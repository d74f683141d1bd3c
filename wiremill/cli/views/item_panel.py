"""An item as a panel with all its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from rich.table import Table
from rich.text import Text

from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.item_facts import (
    AGENCY_COLOUR,
    ENTITY_COLOURS,
    LANGUAGE_COLOUR,
    PLACE_COLOUR,
    TOPIC_COLOUR,
    read_item,
    title_of,
    topic_tree,
)
from wiremill.terminal import clean, clean_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from wiremill.contract.classification import Topic
    from wiremill.contract.enrichment import Enrichment, Entity, EntityKind, Figure
    from wiremill.contract.item import Item

#: Lines shown of the beginning and of the end of the text, and characters of each line.
_SHOWN_LINES, _MAX_LINE_CHARACTERS = 2, 300
#: Names shown of a list, and quotes.
_MAX_NAMES, _MAX_QUOTES = 8, 3
#: Characters shown of a quote, of a sentence of the summary, and of a plug-in's result.
_MAX_TEXT_CHARACTERS = 120

#: Rows of entities, in the order of the panel.
_ENTITY_ROWS: tuple[tuple[str, EntityKind], ...] = (
    ("people", "person"),
    ("organisations", "organisation"),
    ("places", "place"),
    ("works", "work"),
    ("events", "event"),
)


def print_panel(console: Console, data: bytes) -> None:
    """Print the details of an item, with the beginning and the end of its text."""
    item = read_item(data)
    table = Table.grid(padding=(0, 2), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value, style in (
        *_document_rows(item),
        *_classification_rows(item),
        *_enrichment_rows(item),
        *_item_rows(item),
    ):
        if value:
            table.add_row(name, Text(clean(value), style=style))
    console.rule(style="dim")
    console.print(Text(title_of(item), style="bold"))
    console.print(table)
    _print_text(console, item.document.text)


def _document_rows(item: Item) -> Iterator[tuple[str, str | None, str]]:
    document = item.document
    yield "url", item.url, ""
    yield "canonical", document.canonical_url if document.canonical_url != item.url else None, ""
    yield "published", _time(document.published, document.published_precision), ""
    yield "modified", _time(document.modified, document.modified_precision), ""
    yield "authors", ", ".join(document.authors), ""
    yield "site", " / ".join(part for part in (document.site_name, document.section) if part), ""


def _classification_rows(item: Item) -> Iterator[tuple[str, str | None, str]]:
    kind = item.classification
    yield "language", _with_confidence(kind.language, kind.language_confidence), LANGUAGE_COLOUR
    yield "type", _with_confidence(kind.page_type, kind.page_type_confidence), ""
    yield "genre", _with_confidence(kind.genre and kind.genre.replace("_", " "), kind.genre_confidence), ""
    yield "topics", "; ".join(" > ".join(map(_topic_names, levels)) for levels in _topic_levels(item)), TOPIC_COLOUR


def _topic_levels(item: Item) -> Iterator[tuple[list[Topic], ...]]:
    for topic, narrower in topic_tree(item):
        yield ([topic], narrower) if narrower else ([topic],)


def _topic_names(topics: list[Topic]) -> str:
    return ", ".join(f"{topic.name} ({topic.confidence:.0%})" for topic in topics)


def _enrichment_rows(item: Item) -> Iterator[tuple[str, str | None, str]]:
    found, text = item.enrichment, item.document.text
    yield "agency", found.agency, AGENCY_COLOUR
    yield "dateline", _dateline(found), ""
    for name, kind in _ENTITY_ROWS:
        yield name, _first_names([_entity(one) for one in found.entities if one.kind == kind]), ENTITY_COLOURS[kind]
    yield "focus", _first_names([f"{focus.code} ({focus.share:.0%})" for focus in found.focus]), PLACE_COLOUR
    yield (
        "countries",
        _first_names([f"{country.name} ({country.mentions})" for country in found.countries]),
        PLACE_COLOUR,
    )
    yield "cities", _first_names([f"{city.name} ({city.country})" for city in found.cities]), PLACE_COLOUR
    yield "dates", _first_names(list(dict.fromkeys(mention.date for mention in found.dates))), ""
    yield "figures", _first_names([_figure(figure) for figure in found.figures]), ""
    yield "keywords", _first_names([keyword.text for keyword in found.keywords]), ""
    for quote in found.quotes[:_MAX_QUOTES]:
        yield (
            "quote",
            f"“{_shorten(text[quote.start : quote.end])}”" + (f" {quote.speaker}" if quote.speaker else ""),
            "",
        )
    for span in found.summary:
        yield "summary", _shorten(text[span.start : span.end]), ""


def _item_rows(item: Item) -> Iterator[tuple[str, str | None, str]]:
    document, found = item.document, item.enrichment
    for name, fields in item.extensions.items():
        yield clean(name), _shorten(clean_json(msgspec.json.encode(fields).decode())), "bright_cyan"
    yield "tags", _first_names(document.tags), ""
    minutes = max(1, round(found.reading_time_seconds / 60))
    yield "words", f"{found.word_count:,}, about {minutes} min to read", ""
    yield "links", f"{pluralise(len(document.links), 'link')}, {pluralise(len(document.images), 'image')}", ""
    yield "duplicate of", item.duplicate_of, ""
    yield "near", _near_duplicate(item), ""
    yield "flags", ", ".join(document.flags), ""
    yield "page id", item.id, ""
    yield "trace id", item.trace.trace_id, ""


def _entity(entity: Entity) -> str:
    aliases = f" = {', '.join(entity.aliases[:2])}" if entity.aliases else ""
    return f"{entity.name}{aliases} ({len(entity.mentions)})"


def _dateline(found: Enrichment) -> str | None:
    if found.dateline is None:
        return None
    return ", ".join(part for part in (found.dateline.place, found.dateline.country, found.dateline.date) if part)


def _figure(figure: Figure) -> str:
    if figure.kind == "percentage":
        return f"{figure.value:,g} %"
    value = f"{figure.value:,.2f}".removesuffix(".00")
    return f"{value} {figure.unit}" if figure.unit else value


def _print_text(console: Console, text: str) -> None:
    lines = [clean(line) for line in text.splitlines() if line.strip()]
    shown = [
        *lines[:_SHOWN_LINES],
        *([None] if len(lines) > 2 * _SHOWN_LINES else []),
        *lines[_SHOWN_LINES:][-_SHOWN_LINES:],
    ]
    console.print()
    if not shown:
        console.print(Text("no text", style="dim"))
    for line in shown:
        if line is None:
            console.print(Text(f"… {pluralise(len(lines) - 2 * _SHOWN_LINES, 'line')} …", style="dim"))
        else:
            console.print(Text(_shorten(line, _MAX_LINE_CHARACTERS)))


def _shorten(text: str, length: int = _MAX_TEXT_CHARACTERS) -> str:
    text = clean(text)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _near_duplicate(item: Item) -> str | None:
    near = item.near
    if near is None or near.relation is None:
        return None
    version = f", version {near.version}" if near.version > 1 else ""
    return f"{near.relation.replace('_', ' ')} of {near.of} ({near.similarity:.0%}){version}"


def _time(value: str | None, precision: str | None) -> str | None:
    if not value:
        return None
    return f"{value[:10]} (to the day)" if precision == "day" else f"{value} (to the second)"


def _with_confidence(value: str | None, confidence: float) -> str | None:
    return f"{value} ({confidence:.0%})" if value else None


def _first_names(names: list[str]) -> str:
    more = len(names) - _MAX_NAMES
    return ", ".join(names[:_MAX_NAMES]) + (f" and {more} more" if more > 0 else "")
