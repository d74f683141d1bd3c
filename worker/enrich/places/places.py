"""Countries and cities in one scan of a text, by how its script is read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.places import cities, countries, name_search
from worker.enrich.places.country_names import country_names
from worker.enrich.places.gazetteer import cities_by_stem, gazetteer
from worker.enrich.text.stems import INFLECTED_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiremill.enrichment import City, Country
    from worker.enrich.places.gazetteer import GazetteerCity
    from worker.enrich.text.indexed import IndexedText

UNSPACED = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
#: Numbers of the tables that are scanned for, an earlier one winning; a state such as New Mexico only hides what is
#: inside its name.
COUNTRIES, STATES, CITIES = range(3)


class Places(NamedTuple):
    """What a text names."""

    countries: list[Country]
    cities: list[City]
    #: Where the names of those countries stand, and the code of each.
    mentions: list[tuple[int, str]]


def find_places(indexed: IndexedText) -> Places:
    """Find the countries and cities of a text."""
    text, language, unique = indexed.text, indexed.language, indexed.vocabulary
    tables = gazetteer()
    bearers: Mapping[str, tuple[GazetteerCity, ...]]
    if language in INFLECTED_LANGUAGES:
        bearers, codes = cities_by_stem(language), countries.countries_by_stem(language)
        hits = name_search.find_inflected(text, language, (codes.keys(), (), bearers.keys()))
    elif language in UNSPACED:
        bearers, codes = tables.unspaced.cities, country_names(language)
        hits = name_search.find_unspaced(
            text, (countries.country_table(language, by_letter=True), name_search.EMPTY_TABLE, tables.unspaced.table)
        )
    else:
        codes = country_names(language)
        latin = next(iter(codes), "a")[0] < "\u0250"
        names = tables.latin if latin else tables.spaced
        bearers = names.cities
        hits = name_search.find_exact(indexed, (countries.country_table(language), _states(), names.table))
    of_countries = [hit for hit in hits if hit.table == COUNTRIES]
    counted = countries.count_countries(text, of_countries, unique, language)
    beside = {hit.start: codes[hit.name] for hit in of_countries}
    beside |= {hit.start: f"US-{tables.states[hit.name]}" for hit in hits if hit.table == STATES}
    if "GE" not in counted:
        beside |= {hit.start: "US-GA" for hit in of_countries if hit.name == "Georgia"}
    found = cities.find_cities(
        text,
        [hit for hit in hits if hit.table == CITIES],
        cities=bearers,
        beside=beside,
        counted=counted,
        words=unique,
        language=language,
    )
    mentions = [(hit.start, code) for hit in of_countries if (code := codes[hit.name]) in counted]
    return Places(countries.rank_countries(counted), found, mentions)


@cache
def _states() -> name_search.NameTable:
    return name_search.name_table(gazetteer().states.keys() - {"Georgia"})
