"""Cities that a text names.

The world's towns are called Reading, Mobile, Split, Victoria and Jackson, so a name alone proves nothing unless the
city is big. What counts as proof: a word like "in" before it, its country or state after a comma, the date line, or
its country named in the text; the smaller the city, the more of it is wanted. Better to miss a town than to name one
that the text does not mean.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from wiremill.enrichment import City
from worker.enrich.dates.names import date_names
from worker.enrich.places.gazetteer import PERSON_NAMES, GazetteerCity, gazetteer
from worker.enrich.places.name_context import NameContext, context_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from worker.enrich.places.name_search import Hit

#: people; a city of so many needs no proof, of so many one, of less two
HUGE_CITY = 2_000_000
BIG_CITY = 100_000
#: people; from here on a name in another language, or of a person too, is believed where one proof is wanted
LARGE_CITY = 1_000_000
#: A name of several words is less likely to be something else: it counts as that of a city so many times as big.
SEVERAL_WORDS_FACTOR = 10
#: What speaks for a bearer of a name, in powers of ten of its population.
COUNTRY_NAMED_BONUS = 1.0
COUNTRY_BESIDE_BONUS = 3.0

_DATE_LINE = re.compile(r"\s*(?:([A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}?)(?:,[^\n(—–-]{1,30})?\s*(?:\(|[—–-]\s|--))")
_BEFORE_REGION = re.compile(r",\s|\s\(")


class _Mention(NamedTuple):
    hit: Hit
    around: NameContext
    #: The code of a country, or "US-" and that of a state, that follows a comma.
    beside: str


def find_cities(
    text: str,
    hits: Sequence[Hit],
    *,
    cities: Mapping[str, tuple[GazetteerCity, ...]],
    beside: Mapping[int, str],
    counted: Counter[str],
    words: frozenset[str],
    language: str,
) -> list[City]:
    """Return the cities among the hits of the table of cities, the most mentioned first.

    Args:
        text: the text.
        hits: names of cities in it.
        cities: name to cities, the biggest first.
        beside: where a country or state begins, to its code (``FR``, ``US-TX``).
        counted: the countries that the text names.
        words: its words.
        language: primary subtag.
    """
    by_name: dict[str, list[_Mention]] = {}
    for hit in hits:
        mark = _BEFORE_REGION.match(text, hit.end)
        mention = _Mention(
            hit, context_of(text, hit.start, hit.end, language), beside.get(mark.end(), "") if mark is not None else ""
        )
        by_name.setdefault(hit.name, []).append(mention)
    found: dict[int, tuple[GazetteerCity, int]] = {}
    dated = _dateline_city(text, counted)
    if dated is not None:
        found[dated.geonameid] = (dated, 1)
    named = frozenset(counted)
    # A city tells of its country as well as the country's own name does: what was in doubt is looked at again.
    for _ in range(2):
        for name, mentions in list(by_name.items()):
            sure = _cities_meant(name, mentions, cities[name], named=named, words=words, language=language)
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
    """Return the city that a name means with its mentions, nothing where it means none."""
    names = date_names(language)
    if name in names.months or name in names.weekdays or (name.lower() != name and name.lower() in words):
        return []
    good = [mention for mention in mentions if not mention.around.named or mention.beside]
    if not good:
        return []
    proved = any(mention.around.located or mention.beside for mention in good)
    # Once a surname, it is one where nothing says otherwise: "Whitney Houston … Houston sang".
    if len(good) < len(mentions) and not proved and " " not in name:
        return []
    several = " " in name or "-" in name
    other = name in gazetteer().latin.others or len(name) == 3 or name in PERSON_NAMES
    all_first = all(mention.around.first for mention in good)
    found: dict[int, tuple[GazetteerCity, int]] = {}
    for mention in good:
        place = max(places, key=lambda place: _weight(place, mention.beside, named))
        beside = _is_in(place, mention.beside)
        size = place.population * (SEVERAL_WORDS_FACTOR if several else 1)
        enough = beside or (proved and place.countrycode in named and not (other and size < BIG_CITY))
        if size >= BIG_CITY:
            enough = (
                enough
                or (proved and not (other and size < LARGE_CITY))
                or (place.countrycode in named and not other and not all_first)
            )
        if enough or (size >= HUGE_CITY and not other):
            _, before = found.get(place.geonameid, (place, 0))
            found[place.geonameid] = (place, before + 1)
    return list(found.values())


def _weight(place: GazetteerCity, beside: str, named: frozenset[str]) -> float:
    weight = math.log10(max(1, place.population))
    return weight + COUNTRY_NAMED_BONUS * (place.countrycode in named) + COUNTRY_BESIDE_BONUS * _is_in(place, beside)


def _is_in(place: GazetteerCity, beside: str) -> bool:
    """Tell whether the country or state beside a name is that of a city."""
    country, _, state = beside.partition("-")
    return country == place.countrycode and state in {"", place.admin1code}


def _dateline_city(text: str, counted: Counter[str]) -> GazetteerCity | None:
    """Return the city of a date line in capitals ("KYIV, Ukraine (AP) —")."""
    match = _DATE_LINE.match(text)
    if match is None:
        return None
    places = gazetteer().latin.cities.get(match[1].strip().title(), ())
    best = max(places, key=lambda place: _weight(place, "", frozenset(counted)), default=None)
    return best if best is not None and best.population >= BIG_CITY else None
