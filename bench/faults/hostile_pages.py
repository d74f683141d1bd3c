"""Made-up hostile pages: bombs, false declarations, and input that upsets parsers, regular expressions and terminals."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from typing import TYPE_CHECKING, NamedTuple

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1 << 20
_HTML = "text/html"
_TEXT = "The council met in Paris. " * 40
#: Labels of the Encoding Standard, a few of each family, and some unknown ones.
_CHARSETS = (
    *("utf-8", "utf-16le", "utf-16be", "utf-16", "windows-1252", "iso-8859-2", "koi8-r", "windows-1251", "ibm866"),
    *(
        "gbk",
        "gb18030",
        "big5",
        "euc-jp",
        "shift_jis",
        "iso-2022-jp",
        "euc-kr",
        "x-user-defined",
        "replacement",
        "macintosh",
    ),
    *("utf-7", "utf-32", "cesu-8", "none-such", "", "utf8;drop", "\x00", "é", "x" * 5000),
)
_SAMPLES = (
    "naïve café",
    "Привет, мир",
    "日本語のテキスト",
    "한국어 문장",
    "שלום עולם",
    "ไทย",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
)
#: Strings that make regular expressions backtrack, repeated often enough that quadratic time hurts.
_RUNS = (
    *(
        "a",
        " ",
        "\n",
        ".",
        "-",
        "'",
        '"',
        "(",
        "[",
        "@",
        "/",
        ":",
        "_",
        "=",
        "&",
        "%",
        "#",
        "<",
        "\u00a0",
        "\u200b",
        "\u0301",
    ),
    *(
        "a.",
        "1,",
        "1.",
        "A ",
        "a\n",
        "a-",
        "a'",
        "( ",
        "“a",
        "«",
        "http://",
        "www.",
        "a@a.",
        "&amp;",
        "2024-",
        "12:",
        "$1 ",
    ),
    *(
        "Mr. ",
        "on Monday ",
        "said ",
        "in Paris, ",
        "Paris ",
        "USA ",
        "10 million ",
        "по ",
        "の",
        "。",
        "अ",
        "\u0e33",
        "By A ",
        "!",
    ),
)


class HostilePage(NamedTuple):
    """A page as raw fields of an intake entry."""

    kind: str
    body: bytes
    content_type: str | None = _HTML
    content_encoding: str | None = None
    charset: str | None = None
    url: str = ""


def hostile_pages(size: int = MEGABYTE, *, bombs: bool = True) -> Iterator[HostilePage]:
    """Yield all hostile pages of about `size` bytes; `bombs` includes those that are large whatever the size."""
    makers = (_shapes, _charsets, _binaries, _xml, _states, _runs, _terminal, _tables)
    for make in (_bombs, *makers) if bombs else makers:
        for number, page in enumerate(make(size)):
            yield page._replace(url=f"https://trap.example/{page.kind.replace(' ', '-')}/{number}")


def _bombs(size: int) -> Iterator[HostilePage]:
    zeros = bytes(MEGABYTE)
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(pack.compress(zeros) for _ in range(256)) + pack.flush()
    yield HostilePage("bomb of gzip", packed, content_encoding="gzip")
    yield HostilePage("bomb of gzip", gzip.compress(packed), content_encoding="gzip")
    stream = zstandard.ZstdCompressor(level=19).compressobj()
    yield HostilePage(
        "bomb of zstd",
        b"".join(stream.compress(zeros) for _ in range(256)) + stream.flush(),
        content_encoding="zstd",
    )
    yield HostilePage("bomb of zstd", zstandard.ZstdCompressor().compress(b"<p>x</p>")[:9], content_encoding="zstd")
    yield HostilePage("packing that is none", b"<p>plain</p>", content_encoding="gzip")
    yield HostilePage("packing that is none", b"<p>plain</p>", content_encoding="br")
    yield HostilePage("one text node", b"<p>" + b"word " * (6 * size) + b"</p>")
    yield HostilePage("one text node", b"<p>" + b"w" * (30 * size) + b"</p>")
    yield HostilePage("too large", b"<p>" + b"word " * (20 * size) + b"</p>")


def _shapes(size: int) -> Iterator[HostilePage]:
    for tag in (b"div", b"b", b"table", b"p", b"font", b"a", b"svg", b"x"):
        yield HostilePage("nesting", b"<%s>" % tag * (size // 10) + b"deep")
    yield HostilePage("attributes", b"<p " + b" ".join(b"a%d=1" % n for n in range(size // 8)) + b">text</p>")
    yield HostilePage("attributes", b"<p " + b'a="' + b"x" * (8 * size) + b'">text</p>')
    yield HostilePage("attributes", b'<p a=">" ' * (size // 8))
    yield HostilePage("elements", b"<i></i>" * size)
    yield HostilePage("elements", b"<!----><?x?>" * (size // 4))
    yield HostilePage("links", b"".join(b'<a href="/page/%d">Link %d</a> ' % (n, n) for n in range(50_000)))
    yield HostilePage(
        "links",
        b"".join(b'<img src="/i/%d.png" alt="x"><meta name="author" content="A B %d">' % (n, n) for n in range(30_000)),
    )
    yield HostilePage("entities", b"<p>" + b"&amp;&lt;&#x10ffff;&#0;&#xd800;&bogus;&" * (size // 16))
    yield HostilePage("unclosed", b"<!--" + b"x" * size)
    yield HostilePage("unclosed", b"<script>" + b"var a='</scrip' ;" * (size // 16))
    yield HostilePage("unclosed", b"<title>" + b"x" * size)
    yield HostilePage("unclosed", b"<" * size)
    yield HostilePage("nothing", b"")
    yield HostilePage("nothing", b"\x00" * size)
    yield HostilePage("nothing", b"\xef\xbb\xbf")


def _charsets(_size: int) -> Iterator[HostilePage]:
    for label in _CHARSETS:
        for sample in _SAMPLES:
            for real in ("utf-8", "utf-16", "shift_jis", "windows-1251"):
                text = f"<meta charset='{label}'><p>{sample * 30}</p>"
                body = text.encode(real, "replace")
                yield HostilePage(
                    "lie about the charset",
                    body,
                    f"text/html; charset={label}" if len(label) < 100 else _HTML,
                    charset=label or None,
                )


def _binaries(size: int) -> Iterator[HostilePage]:
    noise = random.Random(1).randbytes(size)
    for head in (
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"\x7fELF\x02\x01\x01",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"\x1f\x8b\x08",
        b"MZ",
        b"\xca\xfe\xba\xbe",
        b"RIFF",
        b"OggS",
        b"",
    ):
        yield HostilePage("binary as HTML", head + noise)
        yield HostilePage("binary as HTML", head + b"<html><p>text</p>" + noise[:1000], "text/html; charset=utf-8")


def _xml(size: int) -> Iterator[HostilePage]:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield HostilePage(
        "entities of XML",
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><rss><channel><title>&l9;</title></channel></rss>'.encode(),
        "application/rss+xml",
    )
    for target in ("file:///etc/passwd", "http://127.0.0.1:1/x", "php://filter", "/etc/passwd"):
        for kind in ("application/xml", "application/xhtml+xml", "application/rss+xml", _HTML):
            entities = f'<!ENTITY x SYSTEM "{target}"><!ENTITY % p SYSTEM "{target}">%p;'
            item = "<item><title>A &x; B</title><description>&x;</description></item>"
            text = f'<?xml version="1.0"?><!DOCTYPE r [{entities}]><rss><channel>{item}</channel></rss>'
            yield HostilePage("entities of XML", text.encode(), kind)
    yield HostilePage(
        "entities of XML",
        b"<rss><channel>" + b"<item><title>t</title></item>" * (size // 16) + b"</channel></rss>",
        "application/rss+xml",
    )
    yield HostilePage("entities of XML", b"<a>" * (size // 8), "application/xml")


def _states(size: int) -> Iterator[HostilePage]:
    head = b'<html><head><script type="application/ld+json">'
    row = json.dumps({"@type": "NewsArticle", "headline": "h" * 200, "author": [{"name": "A B"}] * 20}).encode()
    yield HostilePage(
        "JSON in the page",
        head + b"[" + b",".join([row] * (20 * size // len(row))) + b"]</script></head><p>text</p>",
    )
    yield HostilePage("JSON in the page", head + b"[" * size + b"</script></head><p>text</p>")
    yield HostilePage(
        "JSON in the page",
        head + b'{"a":' * (size // 8) + b"1" + b"}" * (size // 8) + b"</script></head><p>text</p>",
    )
    yield HostilePage(
        "JSON in the page",
        head
        + b'{"datePublished": 1e999, "headline": ["", null, {}, 1e400, "\\ud800"], "author": {"name": {"name": []}}}'
        + b"</script></head><p>text</p>",
    )
    yield HostilePage(
        "JSON in the page",
        b'<script id="__NEXT_DATA__" type="application/json">'
        + b'{"props":{"body":"<p>x</p>"},"n":' * (size // 40)
        + b"</script><p>text</p>",
    )
    yield HostilePage(
        "JSON in the page",
        b"<script>window.__STATE__=JSON.parse('" + b"\\\\u0022" * (size // 8) + b"')</script><p>text</p>",
    )


def _runs(size: int) -> Iterator[HostilePage]:
    for run in _RUNS:
        text = run * (size // 2 // len(run.encode()))
        yield HostilePage(
            "run", f"<title>{run * 2000}</title><meta name=author content='{run * 2000}'><p>{text}</p>".encode()
        )
    for run in ("word ", "Word ", "слово ", "語"):
        yield HostilePage("run", "".join(f"<p>{run * 20}{n}</p>" for n in range(size // 300)).encode())


def _terminal(_size: int) -> Iterator[HostilePage]:
    for escape in (
        "\x1b]0;PWNED\x07",
        "\x1b[2J\x1b[H",
        "\x9b31mRED",
        "\x1bP+q544e\x1b\\",
        "\u202eright to left",
        "\r overwritten",
        "\x08" * 40,
        "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    ):
        title = f"Title {escape} end"
        yield HostilePage(
            "escape sequences",
            f"<title>{title}</title><article><h1>{title}</h1><p>{_TEXT}{escape}</p></article>".encode(),
        )


def _tables(_size: int) -> Iterator[HostilePage]:
    for value in (
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "'; DROP TABLE items; --",
        '"),("',
        "\\N",
        "a\tb\x0bc",
        "NULL",
        "-1+1",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "../../etc/passwd",
        "%s%n%x",
    ):
        yield HostilePage(
            "values for others",
            f'<title>{value}</title><meta name=author content="{value}"><p>{_TEXT}</p>'.encode(),
        )
