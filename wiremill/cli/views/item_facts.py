"""The main facts of an item as short texts that are safe to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from rich.text import Text

from wiremill.contract.item import Item
from wiremill.terminal import clean

if TYPE_CHECKING:
    from wiremill.contract.classification import Topic
    from wiremill.contract.enrichment import Entity, EntityKind

#: Colours, the same in the table and in the panel.
TOPIC_COLOUR, PLACE_COLOUR, LANGUAGE_COLOUR, AGENCY_COLOUR = "yellow", "green", "cyan", "magenta"
ENTITY_COLOURS: dict[EntityKind, str] = {
    "person": "bright_magenta",
    "organisation": "bright_blue",
    "place": PLACE_COLOUR,
    "work": "bright_cyan",
    "event": "bright_red",
}

read_item = msgspec.json.Decoder(Item).decode


def title_of(item: Item) -> str:
    """Return the title, or else the first line of the text, or else the URL."""
    text = item.document.title or next((line for line in item.document.text.splitlines() if line.strip()), "")
    return clean(text) or clean(item.url)


def day_of(item: Item) -> str:
    """Return the day of publication that the page states."""
    return clean((item.document.published or "")[:10])


def topic_of(item: Item) -> str:
    """Return the two top topics with the highest confidence: `politics, sport`."""
    top = [topic for topic in item.classification.topics if topic.broader is None]
    return ", ".join(clean(topic.name) for topic in sorted(top, key=_least_confident_last)[:2])


def topic_tree(item: Item) -> list[tuple[Topic, list[Topic]]]:
    """Return each top topic with its narrower topics, highest confidence first; a narrower topic may stand alone."""
    topics = item.classification.topics
    known = {topic.code for topic in topics}
    top = [topic for topic in topics if topic.broader not in known]
    return [
        (topic, sorted((one for one in topics if one.broader == topic.code), key=_least_confident_last))
        for topic in sorted(top, key=_least_confident_last)
    ]


def entities_of(item: Item) -> Text:
    """Return the most salient people, organisations, works and events, each in the colour of its kind."""
    line = Text()
    for entity in [entity for entity in item.enrichment.entities if entity.kind != "place"][:5]:
        line.append(", " if line else "", "dim")
        line.append(short_name(entity), ENTITY_COLOURS[entity.kind])
    return line


def places_of(item: Item) -> str:
    """Return the countries in focus, or else the most mentioned ones, and the cities: `RU AM Moscow`."""
    found = item.enrichment
    countries = [focus.code for focus in found.focus[:3]] or [country.code for country in found.countries[:3]]
    return clean(" ".join([*countries, *(city.name for city in found.cities[:2])]))


def short_name(entity: Entity) -> str:
    """Return an entity's name, or for an organisation its abbreviation if the text has one in capitals (CSTO)."""
    short = [clean(alias) for alias in entity.aliases if alias.isupper() and 1 < len(alias) < len(entity.name)]
    return min(short, key=len) if short and entity.kind == "organisation" else clean(entity.name)


def _least_confident_last(topic: Topic) -> float:
    return -topic.confidence
