"""The enrichment: what a reader of many documents wants to know about each."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wiremill.contract.document import Confidence  # noqa: TC001  (msgspec reads the annotations)

EntityKind = Literal["person", "organisation", "place", "work", "event"]
#: Where an id is from.
Dictionary = Literal["wikidata", "geonames", "iso3166-1", "iso3166-2"]


class Credit(msgspec.Struct, frozen=True, gc=False):
    """A news agency named as the source of the text, at `start` up to `end` of `Document.text`."""

    agency: str
    start: int
    end: int


class DateMention(msgspec.Struct, frozen=True, gc=False):
    """A date that the text speaks of, at `start` up to `end` of `Document.text`."""

    #: ``2022-11-28``, ``2022-09`` or ``2022``, by precision.
    date: str
    precision: Literal["day", "month", "year"]
    start: int
    end: int


class Country(msgspec.Struct, frozen=True, gc=False):
    """A country that the text names."""

    #: ISO 3166-1 alpha-2.
    code: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    name: str
    mentions: int


class City(msgspec.Struct, frozen=True, gc=False):
    """A city that the text names."""

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
    """Somebody or something that the text names, once however often it is mentioned."""

    kind: EntityKind
    #: The fullest form that the text has, or the dictionary's name where it is linked.
    name: str
    #: Other forms that the text has ("CSTO", "Putin").
    aliases: list[str] = msgspec.field(default_factory=list)
    mentions: list[Span] = msgspec.field(default_factory=list)
    #: How much the text is about it; those of one text add up to 1.
    salience: Confidence = 0.0
    ids: list[EntityId] = msgspec.field(default_factory=list)


class Focus(msgspec.Struct, frozen=True, gc=False):
    """A country that the text is about, and its share of what the text says of places."""

    #: ISO 3166-1 alpha-2.
    code: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    share: Confidence


class Dateline(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False):
    """Where and when the text was filed, as it says itself ("ORENBURG, Nov 28 (Reuters) —")."""

    place: str
    #: ISO 3166-1 alpha-2; None where the place is not known.
    country: str | None = None
    #: ``2022-11-28``; None where the line gives none.
    date: str | None = None
    start: int
    end: int


class Quote(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False):
    """Words that the text quotes, without their quotation marks: `start` up to `end` of `Document.text`."""

    start: int
    end: int
    #: As the text names them in full; None where it can't be told.
    speaker: str | None = None


class Keyword(msgspec.Struct, frozen=True, gc=False):
    """A word or phrase that sets the text apart."""

    text: str
    #: 1 for the strongest of the text.
    score: Confidence


class Figure(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True, gc=False):
    """A number that the text gives, at `start` up to `end` of `Document.text`."""

    kind: Literal["money", "percentage", "count"]
    #: Written out: "2.5 billion" is 2500000000.
    value: float
    #: ISO 4217 for money, the counted noun as written for a count.
    unit: str | None = None
    start: int
    end: int


class Enrichment(msgspec.Struct, kw_only=True, frozen=True):
    """What enrich found in a document."""

    #: 32 hex digits over the words of the text: equal for texts that differ in spacing and case alone.
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
    #: Most in focus first; empty where the text is about no country.
    focus: list[Focus] = msgspec.field(default_factory=list)
    dateline: Dateline | None = None
    quotes: list[Quote] = msgspec.field(default_factory=list)
    #: Strongest first.
    keywords: list[Keyword] = msgspec.field(default_factory=list)
    #: Up to three sentences of the text, in its order.
    summary: list[Span] = msgspec.field(default_factory=list)
    figures: list[Figure] = msgspec.field(default_factory=list)
