"""Pages that mean harm: each gives a document or a fault, and soon."""

# pages in one line each

from __future__ import annotations

import subprocess
import sys
import time
from enum import StrEnum

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wiremill.contract.document import Document
from wiremill.errors import PageFault
from worker.parse import Flag, parse

#: seconds; the slowest of these pages takes about a second on one slow core.
SOON = 20

HOSTILE = {
    "deep divisions": b"<div>" * 100_000 + b"hello" + b"</div>" * 100_000,
    "deep spans": b"<p>" + b"<span>" * 100_000 + b"hello",
    "deep lists": b"<ul><li>" * 50_000 + b"hello",
    "deep tables": b"<table><tr><td>" * 30_000 + b"hello",
    "unclosed links": b"<a><b><i>" * 30_000 + b"hello",
    "deep JSON lists": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>hello",
    "deep JSON graphs": b'<script type="application/ld+json">' + b'{"@graph":' * 100_000 + b"</script><p>hello",
    "much JSON": b'<script type="application/ld+json">{"@type":"Article"}</script>' * 20_000 + b"<p>hello",
    "many attributes": b"<div " + b" ".join(b"a%d=x" % n for n in range(300_000)) + b">hello</div><p>hello",
    "attributes with brackets": b"<div " + b" ".join(b'a%d=">"' % n for n in range(300_000)) + b">hello</div><p>hello",
    "a long attribute": b'<p title="' + b"x" * 5_000_000 + b'">hello</p>',
    "a long class": b'<div class="' + b"nav " * 500_000 + b'">hello</div>',
    "many classes": b"".join(b'<p class="a%d b%d">hello</p>' % (n, n) for n in range(50_000)),
    "many elements": b"<p>hello</p>" * 300_000,
    "many headings": b"<h1>hello</h1>" * 60_000,
    "many links": b"".join(b'<a href="/%d">hello</a>' % n for n in range(60_000)),
    "many line breaks": b"<p>" + b"hello<br> " * 100_000,
    "opening brackets": b"<p>hello</p>" + b"<" * 2_000_000,
    "open comments": b"<p>hello</p>" + b"<!--" * 500_000,
    "open quotes": b"<p>hello</p>" + b'<a b="' * 200_000,
    "an entity bomb": b'<!DOCTYPE html [<!ENTITY a "'
    + b"a" * 1000
    + b'"><!ENTITY b "'
    + b"&a;" * 1000
    + b'">]><p>hello &b;</p>',
    "zero bytes": b"<p>hel\0lo</p>" * 1000 + b"\0",
    "digits": b"hello " + b"1" * 1_000_000,
    "dates": b"hello 1.1.2020 " * 50_000,
    "dashes": b"hello\n" + b"- " * 500_000,
    "space": b"hello" + b" \n\t" * 500_000 + b"hello",
    "tags in tags": b"<p>hello</p>" + b"<a" * 1_000_000,
    "tags with many attributes each": b"<p>hello</p>" + (b"<a " * 999 + b">") * 1_000,
    "a million attributes": b"<p>hello</p><div " + b"a " * 1_000_000 + b">",
    "attributes named like tags": b"<p>hello</p><div " + b" ".join(b"a<b%d=1" % n for n in range(100_000)) + b">",
    "a class of 5 MB": b'<p class="' + b"x" * 5_000_000 + b'">hello</p>',
    "a million tiny elements": b"<p>hello</p>" + b"<i>" * 1_000_000,
    "a million empty elements": b"<p>hello</p>" + b"<b></b>" * 1_000_000,
    "one text of 100 MB": b"<p>hello " + b"a" * 100_000_000,
    "references": b"<p>hello " + b"&amp;" * 1_500_000,
    "references to references": b"<p>hello " + b"&amp;" + b"amp;" * 1_500_000,
    "numeric references": b"<p>hello " + b"&#x41;" * 1_000_000,
    "lone surrogates": b"<p>hello " + b"&#xD800;&#xDFFF;\xed\xa0\x80" * 100_000,
    "pages in pages": b"<html><body><p>hello</p></body></html>" * 50_000,
    "buttons in buttons": b"<p>hello</p>" + b"<button><div></button>" * 50_000,
    "a state nested deeply": b'<script id=__NEXT_DATA__ type="application/json">'
    + b'{"a":' * 200_000
    + b"</script><p>hello",
    "a state of a megabyte": b'<script id=__NEXT_DATA__ type="application/json">['
    b'{"body":"' + b"a b " * 20 + b'"},' * 15_000 + b"1]</script><p>hello",
    "assignments to states": b"<script>" + b"window.__STATE__={" * 100_000 + b"</script><p>hello",
    "streams": b'<script>self.__next_f.push([1,"1:T5,"])</script>' * 30_000 + b"<p>hello",
    "a declaration that never ends": b"<?xml " * 300_000 + b"<p>hello",
    "sections of CDATA": b'<?xml version="1.0"?><p>hello</p>' + b"<![CDATA[" * 300_000,
    "elements that close themselves": b'<?xml version="1.0"?><p>hello</p>' + b"<div/>" * 300_000,
    "a title of errors": b"<title>" + b"404 not found - " * 20 + b"</title><p>hello, these are words",
    "Japanese without its charset": b"<p>hello " + "\u65e5\u672c\u8a9e ".encode("euc_jp") * 500_000,
    "bytes of no charset": b"<p>hello " + bytes(range(0x80, 0x100)) * 50_000,
    "escapes": b"<p>hello " + b"\x1b$B" * 500_000,
    "a feed of many entries": b"<rss><channel>" + b"<item><title>hello</title></item>" * 200_000,
    "a deep feed": b"<rss><channel><item><title>hello</title><description>" + b"<a>" * 100_000,
    "a feed with a bomb": b'<!DOCTYPE rss [<!ENTITY a "'
    + b"b" * 1_000
    + b'">'
    + b"".join(b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 50) for n in range(1, 9))
    + b"]><rss><channel><item><title>hello</title><description>hello &a8;</description></item></channel></rss>",
    "a feed of entities": b"<rss><channel><item><title>hello</title><description>hello "
    + b"&nbsp;&amp;" * 300_000
    + b"</description></item></channel></rss>",
    "a prolog without end": b"<!-- -->" * 100_000 + b"<rss><channel><item><title>hello</title></item></channel></rss>",
    "a JSON feed nested deeply": b'{"version": "https://jsonfeed.org/version/1.1", "title": "hello", "items": '
    + b"[" * 100_000,
    "a long title": b"<title>" + b"hello | " * 100_000 + b"</title><p>hello",
    "beginnings of scripts in a text": b'<script type="application/ld+json">{"@type":"Article","articleBody":"hello '
    + b"<script>" * 200_000
    + b'"}</script><p>hello',
    "a long line of names": b'<meta name=author content="' + b"By A B, " * 50_000 + b'"><p>hello',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_gives_a_document_soon(name):
    started = time.perf_counter()
    document = parse(HOSTILE[name], url="https://example.com/x")
    assert time.perf_counter() - started < SOON
    msgspec.json.encode(document)
    # What can't be read apart is no text; all others say hello.
    lost = {
        "many attributes",
        "attributes with brackets",
        "a JSON feed nested deeply",
        "escapes",
        "a prolog without end",
    }
    assert "hello" in document.text or name in lost


def test_a_body_beyond_the_limit_is_cut_and_flagged():
    document = parse(b"<p>hello world, this is a paragraph of some words, and it comes again.</p>" * 700_000)
    assert {"body.truncated", "text.truncated"} <= set(document.flags)
    assert len(document.text) <= 1_000_000


def test_a_page_too_deep_keeps_its_text_title_and_what_follows():
    body = (
        b"<title>The title</title>"
        + b"<div>" * 100_000
        + b"x"
        + b"</div>" * 100_000
        + b"<p>A paragraph that follows it.</p>"
    )
    document = parse(body)
    assert "parse.depth_limited" in document.flags
    assert document.title == "The title"
    assert "A paragraph that follows it." in document.text


def test_a_tag_with_too_many_attributes_loses_them_and_nothing_else():
    crowded = b"<p " + b" ".join(b'a%d="x > y"' % n for n in range(20_000)) + b">inside the crowded tag</p>"
    document = parse(b"<p>before it all</p>" + crowded + b"<p>after it all</p>")
    assert document.text == "before it all\ninside the crowded tag\nafter it all"
    assert "parse.attributes_dropped" in document.flags


@pytest.mark.parametrize("body", [b"", b"   \n", b"\0\0", b"<!-- nothing -->", b"<html></html>", b"<script>x</script>"])
def test_a_page_without_content_is_a_document_that_says_so(body):
    document = parse(body, url="https://example.com/")
    assert document.text == ""
    assert document.blocks == []
    assert "no_content" in document.flags
    assert "text" not in document.provenance


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"GIF89a\x01\0\x01\0",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"\0\0\0\x18ftypmp42\0\0\0\0",
        b"RIFF\x24\0\0\0WEBPVP8 ",
        bytes(range(32)) * 64,
        b"\x01\x02\x03text\x04\x05" * 50,
    ],
)
def test_a_binary_body_declared_as_html_is_a_fault_of_the_page(body):
    with pytest.raises(PageFault, match=r"body|bytes") as caught:
        parse(body, content_type="text/html; charset=utf-8")
    assert caught.value.reason == "not_text"


def test_parse_needs_neither_redis_nor_celery():
    code = "import sys, worker.parse; sys.exit(sum(name in sys.modules for name in ('redis', 'celery', 'kombu')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_flags_are_a_closed_list_of_strings():
    assert issubclass(Flag, StrEnum)
    assert len({flag.value for flag in Flag}) == len(list(Flag))


FLAGS = {flag.value for flag in Flag}
TAGS = st.sampled_from(
    [
        *["p", "div", "span", "a", "h1", "h2", "ul", "li", "table", "tr", "td", "pre", "blockquote", "br", "title"],
        *["script", "style", "svg", "article", "nav", "footer", "figure", "img", "time"],
    ]
)
PIECES = st.one_of(
    st.text(max_size=30),
    st.builds("<{}>".format, TAGS),
    st.builds("</{}>".format, TAGS),
    st.builds('<{} class="{}" href="{}">'.format, TAGS, st.text(max_size=10), st.text(max_size=10)),
    st.sampled_from(
        [
            "&amp;",
            "&#0;",
            "&#xD800;",
            "&#x10FFFF;",
            "<!--",
            "-->",
            "<![CDATA[",
            '<meta property="og:title" content="',
            '<script type="application/ld+json">{"@type": "Article", "author": ["',
            "A sentence of several words that ends here. ",
            "\n",
            "5 March 2024 ",
        ]
    ),
)


def check(document: Document) -> None:
    assert isinstance(document, Document)
    msgspec.json.decode(msgspec.json.encode(document), type=Document)
    for character in document.text:
        assert character in "\n\t" or not (ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0)
    assert set(document.flags) <= FLAGS
    assert len(document.flags) == len(set(document.flags))
    assert "\n".join(document.text[block.start : block.end] for block in document.blocks) == document.text
    reached = 0
    for block in document.blocks:
        assert reached <= block.start < block.end <= len(document.text)
        reached = block.end
    assert ("no_content" in document.flags) == (document.text == "") == (document.no_content_reason is not None)
    for name in document.provenance:
        assert getattr(document, name)


@given(
    body=st.binary(max_size=2000),
    content_type=st.sampled_from([None, "text/html", "text/plain", "text/html; charset=gbk"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_sound_document_or_a_fault(body, content_type):
    try:
        document = parse(body, url="https://example.com/", content_type=content_type)
    except PageFault as fault:
        assert fault.reason == "not_text"
    else:
        check(document)


@given(pieces=st.lists(PIECES, max_size=60), url=st.one_of(st.none(), st.text(max_size=30)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_gives_a_sound_document(pieces, url):
    try:
        document = parse("".join(pieces).encode("utf-8", "surrogatepass"), url=url, content_type="text/html")
    except PageFault as fault:
        assert fault.reason == "not_text"
    else:
        check(document)


FEED = st.sampled_from(
    [
        *[
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<link>",
            "<![CDATA[",
            "]]>",
            "<content:encoded>",
            "<entry>",
            "<content>",
        ],
        *[
            "<p>",
            "&amp;",
            "&nbsp;",
            "&lt;p&gt;",
            "<pubDate>",
            "5 March 2024",
            "<author><name>",
            "A sentence of words. ",
            "</",
        ],
    ]
)


@given(
    pieces=st.lists(st.one_of(FEED, st.text(max_size=20)), max_size=40),
    root=st.sampled_from(["<rss><channel>", "<feed>", "<rdf:RDF>"]),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_feed_gives_a_sound_document(pieces, root):
    try:
        document = parse((root + "".join(pieces)).encode("utf-8", "surrogatepass"), url="https://example.com/feed")
    except PageFault as fault:
        assert fault.reason == "not_text"
    else:
        check(document)


@given(lines=st.lists(st.text(max_size=80), max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_plain_text_gives_a_sound_document(lines):
    try:
        document = parse("\n".join(lines).encode("utf-8", "surrogatepass"), content_type="text/plain")
    except PageFault as fault:
        assert fault.reason == "not_text"
    else:
        check(document)
