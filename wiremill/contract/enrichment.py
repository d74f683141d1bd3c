"""The enrichment of a document: entities, places, dates, quotes, figures, keywords and a summary."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wiremill.contract.document import Confidence  # noqa: TC001  (msgspec reads the annotations)

EntityKind = Literal["person", "organisation", "place", "work", "event"]
#: The source of an entity's id.
Dictionary = Literal["wikidata", "geonames", "iso3166-1", "iso3166-2"]


class Credit(msgspec.Struct, frozen=True, gc=False):
    """A news agency that the text credits as its source, from `start` up to `end` of `Document.text`."""

    agency: str
    start: int
    end: int


class DateMention(msgspec.Struct, frozen=True, gc=False):
    """A date that the text mentions, from `start` up to `end` of `Document.text`."""

    #: ``2022-11-28``, ``2022-09`` or ``2022``, depending on the precision.
    date: str
    precision: Literal["day", "month", "year"]
    start: int
    end: int


class Country(msgspec.Struct, frozen=True, gc=False):
    """A country that the text mentions."""

    #: ISO 3166-1 alpha-2.
    code: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    name: str
    mentions: int


class City(msgspec.Struct, frozen=True, gc=False):
    """A city that the text mentions."""

    name: str
    #: ISO 3166-1 alpha-2.
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    geonames_id: int
    latitude: float
    longitude: float
    mentions: int


class EntityId(msgspec.Struct, frozen=True, gc=False):
    """An entity's id in a dictionary (``Q7747`` in ``wikidata``)."""

    dictionary: Dictionary
    id: str


class Span(msgspec.Struct, frozen=True, gc=False):
    """The characters from `start` up to `end` of `Document.text`."""

    start: int
    end: int


class Entity(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A person, organisation, place, work or event that the text mentions, listed once however often it is mentioned."""

    kind: EntityKind
    #: The fullest form in the text, or the dictionary's name if the entity is linked.
    name: str
    #: Other forms in the text ("CSTO", "Putin").
    aliases: list[str] = msgspec.field(default_factory=list)
    mentions: list[Span] = msgspec.field(default_factory=list)
    #: How much the text is about the entity; the saliences of a text add up to 1.
    salience: Confidence = 0.0
    ids: list[EntityId] = msgspec.field(default_factory=list)


class Focus(msgspec.Struct, frozen=True, gc=False):
    """A country that the text is about, and its share of the text's mentions of places."""

    #: ISO 3166-1 alpha-2.
    code: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    share: Confidence


class Dateline(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False):
    """The text's statement of where and when it was filed ("ORENBURG, Nov 28 (Reuters) —")."""

    place: str
    #: ISO 3166-1 alpha-2; None if the place is unknown.
    country: str | None = None
    #: ``2022-11-28``; None if the dateline has no date.
    date: str | None = None
    start: int
    end: int


class Quote(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False):
    """A quotation without its quotation marks, from `start` up to `end` of `Document.text`."""

    start: int
    end: int
    #: The speaker's full name as given in the text; None if unknown.
    speaker: str | None = None


class Keyword(msgspec.Struct, frozen=True, gc=False):
    """A word or phrase that is characteristic of the text."""

    text: str
    #: Relative to the text's strongest keyword, which has 1.
    score: Confidence


class Figure(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False):
    """A number in the text, from `start` up to `end` of `Document.text`."""

    kind: Literal["money", "percentage", "count"]
    #: Written out: "2.5 billion" is 2500000000.
    value: float
    #: For money the ISO 4217 code, for a count the counted noun as written.
    unit: str | None = None
    start: int
    end: int


class Enrichment(msgspec.Struct, kw_only=True, frozen=True):
    """What enrich found in a document."""

    #: Hash of the text's words, 32 hex digits: equal for texts that differ only in spacing and case.
    fingerprint: str
    word_count: int = 0
    reading_time_seconds: int = 0
    #: The agency that the text is credited to, by its usual short name ("Reuters").
    agency: str | None = None
    credits: list[Credit] = msgspec.field(default_factory=list)
    dates: list[DateMention] = msgspec.field(default_factory=list)
    #: Most mentioned first.
    countries: list[Country] = msgspec.field(default_factory=list)
    cities: list[City] = msgspec.field(default_factory=list)
    #: Most salient first.
    entities: list[Entity] = msgspec.field(default_factory=list)
    #: Largest share first; empty if the text is not about any country.
    focus: list[Focus] = msgspec.field(default_factory=list)
    dateline: Dateline | None = None
    quotes: list[Quote] = msgspec.field(default_factory=list)
    #: Strongest first.
    keywords: list[Keyword] = msgspec.field(default_factory=list)
    #: Up to three sentences of the text, in text order.
    summary: list[Span] = msgspec.field(default_factory=list)
    figures: list[Figure] = msgspec.field(default_factory=list)
