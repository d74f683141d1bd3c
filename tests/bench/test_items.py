"""What an item shows is held against what readers marked."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.quality.items.facts import judge_dates, judge_figures, judge_keywords, judge_page
from bench.quality.items.gold import Case, Gold, GoldDate, GoldEntity, GoldFigure, GoldQuote
from bench.quality.items.names import judge_names, judge_quotes
from bench.quality.items.tables import tables
from bench.quality.items.verdict import Verdict
from wiremill.contract.classification import Classification, Topic
from wiremill.contract.document import Document
from wiremill.contract.enrichment import (
    City,
    Country,
    DateMention,
    Enrichment,
    Entity,
    EntityId,
    Figure,
    Focus,
    Keyword,
    Quote,
    Span,
)

TEXT = (
    "The Harbour Board met Ada Miller in Lyon, France on 3 to 5 May 2022. “We will build the new bridge,” Miller said. "
    "It costs 2.5 million euros, or 12 small boats. The Board waits until today."
)


def at(part, text=TEXT, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(part, start + 1)
    return start, start + len(part)


def case(text=TEXT, language="en", **marked):
    return Case(Gold(id="page-1", hash="", language=language, **marked), Document(text=text), "English")


def entity(kind, name, *spans, **more):
    return Entity(kind=kind, name=name, mentions=[Span(*span) for span in spans], **more)


def found(**more):
    return Enrichment(fingerprint="0" * 32, **more)


def counted(verdicts):
    """Return field and role to (right, all)."""
    right, of = Counter(), Counter()
    for verdict in verdicts:
        of[verdict.field, verdict.role] += 1
        right[verdict.field, verdict.role] += verdict.right
    return {key: (right[key], of[key]) for key in of}


MARKED = [
    GoldEntity(kinds=["organisation"], spans=[at("Harbour Board"), at("Board", nth=1)]),
    GoldEntity(kinds=["person"], spans=[at("Ada Miller"), at("Miller", nth=1)]),
    GoldEntity(kinds=["place"], spans=[at("Lyon")], city="FR"),
    GoldEntity(kinds=["place"], spans=[at("France")], country="FR"),
]


def test_a_mention_needs_kind_and_bounds_but_for_an_article():
    shown = [
        entity("organisation", "The Harbour Board", at("The Harbour Board"), at("Board", nth=1)),
        entity("person", "Ada", at("Ada")),
        entity("person", "Lyon", at("Lyon")),
        entity("place", "bridge", at("bridge")),
    ]

    figures = counted(judge_names(case(entities=MARKED), found(entities=shown)))

    assert figures["mentions", "shown"] == (2, 5)
    assert figures["mentions, bounds aside", "shown"] == (3, 5)
    assert figures["mentions", "wanted"] == (2, 6)
    assert figures["mentions, bounds aside", "wanted"] == (3, 6)
    assert figures["entities", "shown"] == (1, 4)
    assert figures["entities", "wanted"] == (1, 4)


@pytest.mark.parametrize(("language", "right"), [("tr", 1), ("en", 0)])
def test_a_case_ending_behind_an_apostrophe_does_not_matter_in_turkish(language, right):
    text = "Ankara'da bir köprü"
    marked = [GoldEntity(kinds=["place"], spans=[at("Ankara", text)])]
    shown = found(entities=[entity("place", "Ankara'da", at("Ankara'da", text))])

    figures = counted(judge_names(case(text, language, entities=marked), shown))

    assert figures["mentions", "shown"] == (right, 1)


def test_an_entity_listed_twice_is_wrong_the_second_time():
    shown = [entity("person", "Ada Miller", at("Ada Miller")), entity("person", "Miller", at("Miller", nth=1))]

    figures = counted(judge_names(case(entities=MARKED), found(entities=shown)))

    assert figures["entities", "shown"] == (1, 2)
    assert figures["mentions", "shown"] == (2, 2)


def test_an_entity_that_mixes_two_is_wrong():
    shown = [entity("person", "Ada Miller", at("Ada Miller"), at("Harbour Board"))]

    assert counted(judge_names(case(entities=MARKED), found(entities=shown)))["entities", "shown"] == (0, 1)


def test_what_is_optional_is_right_but_not_missed():
    marked = [GoldEntity(kinds=["place"], spans=[at("Lyon")], optional=True)]
    shown = found(entities=[entity("place", "Lyon", at("Lyon"))])

    assert counted(judge_names(case(entities=marked), found())) == {}
    assert counted(judge_names(case(entities=marked), shown))["entities", "shown"] == (1, 1)


def test_a_city_needs_its_country():
    def city(country):
        return City(name="Lyon", country=country, geonames_id=7, latitude=0, longitude=0, mentions=1)

    named = entity("place", "Lyon", at("Lyon"), ids=[EntityId("geonames", "7")])
    shown = {
        code: counted(judge_names(case(entities=MARKED), found(entities=[named], cities=[city(code)])))
        for code in ("FR", "US")
    }

    assert shown["FR"]["cities", "shown"] == shown["FR"]["cities", "wanted"] == (1, 1)
    assert shown["US"]["cities", "shown"] == shown["US"]["cities", "wanted"] == (0, 1)


def test_a_country_is_right_by_its_code():
    shown = found(countries=[Country("FR", "France", 1), Country("BE", "Belgium", 1)])

    figures = counted(judge_names(case(entities=MARKED), shown))

    assert figures["countries", "shown"] == (1, 2)
    assert figures["countries", "wanted"] == (1, 1)


@pytest.mark.parametrize(
    ("value", "right"),
    [("2022-05-03", 1), ("2022-05-05", 1), ("2022-05-03/2022-05-05", 1), ("2022-05-04", 0), ("2022-05", 0)],
)
def test_a_date_is_right_at_either_end_of_what_was_marked(value, right):
    marked = [GoldDate(span=at("3 to 5 May 2022"), value="2022-05-03/2022-05-05")]
    shown = found(dates=[DateMention(value, "day", *at("5 May 2022"))])

    figures = counted(judge_dates(case(dates=marked), shown))

    assert figures["dates", "shown"] == figures["dates", "wanted"] == (right, 1)


def test_dates_that_point_at_the_day_of_publication_are_counted_apart():
    marked = [GoldDate(span=at("today"), value="2022-05-09", today=True)]
    shown = found(dates=[DateMention("2022-05-09", "day", *at("today"))])

    figures = counted(judge_dates(case(dates=marked), shown))

    assert figures == {("dates", "shown"): (1, 1), ("dates", "wanted"): (1, 1)}


def test_a_date_that_cannot_be_resolved_is_wrong_when_shown_and_not_wanted():
    marked = [GoldDate(span=at("today"), value=None)]
    shown = found(dates=[DateMention("2022-05-09", "day", *at("today"))])

    assert counted(judge_dates(case(dates=marked), shown))["dates", "shown"] == (0, 1)
    assert ("dates", "wanted") not in counted(judge_dates(case(dates=marked), shown))


@pytest.mark.parametrize(("speaker", "right"), [("Ada Miller", 1), ("Miller", 1), ("Harbour Board", 0)])
def test_a_speaker_is_right_by_any_name_of_the_person(speaker, right):
    marked = [GoldQuote(span=at("We will build the new bridge"), speakers=[at("Ada Miller")])]
    shown = found(quotes=[Quote(start=at("We will")[0], end=at("bridge,")[1], speaker=speaker)])

    figures = counted(judge_quotes(case(entities=MARKED, quotes=marked), shown))

    assert figures["quotes", "shown"] == figures["quotes", "wanted"] == (1, 1)
    assert figures["speakers", "shown"] == figures["speakers", "wanted"] == (right, 1)


def test_half_of_a_quotation_is_wrong_and_its_speaker_is_not_counted():
    marked = [GoldQuote(span=at("We will build the new bridge"), speakers=[at("Ada Miller")])]
    shown = found(quotes=[Quote(start=at("We will")[0], end=at("build")[1], speaker="Ada Miller")])

    figures = counted(judge_quotes(case(entities=MARKED, quotes=marked), shown))

    assert figures["quotes", "shown"] == (0, 1)
    assert ("speakers", "shown") not in figures
    assert figures["speakers", "wanted"] == (0, 1)


@pytest.mark.parametrize(
    ("figure", "right"),
    [
        (Figure(kind="money", value=2.5e6, unit="EUR", start=at("2.5")[0], end=at("euros")[1]), 1),
        (Figure(kind="money", value=2.5e6, unit="USD", start=at("2.5")[0], end=at("euros")[1]), 0),
        (Figure(kind="money", value=2.5, unit="EUR", start=at("2.5")[0], end=at("2.5")[1]), 0),
        (Figure(kind="count", value=12, unit="boats", start=at("12")[0], end=at("boats")[1]), 1),
        (Figure(kind="count", value=12, unit="May", start=at("12")[0], end=at("boats")[1]), 0),
        (Figure(kind="count", value=2022, unit="bridges", start=at("2022")[0], end=at("2022")[1]), 0),
    ],
)
def test_a_figure_needs_kind_value_and_unit(figure, right):
    marked = [
        GoldFigure(span=at("2.5 million euros"), kind="money", values=[2.5e6], units=["EUR"]),
        GoldFigure(span=at("12 small boats"), kind="count", values=[12], nouns=[at("small boats")]),
    ]

    figures = counted(judge_figures(case(figures=marked), found(figures=[figure])))

    assert figures["figures", "shown"] == (right, 1)
    assert figures["figures", "wanted"] == (right, 2)


@pytest.mark.parametrize(
    ("text", "word", "right"),
    [
        (TEXT, "bridge", 1),
        (TEXT, "a new bridge here", 1),
        (TEXT, "bridges", 0),
        (TEXT, "Miller", 1),
        ("新しい橋の開通式", "橋", 1),
        ("新しい橋の開通式", "式", 0),
    ],
)
def test_a_keyword_is_right_if_it_shares_whole_words_with_a_marked_one(text, word, right):
    marked = [at("new bridge", text)] if text == TEXT else [at("新しい橋", text)]
    entities = MARKED if text == TEXT else []

    figures = counted(
        judge_keywords(case(text, keywords=marked, entities=entities), found(keywords=[Keyword(word, 1)]))
    )

    assert figures["keywords", "shown"] == (right, 1)


def test_focus_topics_and_genre_are_right_if_a_reader_accepts_them():
    marked = case(focus=["FR", "none"], topics=["04", "11"], genre=["none"])
    topics = [
        Topic("medtop:11000000", "politics", 0.9),
        Topic("medtop:20000574", "election", 0.9, "medtop:11000000"),
        Topic("medtop:15000000", "sport", 0.5),
    ]
    shown = Classification(language="en-GB", topics=topics, genre="news")

    figures = counted(judge_page(marked, found(focus=[Focus("FR", 0.8), Focus("US", 0.2)]), shown))

    assert figures["focus", "shown"] == (1, 1)
    assert ("focus", "wanted") not in figures  # a reader would accept none
    assert figures["topics", "shown"] == (1, 2)
    assert figures["topics", "wanted"] == (1, 1)
    assert figures["genre", "shown"] == (0, 1)
    assert figures["language", "shown"] == figures["language", "wanted"] == (1, 1)


def test_a_field_that_was_not_annotated_is_not_measured():
    marked = case(done=["quotes"])
    shown = found(
        entities=[entity("place", "Lyon", at("Lyon"))],
        dates=[DateMention("2022", "year", *at("2022"))],
        figures=[Figure(kind="count", value=12, start=at("12")[0], end=at("12")[1])],
        keywords=[Keyword("bridge", 1)],
        focus=[Focus("FR", 1)],
        quotes=[Quote(start=0, end=20)],
    )

    verdicts = [
        *(
            verdict
            for judge in (judge_names, judge_dates, judge_figures, judge_keywords)
            for verdict in judge(marked, shown)
        ),
        *judge_page(marked, shown, Classification(genre="news")),
        *judge_quotes(marked, shown),
    ]

    assert set(counted(verdicts)) == {("quotes", "shown"), ("language", "wanted")}


def test_tables_count_by_group_and_kind():
    english, other = (
        case(),
        case(language="pl")._replace(group="not trained", document=Document(text=TEXT, page_type="forum")),
    )
    judged = [
        (english, [Verdict("shown", "entities", True, "", kind="person"), Verdict("wanted", "entities", False, "")]),
        (other, [Verdict("shown", "entities", False, "", kind="place")]),
    ]

    wrong, wanted, kinds, languages, types = (table.figures() for table in tables(judged))

    assert wrong[0] == {
        "field": "entities",
        "shown": 2,
        "wrong": 1,
        "all": 0.5,
        "English": 0.0,
        "trained": None,
        "not trained": 1.0,
    }
    assert wanted[0]["wanted"] == 1
    assert wanted[0]["found"] == 0
    assert [(row["kind"], row["wrong of shown"]) for row in kinds] == [("person", 0.0), ("place", 1.0)]
    assert [(row["language"], row["pages"], row["wrong of them"]) for row in languages] == [
        ("en", 1, 0.0),
        ("pl", 1, 1.0),
    ]
    assert [(row["page type"], row["wrong of them"]) for row in types] == [("forum", 1.0), ("unknown", 0.0)]
