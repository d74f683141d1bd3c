"""The enrichment: what a reader of many documents wants to know about each."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


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
