"""Entity linking: ISO codes of countries, GeoNames ids of cities, Wikidata ids of international organisations."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from wiremill.contract.enrichment import EntityId
from worker.enrich.entities.grouping import differ_in_ending_only
from worker.enrich.entities.organisations import organisations_by_name
from worker.enrich.entities.tokens import dictionary_key
from worker.enrich.places.country_names import country_names, english_names
from worker.enrich.places.gazetteer import gazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.enrichment import City, Country


#: letters that an inflected name shares with its base form at least
_PREFIX: Final = 4


class Link(NamedTuple):
    """An id, and its name in the dictionary."""

    id: EntityId
    name: str


def link_place(
    names: Sequence[str], language: str, countries: Sequence[Country], cities: Sequence[City]
) -> Link | None:
    """Link a place by its names in a text to a country or city that `find_places` found there.

    Ambiguous names (Georgia, Jordan, Paris in Texas) were resolved there; here names are only compared.
    """
    codes = {country.code for country in countries}
    listed = country_names(language)
    for name in names:
        code = listed.get(name)
        if code is None and " " not in name:
            # "Oroszországban", "Россией": inflected names of the few countries that the text has.
            likely = _countries_by_prefix(language).get(name[:_PREFIX], ())
            code = next((of for known, of in likely if of in codes and differ_in_ending_only(known, name)), None)
        if code in codes:
            return Link(EntityId("iso3166-1", code), english_names()[code])
    if not cities:
        return None
    known_cities = gazetteer()
    for name in names:
        known = {
            place.geonameid
            for of in (known_cities.latin, known_cities.unspaced, known_cities.spaced)
            for place in of.cities.get(name, ())
        }
        for city in cities:
            if (
                city.geonames_id in known
                or city.name == name
                or (" " not in name and differ_in_ending_only(city.name, name))
            ):
                return Link(EntityId("geonames", str(city.geonames_id)), city.name)
    return None


@cache
def _countries_by_prefix(language: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in country_names(language).items():
        found.setdefault(name[:_PREFIX], []).append((name, code))
    return found


@cache
def country_names_by_key(language: str) -> dict[str, list[tuple[str, str]]]:
    """Return the names of countries in a language with their codes, by key (`tokens.dictionary_key`)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in country_names(language).items():
        if len(name) > 1:
            found.setdefault(dictionary_key(name), []).append((name, code))
    return found


def link_organisation(names: Sequence[str]) -> Link | None:
    """Link an organisation by any of its names."""
    known = organisations_by_name()
    for name in names:
        identity = known.get(name) or known.get(name.removeprefix("the ").removeprefix("The "))
        if identity is not None:
            return Link(EntityId("wikidata", identity), name)
    return None
