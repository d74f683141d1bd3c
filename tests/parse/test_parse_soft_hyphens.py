"""Soft hyphens: no text of a document holds one, whatever the page writes for it."""

# ruff: noqa: E501  # pages in few lines
from __future__ import annotations

import json

import pytest

from worker.parse import parse

FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."
ARTICLE = f"<p>{FIRST}</p><p>{SECOND}</p><p>{FIRST[4:]}</p>"


@pytest.mark.parametrize("hyphen", ["\xad", "&shy;", "&#173;", "&#xAD;"])
def test_no_field_holds_a_soft_hyphen(hyphen):
    body = f"""<html lang=de><head><title>Die Brü{hyphen}cke schließt</title>
    <meta name=description content="Warum die Brü{hyphen}cke schließt"></head><body><main><article><h1>Die Brü{hyphen}cke schließt</h1>
    <p class=byline>Von <span itemprop=author>Anna Holm{hyphen}berg</span></p><p>Am Frei{hyphen}tag: {FIRST}</p>
    <ul><li>Die Fäh{hyphen}re fährt</li></ul><a href=/b>Fäh{hyphen}ren</a><img src=/a.png alt="Fäh{hyphen}re">{ARTICLE}</article></main>
    <div class=comments><p>Das ist für die An{hyphen}wohner nicht gut.</p></div></body></html>"""

    document = parse(body.encode(), url="https://www.example.com/x")

    assert document.title == "Die Brücke schließt"
    assert document.description == "Warum die Brücke schließt"
    assert document.authors == ["Anna Holmberg"]
    assert f"Am Freitag: {FIRST}\nDie Fähre fährt" in document.text
    assert document.blocks[-1].end == len(document.text)
    assert "Das ist für die Anwohner nicht gut." in document.comments
    assert "\xad" not in str(document)


@pytest.mark.parametrize(
    "body",
    [
        f"Die Brü\xadcke schließt für zwei Jahre\n\nAm Frei\xadtag: {FIRST}\n\n{SECOND}\n",
        json.dumps({"version": "https://jsonfeed.org/version/1", "title": "Brü\xadcken", "items": [
            {"id": "1", "title": "Die Brü\xadcke schließt für zwei Jahre", "url": "https://example.com/1", "content_text": f"Am Frei\xadtag: {FIRST} {SECOND}"}]}),
        f"""<rss version="2.0"><channel><title>Brü&#173;cken</title><item><title>Die Brü&amp;shy;cke schließt für zwei Jahre</title><link>https://example.com/1</link>
        <description>&lt;p&gt;Am Frei&amp;shy;tag: {FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</description></item></channel></rss>""",
        '<div id=app>Loading</div><script type="application/ld+json">'
        + json.dumps({"@type": "NewsArticle", "headline": "Die Brü\xadcke schließt für zwei Jahre", "articleBody": f"Am Frei\xadtag: {FIRST}\n{SECOND}"})
        + "</script>",
    ],
    ids=["plain text", "JSON feed", "RSS", "JSON-LD"],
)  # fmt: skip
def test_no_text_of_another_form_holds_a_soft_hyphen(body):
    document = parse(body.encode())
    assert document.title == "Die Brücke schließt für zwei Jahre"
    assert f"Am Freitag: {FIRST}" in document.text
    assert "\xad" not in str(document)


def test_a_real_hyphen_stays():
    assert (
        "Well-known half\u2010timbered houses"
        in parse(f"<p>Well-known half\u2010timbered houses.</p>{ARTICLE}".encode()).text
    )
