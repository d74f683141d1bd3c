"""Agency credits."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.enrich.credits.agencies import AGENCIES
from worker.enrich.credits.credits import find_credits

CREDITED = [
    ("Reuters: The bridge was closed.", "Reuters", "Reuters"),
    ("LONDON (AP) — The bridge was closed.", "AP", "AP"),
    ("WASHINGTON, Nov 27 (Reuters) - The bridge was closed.", "Reuters", "Reuters"),
    ("KYIV, Ukraine (AP) — The bridge was closed.", "AP", "AP"),
    ("A headline\nA standfirst below it\nPARIS (AFP) – The bridge was closed.", "AFP", "AFP"),
    ("Frankfurt/Main (dpa/lhe) - Die Brücke ist gesperrt.", "dpa", "dpa"),
    ("Berlin/dpa. Die Brücke ist gesperrt.", "dpa", "dpa"),
    ("Madrid, 27 nov (EFE).- El puente está cerrado.", "EFE", "EFE"),
    ("(ANSA) - ROMA, 27 NOV - Il ponte è chiuso.", "ANSA", "ANSA"),
    ("МОСКВА, 27 ноя - РИА Новости. Мост закрыт.", "RIA Novosti", "РИА Новости"),
    ("МОСКВА, 27 ноября. /ТАСС/. Мост закрыт.", "TASS", "ТАСС"),
    ("Москва. 27 ноября. INTERFAX.RU - Мост закрыт.", "Interfax", "INTERFAX.RU"),
    ("TASS, November 27. The bridge was closed.", "TASS", "TASS"),
    ("SEOUL, Nov. 27 (Yonhap) -- The bridge was closed.", "Yonhap", "Yonhap"),
    ("新华社北京11月27日电 这座桥已经关闭。", "Xinhua", "新华社"),
    ("【東京共同】橋は閉鎖された。", "Kyodo", "共同"),
    ("القاهرة (رويترز) - أغلق الجسر.", "Reuters", "رويترز"),
    ("The bridge was closed.\n(Reuters)", "Reuters", "Reuters"),
    ("Die Brücke ist gesperrt. (AFP)", "AFP", "AFP"),
    ("Мост закрыт.\nИсточник: Интерфакс", "Interfax", "Интерфакс"),
    ("The bridge was closed.\n© 2022 AFP", "AFP", "AFP"),
    ("The bridge was closed.\nThis story was originally published by Reuters.", "Reuters", "Reuters"),
    ("The bridge was closed.\nAssociated Press writer Ann Other contributed.\nSource: AP", "AP", "AP"),
]
NOT_CREDITED = [
    "The mayor told Reuters that the bridge was closed.",
    "The bridge was closed, Interfax reported, citing the mayor. It will open again, AP said.",
    "She took physics (AP) at school and built bridges.",
    "AP - the name of the exam - is short.",
    "The bridge was closed.\nPhoto: Reuters",
    "Die Brücke ist gesperrt.\nFoto: Ann Other (dpa)",
    "A map of the bridge is on the wall.",
    "",
]


@pytest.mark.parametrize(("text", "agency", "name"), CREDITED)
def test_a_credit_is_found_where_credits_stand(text, agency, name):
    found, credits_ = find_credits(text, [])
    assert found == agency
    assert text[credits_[0].start : credits_[0].end] == name


@pytest.mark.parametrize("text", NOT_CREDITED)
def test_a_mention_is_no_credit(text):
    assert find_credits(text, []) == (None, [])


@pytest.mark.parametrize(
    ("author", "agency"),
    [
        ("Reuters", "Reuters"),
        ("By AFP", "AFP"),
        ("Reuters Staff", "Reuters"),
        ("Ann Other, AP", "AP"),
        ("ТАСС", "TASS"),
    ],
)
def test_an_author_who_is_an_agency_is_its_credit(author, agency):
    assert find_credits("The bridge was closed.", ["Ann Other", author]) == (agency, [])


def test_an_author_with_a_name_like_an_agency_is_a_person():
    assert find_credits("The bridge was closed.", ["Paul Reuter", "Lusa Smith"]) == (None, [])


def test_a_credit_in_the_text_goes_before_the_authors():
    assert find_credits("LONDON (AP) — The bridge.", ["AFP"])[0] == "AP"


def test_the_line_that_reuters_ends_its_stories_with_is_known():
    text = "The bridge was closed.\nReporting by Ann Other in London; Editing by A. N. Body"
    assert find_credits(text, []) == ("Reuters", [])


def test_an_agency_deep_inside_a_long_text_is_no_credit():
    text = "The bridge was closed. " * 60 + "\nBERLIN (dpa) - it said.\n" + "It is open again. " * 60
    assert find_credits(text, [])[1] == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(max_size=30) | st.sampled_from(["(AP)", "Reuters:", " - ", "LONDON", "dpa/", "\n", "Source: AFP"]),
        max_size=12,
    )
)
@example(["A B C D E F G H I J K L "] * 12)
def test_credits_of_any_text_lie_on_a_spelling_of_their_agency(parts):
    text = "".join(parts)
    agency, credits_ = find_credits(text, [])
    assert (agency is None) <= (credits_ == [])
    for credit in credits_:
        spelling = text[credit.start : credit.end].casefold()
        assert spelling in {name.casefold() for name in AGENCIES[credit.agency]}


def test_a_long_word_before_the_name_of_an_agency_is_read_in_one_way_only():
    started = time.process_time()

    assert find_credits("A" * 400 + " Reuters said.", []) == (None, [])
    assert find_credits("A" * 400 + " (Reuters) - Prices rose.", [])[0] == "Reuters"
    assert time.process_time() - started < 5
