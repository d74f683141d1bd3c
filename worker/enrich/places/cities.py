"""Cities that a text names.

Towns are called Reading, Mobile, Split, Victoria and Jackson, so a name alone is no evidence unless the city is big.
Evidence is a word like "in" before it, its country or state after a comma, the dateline, or its country named in the
text; the smaller the city, the more evidence is needed. Missing a town is better than reporting one that is not meant.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from wiremill.contract.enrichment import City
from worker.enrich.dates.names import date_names
from worker.enrich.places.gazetteer import PERSON_NAMES, GazetteerCity, gazetteer
from worker.enrich.places.name_context import NameContext, context_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from worker.enrich.places.name_search import Hit

#: people; a huge city needs no evidence, a big one needs one piece, a smaller one two
HUGE_CITY = 2_000_000
BIG_CITY = 100_000
#: people; from this size one piece of evidence suffices for a name in another language or a person's name too
LARGE_CITY = 1_000_000
#: A name of several words is less ambiguous: its city counts as this many times as big.
SEVERAL_WORDS_FACTOR = 10
#: What supports one of several cities of a name, in powers of ten of its population.
COUNTRY_NAMED_BONUS = 1.0
COUNTRY_BESIDE_BONUS = 3.0

_DATELINE = re.compile(r"\s*(?:([A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}?)(?:,[^\n(—–-]{1,30})?\s*(?:\(|[—–-]\s|--))")
_BEFORE_REGION = re.compile(r",\s|\s\(")


class _Mention(NamedTuple):
    hit: Hit
    context: NameContext
    #: The code of the country after it, or "US-" and that of the state, or "".
    region: str


def find_cities(
    text: str,
    hits: Sequence[Hit],
    *,
    cities_by_name: Mapping[str, tuple[GazetteerCity, ...]],
    regions: Mapping[int, str],
    counted: Counter[str],
    words: frozenset[str],
    language: str,
) -> list[City]:
    """Return the cities among the hits of the city table, the most mentioned first.

    Args:
        text: the text.
        hits: names of cities in it.
        cities_by_name: the cities of each name, the biggest first.
        regions: offset of each name of a country or state, to its code (``FR``, ``US-TX``).
        counted: the countries that the text names.
        words: those of the text.
        language: primary subtag.
    """
    by_name: dict[str, list[_Mention]] = {}
    for hit in hits:
        separator = _BEFORE_REGION.match(text, hit.end)
        mention = _Mention(
            hit,
            context_of(text, hit.start, hit.end, language),
            regions.get(separator.end(), "") if separator is not None else "",
        )
        by_name.setdefault(hit.name, []).append(mention)
    found: dict[int, tuple[GazetteerCity, int]] = {}
    dateline_city = _dateline_city(text, counted)
    if dateline_city is not None:
        found[dateline_city.geonameid] = (dateline_city, 1)
    named = frozenset(counted)
    # A city implies its country: names that were in doubt are looked at again.
    for _ in range(2):
        for name, mentions in list(by_name.items()):
            sure = _cities_meant(name, mentions, cities_by_name[name], named=named, words=words, language=language)
            for place, count in sure:
                _, before = found.get(place.geonameid, (place, 0))
                found[place.geonameid] = (place, before + count)
            if sure:
                del by_name[name]
        named |= {place.countrycode for place, _ in found.values()}
    ordered = sorted(found.values(), key=lambda pair: (-pair[1], -pair[0].population, pair[0].geonameid))
    return [
        City(place.name, place.countrycode, place.geonameid, place.latitude, place.longitude, count)
        for place, count in ordered
    ]


def _cities_meant(
    name: str,
    mentions: list[_Mention],
    places: tuple[GazetteerCity, ...],
    *,
    named: frozenset[str],
    words: frozenset[str],
    language: str,
) -> list[tuple[GazetteerCity, int]]:
    """Return the cities that a name means, each with its number of mentions; none if it means something else."""
    names = date_names(language)
    if name in names.months or name in names.weekdays or (name.lower() != name and name.lower() in words):
        return []
    kept = [mention for mention in mentions if not mention.context.in_longer_name or mention.region]
    if not kept:
        return []
    supported = any(mention.context.is_place or mention.region for mention in kept)
    # A name that is a surname once is a surname throughout, unless there is evidence: "Whitney Houston … Houston sang".
    if len(kept) < len(mentions) and not supported and " " not in name:
        return []
    several_words = " " in name or "-" in name
    ambiguous = name in gazetteer().latin.alternate_names or len(name) == 3 or name in PERSON_NAMES
    only_at_sentence_starts = all(mention.context.starts_sentence for mention in kept)
    found: dict[int, tuple[GazetteerCity, int]] = {}
    for mention in kept:
        place = max(places, key=lambda place: _weight(place, mention.region, named))
        in_region = _is_in(place, mention.region)
        size = place.population * (SEVERAL_WORDS_FACTOR if several_words else 1)
        enough = in_region or (supported and place.countrycode in named and not (ambiguous and size < BIG_CITY))
        if size >= BIG_CITY:
            enough = (
                enough
                or (supported and not (ambiguous and size < LARGE_CITY))
                or (place.countrycode in named and not ambiguous and not only_at_sentence_starts)
            )
        if enough or (size >= HUGE_CITY and not ambiguous):
            _, before = found.get(place.geonameid, (place, 0))
            found[place.geonameid] = (place, before + 1)
    return list(found.values())


def _weight(place: GazetteerCity, region: str, named: frozenset[str]) -> float:
    weight = math.log10(max(1, place.population))
    return weight + COUNTRY_NAMED_BONUS * (place.countrycode in named) + COUNTRY_BESIDE_BONUS * _is_in(place, region)


def _is_in(place: GazetteerCity, region: str) -> bool:
    """Tell whether a city is in a country or state."""
    country, _, state = region.partition("-")
    return country == place.countrycode and state in {"", place.admin1code}


def _dateline_city(text: str, counted: Counter[str]) -> GazetteerCity | None:
    """Return the city of a dateline in capitals ("KYIV, Ukraine (AP) —")."""
    match = _DATELINE.match(text)
    if match is None:
        return None
    places = gazetteer().latin.cities.get(match[1].strip().title(), ())
    best = max(places, key=lambda place: _weight(place, "", frozenset(counted)), default=None)
    return best if best is not None and best.population >= BIG_CITY else None
