"""Times as pages write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse.fields.dates.times import find_times, parse_time, time_in_url

FIRST = datetime.fromisoformat("1990-01-01")
LAST = datetime.fromisoformat("2100-01-01")


@pytest.mark.parametrize(
    ("text", "value", "precision", "assumed"),
    [
        ("2024-03-05", "2024-03-05T00:00:00+00:00", "day", False),
        ("2024-03-05T14:20:00Z", "2024-03-05T14:20:00+00:00", "second", False),
        ("2024-03-05T14:20:00.123+01:00", "2024-03-05T14:20:00+01:00", "second", False),
        ("2024-03-05T14:20:00-0500", "2024-03-05T14:20:00-05:00", "second", False),
        ("2024-03-05 14:20", "2024-03-05T14:20:00+00:00", "second", True),
        ("20240305", "2024-03-05T00:00:00+00:00", "day", False),
        ("20240305T142000Z", "2024-03-05T14:20:00+00:00", "second", False),
        ("1709648400", "2024-03-05T14:20:00+00:00", "second", False),
        ("1709648400000", "2024-03-05T14:20:00+00:00", "second", False),
        ("Tue, 05 Mar 2024 14:20:00 GMT", "2024-03-05T14:20:00+00:00", "second", False),
        ("March 5, 2024", "2024-03-05T00:00:00+00:00", "day", False),
        ("Mar. 5th, 2024 at 2:20 pm EST", "2024-03-05T14:20:00-05:00", "second", False),
        ("5 March 2024 12:05 a.m.", "2024-03-05T00:05:00+00:00", "second", True),
        ("27 November 2022 15:36", "2022-11-27T15:36:00+00:00", "second", True),
        ("5. März 2024, 14:20 Uhr", "2024-03-05T14:20:00+00:00", "second", True),
        ("le 5 août 2024 à 14h20", "2024-08-05T14:20:00+00:00", "second", True),
        ("5 de marzo de 2024", "2024-03-05T00:00:00+00:00", "day", False),
        ("5 de março de 2024", "2024-03-05T00:00:00+00:00", "day", False),
        ("5 марта 2024", "2024-03-05T00:00:00+00:00", "day", False),
        ("5 marca 2024", "2024-03-05T00:00:00+00:00", "day", False),
        ("5 Ağustos 2024", "2024-08-05T00:00:00+00:00", "day", False),
        ("2024. március 5", "2024-03-05T00:00:00+00:00", "day", False),
        ("2024年3月5日 14:20", "2024-03-05T14:20:00+00:00", "second", True),
        ("2024년 3월 5일", "2024-03-05T00:00:00+00:00", "day", False),
        ("05.03.2024", "2024-03-05T00:00:00+00:00", "day", False),
        ("25/12/2023", "2023-12-25T00:00:00+00:00", "day", False),
        ("12/25/2023", "2023-12-25T00:00:00+00:00", "day", False),
        ("2024/03/05", "2024-03-05T00:00:00+00:00", "day", False),
    ],
)
def test_a_time_is_read_as_it_was_printed(text, value, precision, assumed):
    assert parse_time(text) == (value, precision, assumed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "1 Smarch 2024",
        "2024-13-05",
        "2024-02-30",
        "1970-01-01",
        "0001-01-01T00:00:00",
        "3024-01-01",
        "12:30",
    ],
)
def test_an_impossible_time_is_none(text):
    assert parse_time(text) is None


def test_a_numeric_date_that_can_be_read_two_ways_goes_by_the_pages_habit():
    assert parse_time("03/04/2024").day == "2024-04-03"
    assert parse_time("03/04/2024", month_first=True).day == "2024-03-04"


def test_times_are_found_in_order_with_their_places():
    text = "First 5 March 2024, then 2024-04-06 and last May 7, 2024."
    found = [(moment.day, text[start:end]) for moment, start, end in find_times(text)]
    assert [day for day, _ in found] == ["2024-03-05", "2024-04-06", "2024-05-07"]
    assert found[1][1] == "2024-04-06"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.com/2024/03/05/a-story", "2024-03-05"),
        ("https://example.com/news/2024-03-05-a-story.html", "2024-03-05"),
        ("https://example.com/20240305/a-story", "2024-03-05"),
        ("https://example.com/2024/a-story", None),
        ("https://example.com/2024/13/45/a-story", None),
        ("https://example.com/story?d=2024/03/05", None),
    ],
)
def test_a_date_in_the_path_of_a_url_is_found(url, day):
    found = time_in_url(url)
    assert (found and found.day) == day


@given(st.text(max_size=200))
def test_any_text_gives_a_time_of_a_possible_year_or_none(text):
    found = parse_time(text)
    assert found is None or 1990 <= int(found.value[:4]) <= 2100


@given(st.datetimes(min_value=FIRST, max_value=LAST))
def test_any_iso_time_is_read_to_the_second(moment):
    assert parse_time(moment.isoformat()).value == moment.replace(microsecond=0).isoformat() + "+00:00"
