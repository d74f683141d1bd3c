"""The enrich stage as a whole."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from wiremill.contract.enrichment import Enrichment
from worker.enrich import enrich

STORY = Document(
    url="https://news.example/bridge",
    text=(
        "Reuters: The mayor of the town said on Sunday that Armenia and Kazakhstan would help with the bridge.\n"
        "He asked for it in September, and is set to meet the builders in the Russian city of Orenburg on Monday. "
        "Russia had promised it to Armenia."
    ),
    published="2022-11-27T18:14:00+04:00",
    declared_language="en-GB",
)


def test_a_story_is_enriched_with_all_that_it_says():
    found = enrich([STORY])[0]
    assert found.agency == "Reuters"
    assert [one.date for one in found.dates] == ["2022-11-27", "2022-09", "2022-11-28"]
    assert [(one.code, one.mentions) for one in found.countries] == [("AM", 2), ("KZ", 1), ("RU", 1)]
    assert [(one.name, one.country) for one in found.cities] == [("Orenburg", "RU")]
    assert found.word_count == 45
    assert found.reading_time_seconds == 12


def test_a_wrong_declaration_does_not_hide_what_the_text_says():
    document = Document(
        text="В понедельник в Оренбурге состоится встреча президентов России и Казахстана.",
        published="2022-11-27T00:00:00Z",
        declared_language="en",
    )
    found = enrich([document])[0]
    assert [one.date for one in found.dates] == ["2022-11-28"]
    assert {one.code for one in found.countries} == {"RU", "KZ"}
    assert [one.name for one in found.cities] == ["Orenburg"]


@pytest.mark.parametrize("language", [None, "de"])
def test_the_language_of_the_rules_is_seen_in_the_text(language):
    document = Document(
        text="Das ist nicht von der Stadt und auch nicht aus Österreich, sagte er.", declared_language=language
    )
    assert [one.code for one in enrich([document])[0].countries] == ["AT"]


def test_documents_come_back_in_their_order_and_equal_ones_equal():
    empty = Document()
    found = enrich([STORY, empty, STORY])
    assert found[0] == found[2]
    assert found[1].word_count == 0
    assert found[1].countries == []


def test_no_documents_make_no_enrichments():
    assert enrich([]) == []


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=400),
    published=st.none() | st.datetimes().map(lambda day: day.isoformat() + "Z"),
    authors=st.lists(st.text(max_size=12), max_size=3),
    declared=st.none() | st.text(max_size=8) | st.sampled_from(["en", "ru", "zh-Hant", "ar", "pl", "tr"]),
)
def test_any_document_is_enriched_within_its_schema(text, published, authors, declared):
    document = Document(text=text, published=published, authors=authors, declared_language=declared)
    found = enrich([document])[0]
    assert msgspec.convert(msgspec.to_builtins(found), Enrichment) == found
    assert all(0 <= one.start < one.end <= len(text) for one in (*found.credits, *found.dates))
