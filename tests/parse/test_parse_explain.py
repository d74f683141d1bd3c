"""The explanation of a page says what parse does, and why."""

from __future__ import annotations

import json

import pytest
from article import LINES

from wiremill.errors import PageFault
from worker.parse import parse
from worker.parse.explained.explain import explain

URL = "https://www.example.com/news/2024/06/bridge-closes"
COPY = "".join(f"<p>{line}</p>" for line in LINES)
CONSENT = "We value your privacy and use cookies to measure how our pages are read by our visitors."
COMMENT = "I walked over it as a child with my father, and hope to do so again with my own children one day."


def page(body=COPY, head="", beside=""):
    return f"""<html><head><title>Bridge closes for two years | Example Times</title>
    <meta property="og:type" content="article"><meta property="og:site_name" content="Example Times">{head}</head><body>
    <header><nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li><li><a href=/a>Arts</a></li></ul></nav></header>
    <main><article><h1>Bridge closes for two years</h1>{body}</article></main>{beside}
    <footer><p>Copyright Example Times, all rights reserved, no part may be copied.</p></footer></body></html>""".encode()


def block(found, text):
    return next(each for each in found.blocks if each.text.startswith(text))


def field(found, name):
    return next(each for each in found.fields if each.field == name)


def candidates(found, name):
    return {(each.origin, each.place): (each.value, each.why) for each in field(found, name).candidates}


def test_the_chosen_blocks_are_the_text_of_the_document():
    found, document = explain(page(), url=URL), parse(page(), url=URL)

    assert "\n".join(each.text for each in found.blocks if each.chosen) == document.text
    assert (found.page_type, found.text_origin, found.flags) == (
        document.page_type,
        document.provenance["text"],
        document.flags,
    )
    assert [each.number for each in found.blocks] == list(range(1, len(found.blocks) + 1))
    assert next(iter(found.types)) == "article"
    assert sum(found.types.values()) == pytest.approx(1, abs=0.001)


def test_a_block_names_the_rule_that_dropped_it():
    beside = (
        f'<div id="cookie-consent"><p>{CONSENT}</p></div><section class="comments"><p>{COMMENT}</p></section>'
        f'<div style="display:none"><p>{LINES[3]} {LINES[4]}</p></div>'
    )
    body = (
        COPY
        + "<figure><figcaption>The harbour bridge in the year 1931, photographed by its engineer</figcaption></figure>"
    )

    found = explain(page(body, beside=beside), url=URL)

    assert block(found, CONSENT).why.startswith("consent dialogue, ")
    assert "comments of readers" in block(found, COMMENT).why
    assert "hidden" in block(found, f"{LINES[3]} {LINES[4]}").why
    assert "caption" in block(found, "The harbour bridge in the year 1931").why
    assert not any(block(found, text).chosen for text in (CONSENT, COMMENT, f"{LINES[3]} {LINES[4]}"))
    consent = block(found, CONSENT)
    assert consent.steps["consent dialogue"] == pytest.approx(0.001)
    assert consent.probability <= 0.001 < consent.steps["model"]


def test_navigation_is_dropped_by_the_model_alone():
    found = explain(page(), url=URL)

    for text in ("Arts", LINES[5]):
        word, probability = block(found, text).why.split()
        assert (word, float(probability)) == ("model", pytest.approx(block(found, text).steps["model"], abs=0.006))


def test_a_repeated_text_names_the_block_that_it_repeats():
    twice = f"<div class=wide>{COPY}</div><div class=narrow>{COPY}</div>"

    found = explain(page(twice), url=URL)

    same = [each for each in found.blocks if each.text == LINES[0]]
    assert [each.chosen for each in same].count(True) == 1
    [kept] = [each for each in same if each.chosen]
    [dropped] = [each for each in same if not each.chosen]
    assert dropped.why == f"duplicate of {kept.number}"


def test_a_headline_that_is_the_title_is_no_text():
    found = explain(page(f"<p>By Mary Miller</p>{COPY}"), url=URL)

    headline = next(each for each in found.blocks if each.kind == "heading")
    assert (headline.chosen, headline.why) == (False, "headline is the title")
    assert headline.probability > 0.5
    byline = block(found, "By Mary Miller")
    assert (byline.chosen, byline.why) == (False, "line of date and byline")


def test_text_outside_the_container_of_an_article_says_so():
    teaser = "Read more about the harbour, its ships, its bridges and the people who work there, every day of the week."
    body = f"<div class=copy>{COPY}</div><div><div><div><p>{teaser}</p><p>{teaser[:-1]}, in our magazine.</p></div></div></div>"

    found = explain(page(body), url=URL)

    reasons = {each.why for each in found.blocks if not each.chosen}
    outside = [each for each in found.blocks if "outside the main container" in each.why]
    assert all(each.steps["container"] < each.steps["sharpened"] for each in outside), reasons
    assert outside


def test_every_candidate_for_the_title_has_its_reason():
    head = '<meta property="og:title" content="Two years without a bridge">'

    found = explain(page(f"<h2>The works</h2>{COPY}", head=head), url=URL)

    assert field(found, "title").values == ["Bridge closes for two years"]
    assert candidates(found, "title") == {
        ("opengraph", ""): ("Two years without a bridge", "another source is preferred"),
        ("markup", "title element"): ("Bridge closes for two years | Example Times", "says the same and more"),
        ("markup", "h1"): ("Bridge closes for two years", "chosen"),
    }


def test_every_candidate_for_authors_and_dates_has_its_reason():
    head = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "author":
        {"@type": "Person", "name": "Mary Miller"}, "datePublished": "2024-06-03T10:00:00Z", "dateModified": "soon"}</script>
        <meta name="author" content="Example Newsroom"><meta property="article:published_time" content="2024-06-01">"""

    found = explain(page(head=head), url=URL)

    authors, published = candidates(found, "authors"), candidates(found, "published")
    assert field(found, "authors").values == ["Mary Miller"]
    assert authors["json-ld", ""] == ("Mary Miller", "chosen")
    assert authors["meta", ""] == ("Example Newsroom", "names no person")
    assert published["json-ld", ""] == ("2024-06-03T10:00:00+00:00", "chosen")
    assert published["opengraph", ""] == ("2024-06-01", "is less trusted")
    assert candidates(found, "modified")["json-ld", ""] == ("", "no date can be read")


def test_a_printed_date_that_overrules_the_declared_one_is_a_candidate():
    head = '<meta property="article:published_time" content="2024-06-20T10:00:00Z">'

    found = explain(page(f"<p>Published 3 June 2024</p>{COPY}", head=head), url="https://www.example.com/a")

    published = candidates(found, "published")
    assert published["text", ""] == ("2024-06-03", "chosen")
    assert published["opengraph", ""] == ("2024-06-20T10:00:00+00:00", "is overruled")


def test_the_first_poster_of_a_discussion_is_a_candidate():
    head = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "DiscussionForumPosting",
        "headline": "Bridge closes", "author": {"@type": "Person", "name": "ferryman77"}}</script>"""

    found = explain(page(head=head), url=URL)

    assert field(found, "authors").values == ["ferryman77"]
    assert candidates(found, "authors")["json-ld", ""] == ("ferryman77", "chosen")


def test_text_from_structured_data_leaves_no_block_chosen():
    script = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": " ".join(LINES)})
    html = f"<title>Bridge</title><script type='application/ld+json'>{script}</script><p>Loading the article, please wait.</p>"

    found = explain(html.encode(), url=URL)

    assert found.text_origin.origin == "json-ld"
    assert found.words > 200
    assert [(each.chosen, each.why) for each in found.blocks] == [(False, "the text is taken from json-ld")]


def test_a_page_without_content_says_so_for_each_block():
    html = b"<title>404 Not Found</title><h1>404 Not Found</h1><p>The page that you look for is not here.</p>"

    found = explain(html, url=URL)

    assert found.no_content_reason == "error"
    assert found.words == 0
    assert not any(each.chosen for each in found.blocks)
    assert any(each.why == "the page has no content: error" for each in found.blocks)


def test_plain_text_and_feeds_are_explained_by_their_documents():
    feed = """<?xml version="1.0"?><rss version="2.0"><channel><title>Times</title><item><title>One</title>
        <description>First.</description></item><item><title>Two</title></item></channel></rss>"""

    plain, listing = explain("\n\n".join(LINES).encode()), explain(feed.encode())

    assert (plain.kind, listing.kind) == ("plain", "feed")
    assert [each.text for each in plain.blocks] == LINES
    assert {each.why for each in plain.blocks} <= {"plain text", "longest run of prose"}
    assert {each.why for each in listing.blocks} == {"entry of a feed"}
    assert all(each.chosen and each.probability is None for each in (*plain.blocks, *listing.blocks))


def test_an_only_entry_of_a_feed_shows_the_blocks_of_its_html():
    feed = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Times</title><item><title>One</title>
        <description><![CDATA[{COPY}]]></description></item></channel></rss>"""

    found = explain(feed.encode(), url=URL)

    assert field(found, "title").values == ["One"]
    assert [(each.origin, each.why) for each in field(found, "title").candidates] == [("markup", "chosen")]
    assert sum(each.chosen for each in found.blocks) == len(LINES)


@pytest.mark.parametrize("body", [b"", b"\n", b"<html></html>", b"<br>", b"\0"])
def test_a_page_without_anything_has_no_blocks(body):
    found = explain(body)

    assert found.blocks == []
    assert found.no_content_reason == "empty"
    assert [each.values for each in found.fields] == [[], [], [], []]


def test_a_body_that_is_not_text_is_refused_as_by_parse():
    with pytest.raises(PageFault, match="PNG"):
        explain(b"\x89PNG\r\n\x1a\n" + bytes(100))


def test_a_subheading_that_is_kept_for_the_text_below_it_says_so():
    # Given subheadings so short and repeated that the model is in doubt about them
    items = "".join(
        f"<h2>Plant {n}</h2><p>{LINES[n]}</p><h3>Care tips</h3><ul><li>Light: {LINES[n + 4][:40]}.</li></ul>"
        for n in range(8)
    )

    found = explain(page(body=items), url=URL)

    kept = [each for each in found.blocks if each.why.startswith("right above the text, model ")]
    assert kept
    assert all(each.chosen and each.kind == "heading" for each in kept)
    assert all(found.blocks[each.number].chosen or found.blocks[each.number].kind == "heading" for each in kept)
