"""The title: which of the sources gives the headline, and what is taken off it."""

# ruff: noqa: RUF001  # dashes as titles have them
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.parse import parse
from worker.parse.fields.headings import Heading
from worker.parse.fields.site_affixes import without_site
from worker.parse.fields.title import TitleCandidate, choose_title

PROSE = "<p>The harbour bridge will close to all traffic in June so that engineers can replace the cables.</p>" * 3


def title(head, body, url="https://www.example.com/bridge"):
    return parse(f"<html><head>{head}</head><body>{body}{PROSE}</body></html>".encode(), url=url).title


def test_a_heading_and_a_source_that_agree_are_surest():
    # Given a title tag with the site's name behind the headline
    # When the h1 says the same without it
    document = parse(
        f"<title>Bridge closes for repairs - Example</title><h1>Bridge closes for repairs</h1>{PROSE}".encode()
    )
    # Then that is the title, and surer than a lone h1 is
    lone = parse(f"<title>Welcome here</title><h1>Bridge closes for repairs</h1>{PROSE}".encode())
    assert document.title == "Bridge closes for repairs"
    assert document.provenance["title"].confidence > lone.provenance["title"].confidence


@pytest.mark.parametrize(
    "inside",
    [
        "Bridge closes<button>Copy the link</button>",
        "Bridge closes<a class=headerlink href=#x>¶</a>",
        "<style>.a{color:red}</style>Bridge closes",
        "Bridge closes<span class=sr-only>opens in a new window</span>",
        "Bridge closes <svg><title>icon</title></svg>",
    ],
)
def test_what_readers_do_not_see_of_a_heading_is_no_part_of_the_title(inside):
    assert title("", f"<h1>{inside}</h1>") == "Bridge closes"


def test_words_on_two_lines_of_a_heading_stay_two_words():
    assert title("", "<h1>Bridge<br>closes</h1>") == "Bridge closes"


@pytest.mark.parametrize("around", ['<div class="site-logo">{}</div>', '<div id="newsletter-modal">{}</div>'])
def test_the_heading_of_a_logo_or_a_dialog_is_not_the_pages(around):
    head = "<title>Bridge closes for repairs</title>"
    assert title(head, around.format("<h1>Get our letters</h1>")) == "Bridge closes for repairs"


def test_the_name_of_a_manual_over_each_of_its_pages_is_no_title():
    head = "<title>Replacing cables - The Bridge Builder's Manual</title>"
    body = "<h1>The Bridge Builder's Manual</h1>"
    assert title(head, body, "https://example.com/manual/replacing-cables.html") == "Replacing cables"


def test_a_greeting_on_a_page_that_is_no_article_gives_way_to_the_title_tag():
    head = "<title>Cable inspection services | Example</title>"
    assert (
        title(head, "<h1>We never let you down.</h1>", "https://example.com/inspection") == "Cable inspection services"
    )


def test_the_headline_of_an_article_may_differ_from_its_title_tag():
    head = '<title>Harbour bridge to shut</title><meta property="article:published_time" content="2024-03-05">'
    assert (
        title(head, "<h1>No way across: the bridge closes in June</h1>") == "No way across: the bridge closes in June"
    )


def test_a_label_before_the_title_of_a_thread_is_left():
    head = "<title>Solved - Which cable for a bridge?</title><meta property='og:title' content='Which cable for a bridge?'>"
    assert title(head, "<h1><span>Solved</span> Which cable for a bridge?</h1>") == "Which cable for a bridge?"


def test_the_name_of_the_site_is_the_title_of_its_home_page_if_nothing_else_is():
    head = '<title>Example</title><meta property="og:site_name" content="Example">'
    assert title(head, "", "https://example.com/") == "Example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bridge closes | News | Example Times", "Bridge closes"),
        ("Example Times • View topic - Bridge closes", "Bridge closes"),
        ("Мост закрыт на ремонт — Example Times", "Мост закрыт на ремонт"),
        ("大桥六月关闭维修｜Example Times", "大桥六月关闭维修"),
        ("Bridge closes – what now?", "Bridge closes – what now?"),
    ],
)
def test_parts_that_are_no_headline_are_taken_off(text, expected):
    assert without_site(text, {"exampletimes"}) == expected


def test_of_the_parts_of_a_title_the_address_may_choose():
    told = {"replacing", "cables", "bridge"}
    assert without_site("Manual | Replacing bridge cables", set(), told) == "Replacing bridge cables"


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=3), st.text(max_size=30))
def test_any_sources_give_a_title_or_none(texts, headings, slug):
    chosen = choose_title(
        [TitleCandidate("meta", text) for text in texts], [Heading(text) for text in headings], ["x"], slug
    )
    assert chosen is None or (chosen[0].text == chosen[0].text.strip() and 0 < chosen[1] <= 1)
