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


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span class='head__kicker'>Traffic</span><span class=visually-hidden>: </span>Bridge closes for repairs</h1>",
        "<h1><div class=roofline>What drivers must know</div>Bridge closes for repairs</h1>",
        "<h1><span class=overline>Baustelle</span> <span>Bridge closes for repairs</span></h1>",
        "<h1><div class='entry-section'><a href=/opinion/>Opinion | </a></div> Bridge closes for repairs</h1>",
        "<h1><time datetime=2024-03-05>5 March 2024</time> Bridge closes for repairs</h1>",
        "<h1>Bridge closes for repairs<small>5 March 2024, Roads</small></h1>",
        "<h1>Bridge closes for repairs<h3>Posted on 5 March by Ada</h3></h1>",
    ],
)
def test_a_label_in_a_heading_is_no_part_of_the_title(heading):
    assert title("<title>Bridge closes for repairs - Example</title>", heading) == "Bridge closes for repairs"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        # All of the heading is in the element with the name of a label.
        ("<h1><span class=section>Bridge closes for repairs</span></h1>", "Bridge closes for repairs"),
        # What would be left is no headline.
        ("<h1><span class=topic>Bridge closes</span> Part 2</h1>", "Bridge closes Part 2"),
        # The name only begins like that of a label.
        (
            "<h1><span class=section-title>Bridge closes</span> for repairs in June</h1>",
            "Bridge closes for repairs in June",
        ),
    ],
)
def test_what_is_no_label_stays_in_the_title(heading, expected):
    assert title("", heading) == expected


def test_a_label_that_the_page_declares_as_part_of_its_title_stays():
    head = '<meta property="og:title" content="Traffic: Bridge closes for repairs">'
    heading = "<h1><span class=kicker>Traffic</span> Bridge closes for repairs</h1>"
    assert title(head, heading) == "Traffic Bridge closes for repairs"


def test_a_heading_whose_label_is_left_out_is_no_part_of_the_text():
    body = f"<article><h1><span class=kicker>Traffic</span> Bridge closes for repairs</h1>{PROSE}</article>"
    document = parse(f"<title>Bridge closes for repairs</title>{body}".encode())
    assert document.text.startswith("The harbour bridge")


@pytest.mark.parametrize(
    ("tag", "heading"),
    [
        ("Tide Notes: Bridge closes for repairs", "<h1><a href='/'>Tide Notes</a></h1><h3>Bridge closes for repairs</h3>"),
        ("Tide Notes » Archive » Bridge closes for repairs", "<h1><a href='/notes/index.html'>Tide Notes</a></h1>"),
        ("Bridge closes for repairs", "<a href='/'><h1>Tide Notes</h1></a>"),
        ("Bridge closes for repairs – Carnet", "<h1><a href='/notes'>Carnet</a></h1><h2>Bridge closes for repairs</h2>"),
        ("Bridge closes for repairs", "<h1><a href='/'>Tide Notes</a></h1><h2>Bridge closes for repairs</h2><h1>The cables</h1>"),
    ],
)  # fmt: skip
def test_a_heading_that_is_a_link_upwards_names_the_site(tag, heading):
    url = "https://www.example.com/notes/2024/bridge-closes-repairs"
    assert title(f"<title>{tag}</title>", heading, url) == "Bridge closes for repairs"


def test_a_heading_that_links_to_its_own_page_is_the_title():
    heading = "<h1><a href='/notes/bridge'>Bridge closes for repairs</a></h1>"
    assert title("", heading, "https://www.example.com/notes/bridge") == "Bridge closes for repairs"


@pytest.mark.parametrize("heading", ["€10", "기사 상세", "Sport", "More news for you"])
def test_a_heading_that_has_nothing_of_what_an_article_declares_is_not_its_title(heading):
    told = "Muelle cerrado por obras"
    head = f'<title>{told} - Example</title><meta property="og:title" content="{told}">'
    assert (
        title(head, f"<h1>{heading}</h1>", "https://www.example.com/sport/2024/03/05/muelle-cerrado-por-obras") == told
    )


def test_a_heading_outweighs_a_lone_title_tag_in_another_language():
    url = "https://www.example.com/2024/03/05/a1"
    assert title("<title>Bridge closes for repairs</title>", "<h1>Puente cerrado</h1>", url) == "Puente cerrado"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("Bridge closes for repairs – My page", "Bridge closes for repairs"),
        ("Bridge closes for repairs :: Carnet", "Bridge closes for repairs"),
        ("Le pont ferme pour travaux « Carnet", "Le pont ferme pour travaux"),
        ("My page · Bridge closes for repairs", "Bridge closes for repairs"),
        (
            "Bridge Works Limited (BWL) – Closing Notice – Example Register",
            "Bridge Works Limited (BWL) – Closing Notice",
        ),
        # These are whole.
        ("Bridge closes for repairs – what now?", "Bridge closes for repairs – what now?"),
        ("Bridge closes – Part 2", "Bridge closes – Part 2"),
        ("Villa Aurora - a house by the sea", "Villa Aurora - a house by the sea"),
        ("Week 14. - 20. January in the harbour", "Week 14. - 20. January in the harbour"),
        ("Le maire : « Le pont ferme » en juin", "Le maire : « Le pont ferme » en juin"),
    ],
)
def test_the_name_of_a_site_is_recognised_by_its_place_if_nothing_else_names_it(tag, expected):
    assert title(f"<title>{tag}</title>", "", "https://a1.example/b") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Nets &amp;amp; lines", "Nets & lines"),
        ("The boat&amp;#8217;s &amp;quot;last&amp;quot; voyage", 'The boat’s "last" voyage'),
        ("Le bateau &amp;ndash; et l&amp;rsquo;eau", "Le bateau – et l’eau"),
        ("Nets &amp;#x26; lines", "Nets & lines"),
        # These are about markup, or no entities.
        ("How to write &amp;amp; in HTML", "How to write &amp; in HTML"),
        ("Why &amp;lt;b&amp;gt; is bold", "Why &lt;b&gt; is bold"),
        ("Nets &amp; lines; and ropes", "Nets & lines; and ropes"),
    ],
)
def test_punctuation_that_was_escaped_twice_is_read(source, expected):
    head = f'<title>{source}</title><meta property="og:title" content="{source}">'
    assert title(head, f"<h1>{source}</h1>") == expected
    assert title(head, "") == expected


def test_a_page_that_nobody_named_is_named_by_its_heading():
    assert title("<title>Home</title>", "<h1>We mend bridges.</h1>", "https://example.com/") == "We mend bridges."
