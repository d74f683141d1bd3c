"""The main text and its blocks."""

from __future__ import annotations

import json

import pytest

from worker.parse import parse
from worker.parse.pagetype import page_type

FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."
THIRD = "Works are to cost 210 million and to end in the summer of 2026, the city's engineer said on Tuesday evening."
ARTICLE = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
PROSE = f"{FIRST}\n{SECOND}\n{THIRD}"


def html(body):
    return parse(f"<!doctype html><html><body>{body}</body></html>".encode(), url="https://www.example.com/x")


def around(article):
    return f"""
    <header><nav><ul><li><a href=/a>News</a></li><li><a href=/b>Sport and more sport for all</a></li></ul></nav></header>
    <div class="breadcrumbs"><a href=/>Home</a> <a href=/n>News</a></div>
    <main><article><h1>Bridge closes</h1><div class="share-buttons">Share this on all the networks there are</div>{article}
    <div class="newsletter-signup"><p>Sign up to have all of this in your mailbox every single morning of the week.</p></div>
    </article>
    <section class="related-articles"><h3><a href=/c>Ferry fares to rise</a></h3>
    <p>Fares will rise by a tenth in spring.</p></section>
    <div id="comments"><p>I have crossed this bridge every day of my life and will miss it very much.</p></div></main>
    <aside><p>Most read: the ten oldest bridges of the coast, and why they still stand today.</p></aside>
    <div id="onetrust-consent-sdk"><p>{"We value your privacy and use cookies for many things. " * 20}</p></div>
    <footer><p>Copyright Example Times, all rights reserved, no part may be copied without permission.</p></footer>"""


def test_what_is_around_an_article_is_left_out():
    assert html(around(ARTICLE)).text == PROSE


def test_the_text_is_the_same_with_divisions_in_place_of_paragraphs():
    assert html(around(ARTICLE.replace("<p>", "<div>").replace("</p>", "</div>"))).text == PROSE


def test_an_article_parted_by_line_breaks_becomes_paragraphs():
    document = html(around(f"<div>{FIRST}<br><br>{SECOND}<br/> <br/>{THIRD}</div>"))
    assert document.text == PROSE
    assert len(document.blocks) == 3


def test_the_blocks_cover_the_text_in_order_parted_by_one_newline():
    document = html(
        around(f"{ARTICLE}<h2>Next</h2><ul><li>one thing</li><li>another thing</li></ul><pre>a = 1\n  b</pre>")
    )
    assert "\n".join(document.text[block.start : block.end] for block in document.blocks) == document.text
    assert document.blocks[0].start == 0
    assert document.blocks[-1].end == len(document.text)


def test_blocks_keep_what_they_were():
    body = f"""{ARTICLE}<h2>What is next</h2><blockquote><p>There was none.</p></blockquote>
    <ul><li>Ferries<ul><li>North bank</li></ul></li></ul><pre>def f():\n    return 1</pre>
    <table><tr><th>Year</th><th>Cost</th></tr><tr><td>2025</td><td>110</td></tr></table><p>{FIRST}</p>"""
    document = html(around(body))
    found = [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks[3:]]
    assert found == [
        ("heading", 2, "What is next"),
        ("quote", None, "There was none."),
        ("list_item", 1, "Ferries"),
        ("list_item", 2, "North bank"),
        ("code", None, "def f():\n    return 1"),
        ("table", None, "Year\tCost\n2025\t110"),
        ("paragraph", None, FIRST),
    ]


def test_a_table_that_makes_the_layout_is_no_data():
    document = html(f"<table><tr><td><a href=/>Home</a></td><td>{ARTICLE}</td></tr></table>")
    assert {block.kind for block in document.blocks} == {"paragraph"}
    assert document.text.endswith(PROSE)


def test_offsets_count_characters_beyond_the_basic_plane_as_one():
    document = html(
        "<p>The 🚲 lane and the 🚋 tram share the road from now on, says the city.</p><p>Second 🚢 paragraph.</p>"
    )
    second = document.blocks[-1]
    assert document.text[second.start : second.end] == "Second 🚢 paragraph."


def test_hidden_text_is_left_out():
    assert html(f"{ARTICLE}<div style='display: none'><p>{FIRST} Hidden.</p></div>").text == PROSE


def test_scripts_styles_and_controls_are_no_text():
    body = f"{ARTICLE}<script>var a = 1</script><style>p {{}}</style><button>Buy</button><select><option>x</option></select>"
    assert html(body).text == PROSE


def test_the_posts_of_a_forum_are_its_content():
    posts = "".join(f'<div class="comment"><p>Post number {n}: {FIRST}</p></div>' for n in range(4))
    body = f"<h1>Which ferry?</h1>{ARTICLE}<div class=comments>{posts}</div>".encode()
    assert parse(body, url="https://www.example.com/blog/1").text.count("Post number") == 0
    assert parse(body, url="https://forum.example.com/threads/1").text.count("Post number") == 4


def test_the_cards_of_a_listing_are_its_content():
    cards = "".join(
        f"<div class=card><h3><a href=/p/{n}>Lamp {n}</a></h3><span>{n} crowns</span></div>" for n in range(9)
    )
    document = html(f"<nav><a href=/>Home</a></nav><main><h1>Lamps</h1><div>{cards}</div></main>")
    assert "Lamp 7\n7 crowns" in document.text
    assert "Home" not in document.text


def test_names_that_would_take_the_whole_page_are_not_believed():
    assert html(f'<div class="sidebar-layout popup">{ARTICLE}</div>').text == PROSE


def test_text_that_is_only_in_json_ld_is_taken_from_there():
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge closes", "articleBody": PROSE})
    document = html(f'<div id=app>Loading</div><script type="application/ld+json">{data}</script>')
    assert document.text == PROSE
    assert len(document.blocks) == 3
    assert "text.from_structured_data" in document.flags
    assert document.provenance["text"].origin == "json-ld"


def test_text_that_is_only_in_embedded_state_is_taken_from_there():
    state = json.dumps({"props": {"page": {"id": "x" * 50, "body": f"<p>{FIRST}</p><p>{SECOND}</p>"}}})
    document = html(f'<div id=__next></div><script id="__NEXT_DATA__" type="application/json">{state}</script>')
    assert document.text == f"{FIRST}\n{SECOND}"
    assert "text.from_structured_data" in document.flags


def test_text_that_is_only_for_browsers_without_scripts_is_taken():
    assert html(f"<div id=root></div><noscript>{ARTICLE}</noscript>").text == PROSE


def test_the_headline_stands_in_the_title_and_not_again_in_the_text():
    document = html(f"<article><h1>Bridge closes for repairs</h1>{ARTICLE}</article>")
    assert document.title == "Bridge closes for repairs"
    assert document.text == PROSE


def test_the_same_page_gives_the_same_document():
    assert html(around(ARTICLE)) == html(around(ARTICLE))


@pytest.mark.parametrize(("forum", "kept"), [(0.0, False), (0.4, True)])
def test_comments_are_text_only_where_the_page_may_be_a_forum(forum, kept, monkeypatch):
    # Given a page whose model of types says so
    types = [0.4, forum, 0.0, 0.0, 0.0, 0.0, 0.6 - forum]
    monkeypatch.setattr(page_type, "type_probabilities", lambda *_: types)

    document = html(around(ARTICLE))

    assert ("I have crossed this bridge" in document.text) is kept


@pytest.mark.parametrize(
    "body",
    [
        '<body class="single has_comment_count ads-on">{}</body>',
        '<body><div id="page" class="sidebar-right share-enabled">{}</div></body>',
        '<body class="comments-open" id="comments-page"><div class="print author-hidden">{}</div></body>',
        '<body class="menu-left cookies-not-set newsletter-2">{}</body>',
        '<body style="visibility:hidden" class="caption-two">{}</body>',
    ],
)
def test_names_of_the_whole_page_say_nothing_about_its_parts(body):
    # Given an article with short lines, which names decide about
    article = f"{ARTICLE * 2}<h3>Where to go</h3><ul><li>North bank?</li><li>South bank?</li></ul>{ARTICLE.upper() * 2}"
    page = around(article).replace('<div id="comments">', '<div id="comments" class="comment-list">')

    plain, named = (
        parse(each.format(page).encode(), url="https://www.example.com/x") for each in ("<body>{}</body>", body)
    )

    assert "Where to go\nNorth bank?\nSouth bank?" in named.text
    assert named.text == plain.text
    assert "I have crossed this bridge" not in named.text
