"""Countries and cities of a text."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.enrich.places.gazetteer import gazetteer
from worker.enrich.places.places import find_places
from worker.enrich.text.indexed import index_text


def countries(text, language="en"):
    return {one.code: one.mentions for one in find_places(index_text(text, language)).countries}


def cities(text, language="en"):
    return {(one.name, one.country) for one in find_places(index_text(text, language)).cities}


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("Armenia asked Russia and Kazakhstan for help.", "en", {"AM", "RU", "KZ"}),
        ("The U.S. and the UK, with South Korea and Papua New Guinea.", "en", {"US", "GB", "KR", "PG"}),
        ("Die Ukraine, Russland und die Vereinigten Staaten; die USA.", "de", {"UA", "RU", "US"}),
        ("La France, l'Allemagne et les États-Unis.", "fr", {"FR", "DE", "US"}),
        ("España y Rusia; en EE.UU.", "es", {"ES", "RU", "US"}),
        ("В России, Казахстане и Армении; с Украиной и США.", "ru", {"RU", "KZ", "AM", "UA", "US"}),
        ("В Україні та Польщі.", "uk", {"UA", "PL"}),
        ("W Polsce i na Ukrainie.", "pl", {"PL", "UA"}),
        ("Türkiye'nin ve Rusya'nın", "tr", {"TR", "RU"}),
        ("في روسيا وأوكرانيا وبالصين", "ar", {"RU", "UA", "CN"}),
        ("俄罗斯和乌克兰", "zh", {"RU", "UA"}),
        ("ロシアとウクライナは", "ja", {"RU", "UA"}),
        ("러시아는 우크라이나에서", "ko", {"RU", "UA"}),
        ("भारत और रूस", "hi", {"IN", "RU"}),
    ],
)
def test_countries_are_found_in_the_language_of_the_text(text, language, codes):
    assert set(countries(text, language)) == codes


def test_the_most_mentioned_country_comes_first():
    assert list(countries("Peru, Chile and Peru")) == ["PE", "CL"]
    assert countries("Peru, Chile and Peru")["PE"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan spoke to Chad Smith.",
        "In New Mexico and New Jersey it rained.",
        "Georgia voted for the Republicans, and Atlanta counted for days.",
        "Roast turkey with Turkey stuffing for Thanksgiving.",
        "They keep a Guinea pig.",
        "Please join us.",
    ],
)
def test_names_that_only_look_like_countries_are_left_alone(text):
    assert countries(text) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tbilisi said that Georgia would sign the treaty.", "GE"),
        ("The king arrived in Jordan from Amman.", "JO"),
        ("Soldiers were sent to the border in Chad.", "TD"),
        ("Ankara said that Turkey would vote.", "TR"),
    ],
)
def test_the_same_names_are_countries_where_the_text_shows_it(text, code):
    assert code in countries(text)


@pytest.mark.parametrize(
    ("text", "language", "city"),
    [
        (
            "The presidents will meet in the Russian city of Orenburg on Monday. Russia agreed.",
            "en",
            ("Orenburg", "RU"),
        ),
        ("KYIV, Ukraine (AP) — The bridge was closed.", "en", ("Kyiv", "UA")),
        ("It was seen in Paris, Texas.", "en", ("Paris", "US")),
        ("It was seen in Paris on Monday.", "en", ("Paris", "FR")),
        ("They moved to the city of Birmingham in England.", "en", ("Birmingham", "GB")),
        ("Er wohnt in München.", "de", ("Munich", "DE")),
        ("Elle vit à Lyon, en France.", "fr", ("Lyon", "FR")),
        ("Встреча прошла в Оренбурге.", "ru", ("Orenburg", "RU")),
        ("新华社北京电", "zh", ("Beijing", "CN")),
        ("서울에서 열렸다", "ko", ("Seoul", "KR")),
    ],
)
def test_a_city_is_found_where_the_text_places_it(text, language, city):
    assert city in cities(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Reading is fun, and a Nice day in May needs a Mobile phone.",
        "Paris Hilton met Jack London and Whitney Houston. Houston sang.",
        "Dmitry Peskov, Nikol Pashinyan and Kassym-Jomart Tokayev spoke.",
        "The New York Times and the Boston Globe reported it.",
        "On Sunday, Victoria and Jackson walked to Lincoln Park.",
        "Armenia asked for help. Cuba, Peru and Jordan did not.",
    ],
)
def test_words_and_people_are_no_cities(text):
    assert cities(text) == set()


def test_a_city_is_taken_in_the_country_that_the_text_names():
    assert cities("In Valencia, Venezuela, it rained.") == {("Valencia", "VE")}
    assert cities("It rained in London, Canada.") == {("London", "CA")}


def test_a_city_carries_its_geonames_data():
    text = "It rained in Orenburg, Russia."
    found = find_places(index_text(text, "en")).cities[0]
    assert found.geonames_id == 515003
    assert found.latitude == pytest.approx(51.77, abs=0.01)
    assert found.longitude == pytest.approx(55.10, abs=0.01)
    assert found.mentions == 1


def test_no_name_of_the_table_is_a_bare_word_of_two_letters():
    assert all(len(name) > 2 for name in gazetteer().latin.cities)


NAMES = [
    "in Paris ",
    "London",
    "New ",
    "York",
    "Москва ",
    "в ",
    "北京",
    "서울",
    "القاهرة",
    " Georgia",
    ", Texas",
    "The ",
    "San ",
    "(",
    "’s ",
]


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(st.text(max_size=10) | st.sampled_from(NAMES), max_size=14),
    language=st.sampled_from(["en", "de", "ru", "pl", "ar", "zh", "ja", "ko", "th", "hi", "xx", ""]),
)
def test_any_text_gives_countries_and_cities_by_code_each_once(parts, language):
    text = "".join(parts)
    found = find_places(index_text(text, language))
    codes = [one.code for one in found.countries]
    assert len(codes) == len(set(codes))
    assert all(len(code) == 2 and code.isupper() for code in codes)
    assert all(one.mentions > 0 for one in (*found.countries, *found.cities))
    assert len({one.geonames_id for one in found.cities}) == len(found.cities)
