"""Countries and cities, found in one search of a text by the rules of its script."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.places import cities, countries, name_search
from worker.enrich.places.country_names import country_names
from worker.enrich.places.gazetteer import cities_by_stem, gazetteer
from worker.enrich.text.stems import INFLECTED_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiremill.contract.enrichment import City, Country
    from worker.enrich.places.gazetteer import GazetteerCity
    from worker.enrich.text.indexed import IndexedText

#: Languages written without spaces, or (Korean) with particles attached to names.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
#: Indexes of the name tables, of which an earlier one has precedence. A state such as New Mexico only hides the country
#: inside its name.
COUNTRIES, STATES, CITIES = range(3)


class Places(NamedTuple):
    """The countries and cities that a text names."""

    countries: list[Country]
    cities: list[City]
    #: Offset of each country's name, and the country's code.
    mentions: list[tuple[int, str]]


def find_places(indexed: IndexedText) -> Places:
    """Find the countries and cities of a text."""
    text, language, vocabulary = indexed.text, indexed.language, indexed.vocabulary
    known = gazetteer()
    cities_by_name: Mapping[str, tuple[GazetteerCity, ...]]
    if language in INFLECTED_LANGUAGES:
        cities_by_name, codes = cities_by_stem(language), countries.countries_by_stem(language)
        hits = name_search.find_inflected(text, language, (codes.keys(), (), cities_by_name.keys()))
    elif language in UNSPACED_LANGUAGES:
        cities_by_name, codes = known.unspaced.cities, country_names(language)
        hits = name_search.find_unspaced(
            text, (countries.country_table(language, by_letter=True), name_search.EMPTY_TABLE, known.unspaced.table)
        )
    else:
        codes = country_names(language)
        latin = next(iter(codes), "a")[0] < "\u0250"
        names = known.latin if latin else known.spaced
        cities_by_name = names.cities
        hits = name_search.find_exact(indexed, (countries.country_table(language), _state_table(), names.table))
    country_hits = [hit for hit in hits if hit.table == COUNTRIES]
    counted = countries.count_countries(text, country_hits, vocabulary, language)
    regions = {hit.start: codes[hit.name] for hit in country_hits}
    regions |= {hit.start: f"US-{known.states[hit.name]}" for hit in hits if hit.table == STATES}
    if "GE" not in counted:
        regions |= {hit.start: "US-GA" for hit in country_hits if hit.name == "Georgia"}
    found = cities.find_cities(
        text,
        [hit for hit in hits if hit.table == CITIES],
        cities_by_name=cities_by_name,
        regions=regions,
        counted=counted,
        words=vocabulary,
        language=language,
    )
    mentions = [(hit.start, code) for hit in country_hits if (code := codes[hit.name]) in counted]
    return Places(countries.rank_countries(counted), found, mentions)


@cache
def _state_table() -> name_search.NameTable:
    return name_search.name_table(gazetteer().states.keys() - {"Georgia"})
