"""Feeds handed in as pages: one entry is a document, many are a listing."""

# ruff: noqa: E501  # feeds in few lines; typographic signs

from __future__ import annotations

import json

import pytest

from worker.parse import parse

URL = "https://example.com/feed"
FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."
BODY = f"<p>{FIRST}</p><h2>What happens next</h2><p>{SECOND} <a href='/ferries'>Times</a></p><ul><li>Every ten minutes</li></ul>"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

RSS_ITEM = f"""<item><title>Bridge to close &amp;amp; reopen</title><link>https://example.com/bridge</link>
<dc:creator><![CDATA[Anna Holm]]></dc:creator><pubDate>Tue, 05 Mar 2024 14:20:00 +0100</pubDate>
<category><![CDATA[City]]></category><category>Traffic</category><guid isPermaLink="false">77</guid>
<description><![CDATA[<p>A bridge closes for two years.</p>]]></description>
<content:encoded><![CDATA[{BODY}]]></content:encoded>
<media:content url="https://example.com/bridge.jpg" medium="image"/></item>"""
RSS = f"""{HEAD}<!-- made by hand --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Example Times</title>
<atom:link href="https://example.com/feed" rel="self"/><link>https://example.com/</link><language>en-GB</language>
<description>News of the town</description><lastBuildDate>Tue, 05 Mar 2024 15:00:00 GMT</lastBuildDate>{{}}</channel></rss>"""

ATOM_ENTRY = f"""<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">Bridge to close &amp;amp; reopen</title>
<link rel="self" href="https://example.com/self"/><link rel="alternate" href="/bridge"/>
<author><name>Anna Holm</name><email>a@example.com</email></author><author><name>Piet de Vries</name></author>
<published>2024-03-05T14:20:00+01:00</published><updated>2024-03-06T09:00:00+01:00</updated>
<category term="city" label="City"/><summary>A bridge closes.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry>"""

RDF = f"""{HEAD}<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.com/"><title>Example Times</title>
<link>https://example.com/</link></channel>
<item rdf:about="https://example.com/1"><title>Bridge to close</title><link>https://example.com/1</link>
<description>{FIRST}</description><dc:date>2024-03-05T14:20:00Z</dc:date><dc:creator>Anna Holm</dc:creator></item>
<item rdf:about="https://example.com/2"><title>Ferries to run</title><link>https://example.com/2</link>
<description>&lt;p&gt;{SECOND}&lt;/p&gt;</description></item></rdf:RDF>"""


def rss(*items: str) -> bytes:
    return RSS.replace("{}", "".join(items)).encode()


def test_a_lone_item_of_rss_is_a_document():
    document = parse(rss(RSS_ITEM), url=URL, content_type="application/rss+xml")
    assert document.title == "Bridge to close & reopen"
    assert document.text.split("\n") == [FIRST, "What happens next", f"{SECOND} Times", "Every ten minutes"]
    assert [block.kind for block in document.blocks] == ["paragraph", "heading", "paragraph", "list_item"]
    assert document.authors == ["Anna Holm"]
    assert document.published == "2024-03-05T14:20:00+01:00"
    assert document.canonical_url == "https://example.com/bridge"
    assert document.description == "A bridge closes for two years."
    assert document.tags == ["City", "Traffic"]
    assert document.site_name == "Example Times"
    assert document.declared_language == "en-GB"
    assert document.images[0].url == "https://example.com/bridge.jpg"
    assert "https://example.com/ferries" in {link.url for link in document.links}
    assert document.flags == []
    assert document.provenance["published"].origin == "markup"


def test_a_lone_entry_of_atom_is_a_document_even_without_its_feed():
    document = parse(ATOM_ENTRY.encode(), url=URL, content_type="application/atom+xml")
    assert document.title == "Bridge to close & reopen"
    assert document.text.startswith(FIRST)
    assert [block.kind for block in document.blocks] == ["paragraph", "heading", "paragraph", "list_item"]
    assert document.authors == ["Anna Holm", "Piet de Vries"]
    assert document.published == "2024-03-05T14:20:00+01:00"
    assert document.modified == "2024-03-06T09:00:00+01:00"
    assert document.canonical_url == "https://example.com/bridge"
    assert document.tags == ["City"]
    assert document.declared_language == "en"


def test_many_entries_are_a_listing_of_headings_and_summaries():
    second = f"<item><title>Ferries to run</title><link>https://example.com/2</link><description>{SECOND}</description></item>"
    document = parse(rss(RSS_ITEM, second), url=URL)
    assert document.page_type == "listing"
    assert document.title == "Example Times"
    assert document.description == "News of the town"
    assert document.text.split("\n") == [
        "Bridge to close & reopen",
        "A bridge closes for two years.",
        "Ferries to run",
        SECOND,
    ]
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"] * 2
    assert [link.url for link in document.links] == ["https://example.com/bridge", "https://example.com/2"]
    assert document.modified == "2024-03-05T15:00:00+00:00"
    assert document.published is None


def test_rss_1_0_is_read():
    document = parse(RDF.encode(), url=URL, content_type="text/xml")
    assert document.title == "Example Times"
    assert document.text.split("\n") == ["Bridge to close", FIRST, "Ferries to run", SECOND]


def test_an_atom_feed_with_a_summary_only_gives_the_summary_as_text():
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title><author><name>Anna Holm</name></author>
    <entry><title>Bridge</title><link href="https://example.com/b"/><summary>{FIRST} {SECOND}</summary></entry></feed>"""
    document = parse(feed.encode(), url=URL)
    assert document.title == "Bridge"
    assert document.text == f"{FIRST} {SECOND}"
    assert document.authors == ["Anna Holm"]


def test_a_json_feed_is_read():
    entry = {"id": "1", "title": "Bridge", "content_html": BODY, "url": "https://example.com/b", "tags": ["City"]}
    entry |= {"date_published": "2024-03-05T14:20:00+01:00", "authors": [{"name": "Anna Holm"}]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Example Times", "items": [entry]}
    document = parse(json.dumps(feed).encode(), url=URL, content_type="application/feed+json")
    assert document.title == "Bridge"
    assert document.text.startswith(FIRST)
    assert document.authors == ["Anna Holm"]
    assert document.published == "2024-03-05T14:20:00+01:00"
    assert document.tags == ["City"]
    feed["items"] = [entry, {"title": "Ferries", "content_text": SECOND}]
    many = parse(json.dumps(feed).encode(), url=URL)
    assert many.page_type == "listing"
    assert many.title == "Example Times"
    assert SECOND in many.text


@pytest.mark.parametrize("written", ["\\u0000", "\0", "\\ud800", "\\u001b", "\\u0085", "\\ufeff"])
def test_what_json_can_name_and_no_text_can_hold_stays_in_the_json_feed(written):
    entry = {
        "title": "Bridge @",
        "content_text": "Some @ words",
        "tags": ["City @"],
        "authors": [{"name": "Anna @ Holm"}],
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Times @",
        "description": "News @",
        "items": [entry],
    }
    one = parse(json.dumps(feed).replace("@", written).encode(), url=URL)
    assert (one.title, one.site_name, one.tags, one.authors) == ("Bridge", "Times", ["City"], ["Anna Holm"])
    assert one.text.split() == ["Some", "words"]
    feed["items"] = [entry, entry]
    many = parse(json.dumps(feed).replace("@", written).encode(), url=URL)
    assert (many.title, many.description) == ("Times", "News")
    assert many.text.split() == ["Bridge", "Some", "words"] * 2


@pytest.mark.parametrize("content_type", [None, "text/html", "text/plain", "application/xml"])
def test_a_feed_is_told_by_what_it_looks_like(content_type):
    document = parse(rss(RSS_ITEM), url=URL, content_type=content_type)
    assert document.title == "Bridge to close & reopen"
    assert document.text.startswith(FIRST)


def test_a_page_that_speaks_of_feeds_is_a_page():
    document = parse(f"<!doctype html><html><body><p>{FIRST}</p><p>{SECOND}</p><rss>x</rss></body></html>".encode())
    assert document.text.startswith(FIRST)
    assert parse(f"<item><p>{FIRST}</p><p>{SECOND}</p></item>".encode()).text == f"{FIRST}\n{SECOND}"


def test_entities_of_html_are_read_though_xml_knows_none():
    item = (
        f"<item><title>Caf&eacute;&nbsp;Noir &mdash; opens</title><description>{FIRST} &hellip; </description></item>"
    )
    document = parse(rss(item), url=URL)
    assert document.title == "Café Noir — opens"
    assert document.text == f"{FIRST} …"


def test_a_broken_feed_gives_what_can_be_read():
    item = f"<item><title>Fish & chips</title><description>{FIRST}</description></item><item><title>Cut he"
    document = parse(RSS.partition("{}")[0].encode() + item.encode(), url=URL)
    assert "Fish" in document.text
    assert FIRST in document.text


def test_a_prefix_that_is_not_declared_is_taken_for_the_usual_one():
    item = f"<item><title>Bridge</title><content:encoded><![CDATA[{BODY}]]></content:encoded></item>"
    document = parse(f"<rss><channel><title>Example</title>{item}</channel></rss>".encode(), url=URL)
    assert document.text.startswith(FIRST)
    assert "What happens next" in document.text


def test_a_feed_without_entries_is_empty():
    document = parse(rss(), url=URL)
    assert document.title == "Example Times"
    assert (document.text, document.no_content_reason) == ("", "empty")
    assert document.flags == ["no_content"]


def test_entities_of_a_feed_s_own_are_not_expanded():
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "'
        + "hello " * 100
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 50}">' for n in range(8))
        + '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    )
    item = f"<item><title>Bridge</title><description>{FIRST} &i; &file;</description></item>"
    document = parse((HEAD + bomb + f"<rss><channel>{item}</channel></rss>").encode(), url=URL)
    assert document.text.startswith(FIRST)
    assert len(document.text) < len(FIRST) + 20


def test_more_entries_than_are_read_are_flagged():
    document = parse(rss(*(f"<item><title>Entry {n}</title></item>" for n in range(300))), url=URL)
    assert "entries.truncated" in document.flags
    assert len(document.blocks) == 200


def test_a_feed_in_another_charset_is_read_by_its_declaration():
    body = rss(f"<item><title>Grüße</title><description>Schöne {FIRST}</description></item>").decode()
    document = parse(body.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1"), url=URL)
    assert document.title == "Grüße"
