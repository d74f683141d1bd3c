"""The initial inputs of fuzzing: made-up pages and entries, and the tokens of their formats."""

# ruff: noqa: RUF001  (digits and letters of other scripts, as dates are written in)

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench.faults.fuzzing.targets import entry
from bench.faults.hostile_pages import hostile_pages
from bench.lib import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: bytes; longer inputs run too slowly to be mutated often enough.
MAX_BYTES = 8 * 1024
_HTML = "text/html; charset=utf-8"
_PROSE = (
    "The bridge over the river closes on Monday, the mayor said. Repairs take until 5 March 2024, and cost 2 million. "
)
_LD = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["NewsArticle"],
            "headline": "Bridge closes",
            "author": [{"@type": "Person", "name": "Ada Miller"}, "Bo Li"],
            "datePublished": "2024-03-05T10:00:00+01:00",
            "dateModified": "2024-03-06",
            "articleBody": _PROSE * 4,
            "isAccessibleForFree": False,
            "articleSection": ["Local"],
            "keywords": "bridge, river",
            "image": {"url": "/bridge.jpg"},
            "publisher": {"name": "The Paper"},
            "mainEntityOfPage": {"@id": "https://example.org/bridge"},
        }
    ],
}
_HEAD = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><base href="/news/"><title>Bridge closes - The Paper</title>'
    '<link rel="canonical" href="https://example.org/bridge"><meta property="og:title" content="Bridge closes">'
    '<meta property="og:type" content="article"><meta name="author" content="By Ada Miller and Bo Li, Reuters">'
    '<meta property="article:published_time" content="2024-03-05T10:00:00Z"><meta name="keywords" content="bridge, river">'
    '<meta name="description" content="Repairs begin."><meta property="og:image" content="/a.jpg">'
    f'<script type="application/ld+json">{json.dumps(_LD)}</script></head>'
)
_BODIES = {
    "article": _HEAD
    + "<body><nav><a href='/'>Home</a></nav><article><h1>Bridge closes</h1><p class=byline>By Ada Miller</p>"
    f"<time datetime='2024-03-05T10:00:00+01:00'>5 March 2024</time><p>{_PROSE}</p><h2>Why</h2><ul><li>{_PROSE}<li>Rust</ul>"
    f"<figure><img src=a.jpg alt=Bridge><figcaption>The bridge</figcaption></figure><blockquote>{_PROSE}</blockquote>"
    "<table><tr><th>Year<td>2024<tr><th>Cost<td>2</table><pre>code</pre></article><section id=comments><p>Shame!</section>",
    "forum": "<html><head><meta name=generator content=phpBB><title>Which bridge?</title></head><body>"
    + f"<div class=post><a class=author>ada</a> 3 hours ago<div class=content>{_PROSE}</div></div>" * 3,
    "state": f'<div id=root></div><script id="__NEXT_DATA__" type="application/json">'
    f"{json.dumps({'props': {'title': 'Bridge closes', 'body': f'<p>{_PROSE}</p>' * 5}})}</script>"
    f'<script>window.__STATE__ = {json.dumps({"article": {"text": _PROSE * 3}})};self.__next_f.push([1,"1:T5,hello"])</script>',
    "feed": "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
    "<title>The Paper</title><link>https://example.org/</link><language>en</language>"
    f"<item><title>Bridge</title><link>https://example.org/b</link><pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>"
    f"<content:encoded><![CDATA[<p>{_PROSE}</p>]]></content:encoded><author>ada@example.org (Ada Miller)</author></item>"
    "</channel></rss>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Paper</title><entry><title type='html'>Bridge</title>"
    f"<link href='/b'/><updated>2024-03-05T10:00:00Z</updated><author><name>Ada</name></author><content type='xhtml'>"
    f"<div xmlns='http://www.w3.org/1999/xhtml'><p>{_PROSE}</p></div></content></entry></feed>",
    "json feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The Paper",
            "items": [
                {
                    "id": "1",
                    "title": "Bridge",
                    "content_html": f"<p>{_PROSE}</p>",
                    "date_published": "2024-03-05T10:00:00Z",
                }
            ],
        }
    ),
    "xhtml": "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>"
    "<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'><head><title>Br&#252;cke</title></head>"
    f"<body><div/><p>{_PROSE}</p></body></html>",
    "plain": f"Bridge closes\nBy Ada Miller\n5 March 2024\n\nPARIS, March 5 (Reuters) - {_PROSE}\n\n{_PROSE}\n\n- one\n- two\n",
    "dates": "<title>مقال</title><p>۵ اسفند ۱۴۰۲<p>2024年3月5日 10時<p>5 марта 2024 г.<p>Gestern, 10:30 Uhr<p>há 3 dias<p>"
    + "文章の本文です。" * 30,
    "captcha": "<title>Just a moment...</title><p>Checking your browser. Please enable cookies and complete the captcha.",
    "listing": "<title>News</title>"
    + "".join(f"<div class=card><a href=/n/{n}>Bridge {n} closes again</a> 5.3.2024</div>" for n in range(20)),
}
#: Encodings in which some of the pages are written, whatever they are said to be in.
_ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "windows-1251",
    "shift_jis",
    "iso2022_jp",
    "gb18030",
    "euc_kr",
    "windows-1252",
)
WORDS = (
    *(
        "<p>",
        "</p>",
        '<div class="',
        "<article>",
        '<script type="application/ld+json">',
        "</script>",
        '<meta property="',
        "<!--",
        "-->",
    ),
    *(
        "<![CDATA[",
        "]]>",
        "&#xD800;",
        "&#0;",
        "&amp;",
        "&#x85;",
        '<base href="',
        '<time datetime="',
        '<link rel="canonical" href="',
    ),
    *(
        '<html lang="',
        "<template>",
        "<svg>",
        "<math>",
        "<noscript>",
        "<table>",
        "<td>",
        "<pre>",
        "<br>",
        '<iframe srcdoc="',
        "<title>",
    ),
    *(
        '"@type":',
        '"@graph":',
        '"headline":',
        '"author":',
        '"datePublished":',
        '"articleBody":',
        '"isAccessibleForFree":',
        "\\ud800",
    ),
    *(
        "\\u0000",
        "1e999",
        "null",
        "[",
        "{",
        "<rss>",
        "<channel>",
        "<item>",
        "<pubDate>",
        "<feed>",
        "<entry>",
        '<content type="xhtml">',
    ),
    *(
        "2024-03-05T10:00:00+01:00",
        "5 March 2024",
        "32.13.2024",
        "0000-00-00",
        "9999-12-31T23:59:60Z",
        "٥ مارس ٢٠٢٤",
        "令和6年3月5日",
    ),
    *(
        "3 hours ago",
        "yesterday",
        "By Ada Miller",
        "PARIS, March 5 (Reuters) - ",
        "http://[",
        "//",
        "javascript:",
        "data:,",
        "\u202e",
    ),
    *(
        "url=",
        "content_type=",
        "charset=",
        "fetched_at=",
        "content_encoding=",
        "wrap=gzip",
        "wrap=zstd",
        "wrap=frames",
        "status=",
    ),
    *(
        'headers={"Content-Type":"text/html"}',
        'meta={"a":[1]}',
        "traceparent=00-",
        "id=",
        "source=",
        "text/plain",
        "application/xml",
    ),
    *(
        "utf-16le",
        "iso-2022-jp",
        "gb18030",
        "x-user-defined",
        "replacement",
        "https://example.org/",
        "\ud800",
        "\x85",
        "\x00",
    ),
)
_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def seeds(target: str, folder: Path | None = None) -> Iterator[bytes]:
    """Yield the inputs that a target begins with; `folder` is a corpus of real pages."""
    made = {
        "url": "https://example.org/2024/03/05/bridge.html",
        "content_type": _HTML,
        "fetched_at": "2024-03-06T10:00:00Z",
    }
    for body in _BODIES.values():
        yield entry(made, body.encode())
    if target == "intake":
        yield from _entries(made)
        return
    for body in _BODIES.values():
        for encoding in _ENCODINGS:
            yield entry(made | {"content_type": "text/html", "charset": encoding}, body.encode(encoding, "replace"))
    for kind in ("text/plain", "application/xhtml+xml", "application/rss+xml", "application/json", "image/png", ""):
        for name in ("plain", "xhtml", "feed", "json feed"):
            yield entry(made | {"content_type": kind}, _BODIES[name].encode())
    for page in corpus.made(10, paragraphs=4):
        yield entry({"url": page.url}, page.body)
    for page in hostile_pages(size=2_000, bombs=False):
        fields = {"url": page.url, "content_type": page.content_type or "", "charset": (page.charset or "")[:100]}
        yield entry({name: value.encode("utf-8", "replace") for name, value in fields.items()}, page.body[:4_000])
    for page in corpus.load(folder, 500) if folder else ():
        yield entry({"url": page.url}, page.body[:MAX_BYTES])


def _entries(made: dict[str, str]) -> Iterator[bytes]:
    body = b"<p>The bridge closes."
    for wrap, encoding in (
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("frames", "zstd"),
        ("", "gzip"),
        ("", "br"),
        ("gzip", " GZIP "),
    ):
        yield entry(made | {"wrap": wrap, "content_encoding": encoding}, body)
        yield entry(made | {"wrap": wrap, "content_encoding": encoding}, bytes(190_000))
        yield entry(made | {"wrap": wrap, "content_encoding": encoding}, bytes(10_000) + b"x" * 5_000)
    more = {
        "status": "200",
        "source": "feed",
        "traceparent": _TRACE,
        "id": "7",
        "headers": '{"Content-Type": "text/html"}',
    }
    yield entry(
        made | more | {"meta": '{"tier": 1, "tags": ["a", null, true, 1.5e10], "deep": {"a": {"b": []}}}'}, body
    )
    yield entry(made | {"meta": "{}", "headers": "{}", "status": "", "id": " ", "charset": "utf-8"}, body)
    for depth in (30, 300, 900, 990, 1_100):
        yield entry(made | {"meta": '{"a":' + "[" * depth + "]" * depth + "}"}, body)
    for name, value in (
        *(
            ("url", "/relative"),
            ("url", "https://[::1]:99999/"),
            ("url", "mailto:a@example.org"),
            ("url", "https://é.example/ü"),
        ),
        *(("fetched_at", "2024-03-05"), ("fetched_at", "2024-W10-2T10:00Z"), ("status", "٢٠٠"), ("status", "999")),
        *(("traceparent", "00-0-0-0"), ("meta", '{"a": 1e999}'), ("meta", '{"a": "\\ud800"}'), ("headers", '{"a": 1}')),
        *(
            ("id", "a\x00b"),
            ("id", "\u202e"),
            ("charset", "x" * 1001),
            ("meta", '{"\\u0000": 123456789012345678901234567890}'),
        ),
    ):
        yield entry(made | {name: value}, body)
    yield b""
    yield b"body=x"
