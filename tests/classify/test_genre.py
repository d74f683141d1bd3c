"""The genre of an article, and the flags of a page."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from worker.classify import classify
from worker.classify.genre.genre import find_genre

STORY = (
    "The committee met in the old town hall on Tuesday evening and agreed to repair the bridge before winter comes.\n"
    "Work will begin in March, the mayor said. The cost is put at two million.\n"
)


def article(**fields):
    plain = {"url": "https://example.org/2024/a-story-of-a-bridge", "page_type": "article", "text": STORY}
    return Document(**plain | fields)


@pytest.mark.parametrize(
    ("schema_type", "named"),
    [
        ("ReportageNewsArticle", "news"),
        ("OpinionNewsArticle", "opinion"),
        ("AnalysisNewsArticle", "analysis"),
        ("LiveBlogPosting", "live_blog"),
        ("ReviewNewsArticle", "review"),
        ("AdvertiserContentArticle", "sponsored"),
    ],
)
def test_the_type_that_a_page_gives_itself_names_its_genre(schema_type, named):
    found, confidence = find_genre(article(schema_types=["NewsArticle", schema_type]), "article")
    assert found == named
    assert confidence > 0.5


@pytest.mark.parametrize(
    ("section", "named"),
    [
        ("Opinion", "opinion"),
        ("Meinung", "opinion"),
        ("Tribunes", "opinion"),
        ("Columnistas", "opinion"),
        ("Editoriali", "opinion"),
        ("Colunas", "opinion"),
        ("Krönika", "opinion"),
        ("Felietony", "opinion"),
        ("Мнения", "opinion"),
        ("社説", "opinion"),
        ("آراء", "opinion"),
        ("Yazarlar", "opinion"),
        ("Haastattelut", "interview"),
        ("Rozhovory", "interview"),
        ("專訪", "interview"),
        ("Nachrufe", "obituary"),
        ("Tiskové zprávy / Tisková zpráva", "press_release"),
        ("Anmeldelser", "review"),
        ("Аналитика", "analysis"),
        ("Advertorial", "sponsored"),
    ],
)
def test_the_section_names_the_genre_in_many_languages(section, named):
    assert find_genre(article(section=section), "article")[0] == named


def test_a_part_of_the_path_and_the_label_of_a_title_count_but_the_words_of_a_headline_do_not():
    assert find_genre(article(url="https://example.org/opinion/2024/the-bridge"), "article")[0] == "opinion"
    assert find_genre(article(title="Interview: The man who builds bridges"), "article")[0] == "interview"
    plain = article(url="https://example.org/news/opinion", title="A poll of public opinion on the bridge")
    assert find_genre(plain, "article")[0] != "opinion"


def test_questions_and_answers_make_an_interview():
    turn = "Q: Why did you build bridge number {}?\nA: Because the river was in the way of the town.\n"
    turns = "".join(map(turn.format, range(6)))
    assert find_genre(article(text=turns), "article")[0] == "interview"


def test_times_before_every_entry_make_a_live_blog():
    entries = "".join(f"{hour}:15 The water at the bridge has risen by {hour} centimetres.\n" for hour in range(8, 20))
    assert find_genre(article(text=entries), "article")[0] == "live_blog"


def test_what_a_firm_sends_out_is_a_press_release():
    text = (
        f"SPRINGFIELD, March 4 /PRNewswire/ -- {STORY}About Bridgeworks\nBridgeworks builds bridges.\n"
        "Media contact: Jo Doe"
    )
    assert find_genre(article(text=text, schema_types=["NewsArticle"]), "article")[0] == "press_release"


def test_a_death_in_the_headline_with_the_years_of_a_life_is_an_obituary():
    text = f"Jo Doe (1934–2022) drew bridges all her life.\n{STORY}"
    assert find_genre(article(title="Jo Doe, who drew bridges, dies at 87", text=text), "article")[0] == "obituary"


def test_a_label_over_the_text_tells_that_it_was_paid_for():
    assert find_genre(article(text=f"Anzeige\n{STORY}", schema_types=["NewsArticle"]), "article")[0] == "sponsored"


def test_a_report_with_an_agency_is_news():
    found, confidence = find_genre(article(agency="Reuters", schema_types=["NewsArticle"]), "article")
    assert found == "news"
    assert confidence > 0.7


@pytest.mark.parametrize("kind", ["forum", "product", "listing", None])
def test_what_is_no_article_has_no_genre(kind):
    assert find_genre(article(schema_types=["OpinionNewsArticle"]), kind) == (None, 0.0)


def test_an_article_that_shows_no_sign_of_journalism_has_no_genre():
    assert find_genre(article(schema_types=["BlogPosting"]), "article") == (None, 0.0)


def test_closed_pages_and_lists_made_by_machines_are_flagged():
    closed, listing, index, plain = classify(
        [
            article(access="paywalled"),
            article(page_type="listing"),
            Document(no_content_reason="index"),
            article(access="metered"),
        ]
    )
    assert closed.flags == ["paywalled"]
    assert listing.flags == ["index"]
    assert index.flags == ["index"]
    assert plain.flags == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=30), st.text(max_size=60))
def test_any_page_gets_a_genre_and_a_confidence_that_go_together(text, title, section, url):
    found, confidence = find_genre(article(text=text, title=title, section=section, url=url), "article")
    assert (found is None) == (confidence == 0)
    assert 0 <= confidence <= 1
