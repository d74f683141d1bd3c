"""Dates of a text, resolved against its publication."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.enrich.dates.dates import MAX_MENTIONS, find_dates
from worker.enrich.text.indexed import index_text

#: A Sunday.
PUBLISHED = "2022-11-27T18:14:00+04:00"


def dates(text, language="en", published=PUBLISHED, region=""):
    return [
        (text[one.start : one.end], one.date)
        for one in find_dates(index_text(text, language, published=published, region=region))
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("27 November 2022", "en"),
        ("Nov. 27, 2022", "en"),
        ("November 27th, 2022", "en"),
        ("2022-11-27", "en"),
        ("27.11.2022", "de"),
        ("27. November 2022", "de"),
        ("27 novembre 2022", "fr"),
        ("27 de noviembre de 2022", "es"),
        ("27 novembre 2022", "it"),
        ("27 de novembro de 2022", "pt"),
        ("27 november 2022", "nl"),
        ("27 listopada 2022", "pl"),
        ("27 ноября 2022", "ru"),
        ("27 листопада 2022", "uk"),
        ("27 Kasım 2022", "tr"),
        ("27 november 2022", "sv"),
        ("27 نوفمبر 2022", "ar"),
        ("2022年11月27日", "zh"),
        ("2022年11月27日", "ja"),
        ("2022년 11월 27일", "ko"),
        ("27. marraskuuta 2022", "fi"),
    ],
)
def test_a_full_date_means_itself_in_every_language(text, language):
    sentence = f"… {text} …"
    assert dates(sentence, language, published=None) == [(text, "2022-11-27")]


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("The mayor on Sunday said that it is closed.", "en", "2022-11-27"),
        ("It was closed on Wednesday.", "en", "2022-11-23"),
        ("It is set to open again in the old town on Monday.", "en", "2022-11-28"),
        ("The council will vote on Friday.", "en", "2022-12-02"),
        ("It will open next Sunday.", "en", "2022-12-04"),
        ("It closed last Sunday.", "en", "2022-11-20"),
        ("Der Rat wird am Montag tagen.", "de", "2022-11-28"),
        ("Er sagte, dass der Rat am Montag tagen wird.", "de", "2022-11-28"),
        ("Das teilte die Stadt am Freitag mit.", "de", "2022-11-25"),
        ("Le maire l'a annoncé vendredi.", "fr", "2022-11-25"),
        ("Le conseil se réunira lundi prochain.", "fr", "2022-11-28"),
        ("El alcalde lo dijo el viernes.", "es", "2022-11-25"),
        ("A ponte fecha nesta segunda-feira (28).", "pt", "2022-11-28"),
        ("Об этом мэр сообщил в среду.", "ru", "2022-11-23"),
        ("В понедельник состоится встреча.", "ru", "2022-11-28"),
        ("У понеділок відбудеться зустріч.", "uk", "2022-11-28"),
        ("Rada zbierze się, będzie to w poniedziałek.", "pl", "2022-11-28"),
        ("I fredags stängdes bron.", "sv", "2022-11-25"),
        ("桥于星期五关闭了。", "zh", "2022-11-25"),
        ("橋は金曜日に閉鎖された。", "ja", "2022-11-25"),
    ],
)
def test_a_weekday_is_the_nearest_in_the_direction_that_its_clause_looks(text, language, date):
    assert [value for _, value in dates(text, language)] == [date]


def test_a_month_alone_is_the_latest_one_that_has_begun():
    assert dates("It was asked for in September and in November, but not in December.") == [
        ("September", "2022-09"),
        ("November", "2022-11"),
        ("December", "2021-12"),
    ]


def test_a_month_alone_of_what_is_to_come_is_the_next_one():
    assert dates("The bridge will open in March.") == [("March", "2023-03")]


@pytest.mark.parametrize(
    "text",
    ["It may rain on the march.", "April Jones and August Weber met May.", "Sunday Times", "Black Friday", "Sundays"],
)
def test_words_and_names_that_look_like_dates_are_left_alone(text):
    assert dates(text) == []


def test_a_day_without_a_year_is_the_nearest_one():
    assert dates("from 5 January to December 30") == [("5 January", "2023-01-05"), ("December 30", "2022-12-30")]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("yesterday, today and tomorrow", "en", ["2022-11-26", "2022-11-27", "2022-11-28"]),
        ("gestern, heute Morgen, morgen", "de", ["2022-11-26", "2022-11-27", "2022-11-28"]),
        ("ayer por la mañana", "es", ["2022-11-26"]),
        ("вчера и завтра", "ru", ["2022-11-26", "2022-11-28"]),
        ("昨天", "zh", ["2022-11-26"]),
    ],
)
def test_words_for_days_count_from_the_publication(text, language, expected):
    assert [value for _, value in dates(text, language)] == expected


def test_years_and_months_of_years_keep_their_precision():
    found = find_dates(index_text("It was built in 1903 and repaired in March 2021.", "en", published=PUBLISHED))
    assert [(one.date, one.precision) for one in found] == [("1903", "year"), ("2021-03", "month")]


@pytest.mark.parametrize(
    "text", ["1903 people came", "in 2,000 cases", "in 2019% of", "room 2012", "+1 2022-1127", "31.02.2022"]
)
def test_numbers_that_are_no_dates_are_left_alone(text):
    assert dates(text) == []


def test_slashes_are_read_as_the_country_writes_them():
    assert dates("03/04/2022", "fr") == [("03/04/2022", "2022-04-03")]
    assert dates("03/04/2022", "en", region="GB") == [("03/04/2022", "2022-04-03")]
    assert dates("03/04/2022", "en", region="US") == [("03/04/2022", "2022-03-04")]
    assert dates("03/04/2022", "en") == []
    assert dates("11/27/2022", "en") == [("11/27/2022", "2022-11-27")]


def test_without_a_publication_date_only_dates_with_a_year_are_found():
    assert dates("On Sunday, in September, yesterday, on 5 May and on 5 May 2020.", published=None) == [
        ("5 May 2020", "2020-05-05")
    ]


def test_a_table_of_dates_is_cut_off():
    assert len(dates("27 November 2022\n" * 100)) == MAX_MENTIONS


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(
        st.text(max_size=12)
        | st.sampled_from(
            [
                "on Sunday ",
                "in May ",
                "2022",
                "-11-",
                "27",
                " November ",
                "日",
                "月",
                "年",
                "im ",
                "١٢",
                "29 Feb ",
                "next ",
            ]
        ),
        max_size=14,
    ),
    language=st.sampled_from(["en", "de", "fr", "ru", "zh", "ja", "ar", "tr", "xx", ""]),
    published=st.sampled_from(
        [PUBLISHED, None, "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "2024-02-29T00:00:00Z", "soon"]
    ),
)
def test_dates_of_any_text_lie_inside_it_in_order_and_are_written_by_precision(parts, language, published):
    text = "".join(parts)
    shapes = {"day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "month": r"[0-9]{4}-[0-9]{2}", "year": r"[0-9]{4}"}
    end = 0
    for one in find_dates(index_text(text, language, published=published)):
        assert end <= one.start < one.end <= len(text)
        assert re.fullmatch(shapes[one.precision], one.date)
        end = one.end
