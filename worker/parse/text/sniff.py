"""The kind of a body: HTML, a feed, plain text, or no text at all."""

from __future__ import annotations

import re
from typing import Final, Literal

from wiremill.errors import PageFault
from worker.parse.text.charset import utf16_encoding

Kind = Literal["html", "plain", "feed", "json_feed"]

#: First bytes of binary formats, and the names of these.
_MAGIC: Final = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM\x00", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE document"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"ID3", "MP3"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF2"),
    (b"\x00asm", "WebAssembly"),
    (b"\x1aE\xdf\xa3", "Matroska"),
)
#: bytes; enough to recognise UTF-16.
_UTF16_SAMPLE_BYTES: Final = 1_024
#: C0 controls that do not occur in text: all but tab, newline, form feed, carriage return, escape (ISO-2022-JP), SUB.
_BINARY: Final = bytes(sorted(set(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}))
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|script|article|main)[\s>]", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:p|div|span|a|br|li|ul|ol|h[1-6]|table|td|b|i|em|strong|img|section)\b[^<>]*>", re.IGNORECASE
)
#: A body that begins with a tag, even a cut one.
_BEGINS_WITH_TAG: Final = re.compile(r"\s*<[a-zA-Z!?][^<]{3}")
#: The root element of a feed, or of an entry handed in alone.
_FEED: Final = re.compile(r"<(?:[a-zA-Z]{1,12}:)?(rss|feed|rdf|channel|item|entry)[\s>]", re.IGNORECASE)
#: What follows a feed's root; some of the roots occur in other XML as well.
_FEED_PART: Final = re.compile(
    r"<(?:[a-zA-Z]{1,12}:)?(?:item|entry|channel|pubdate|published|updated|guid|description|summary|content|encoded)[\s>]"
    r"|xmlns=[\"']http://(?:www\.w3\.org/2005/Atom|purl\.org/rss/)",
    re.IGNORECASE,
)
_JSON_FEED: Final = re.compile(
    r"\s*\{[^{}]{0,2000}[\"']version[\"']\s*:\s*[\"']https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org"
)
#: Items before the root element: a declaration, comments, instructions, a document type.
_MAX_PROLOG: Final = 50
#: characters that are looked at to distinguish HTML from plain text.
_HEAD_CHARS: Final = 20_000


def refuse_binary(body: bytes) -> None:
    """Raise `PageFault` with reason ``not_text`` if the first bytes of `body` are no text in any charset."""
    head = body[:4096].lstrip(b"\t\n\r ")
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise PageFault("not_text", f"the body is {name}, not a page")
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] in {b"WEBP", b"WAVE", b"AVI "}):
        raise PageFault("not_text", "the body is audio, video or an image, not a page")
    if 0 in head and utf16_encoding(body[:_UTF16_SAMPLE_BYTES]):
        return
    controls = len(head) - len(head.translate(None, _BINARY))
    nuls = head.count(0)
    # In UTF-16 every other byte is zero at most, and other controls are rare; stray NULs do occur in pages.
    if (controls - nuls) * 20 > len(head) or nuls * 10 > len(head) * 6:
        raise PageFault("not_text", f"{controls} of the first {len(head)} bytes are control characters")
    if nuls * 5 > len(head) and not _is_every_other(head):
        raise PageFault("not_text", f"{nuls} of the first {len(head)} bytes are zero, and it is not UTF-16")


def kind_of(text: str, content_type: str | None) -> Kind:
    """Return the kind of `text`, by its looks first, since declared types are often wrong, then by its type."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    head = text[:_HEAD_CHARS]
    feed = _feed_kind(text)
    if feed:
        return feed
    if _PAGE.search(head[:2_000] if declared.startswith("text/plain") else head):
        return "html"
    tags = sum(1 for _ in _TAG.finditer(head))
    if declared.startswith("text/plain"):
        # Plain text may mention a tag or two; markup has one every few words.
        return "html" if tags * 200 > len(head) and tags > 3 else "plain"
    return "html" if tags or _BEGINS_WITH_TAG.match(head) else "plain"


def _is_every_other(head: bytes) -> bool:
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) >= 8 * min(even, odd)


def root_position(text: str) -> int:
    """Return the position of the root element of an XML document, after its prolog (XML 1.0, 2.8)."""
    at = 0
    for _ in range(_MAX_PROLOG):
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        if text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text.startswith("<?", at):
            end = text.find(">", at) + 1
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = text.find(">", at) + 1
            inner = text.find("[", at, end)
            if inner >= 0:
                end = _subset_end(text, inner)
        else:
            return at
        if end <= at:
            return at
        at = end
    return at


def _subset_end(text: str, at: int) -> int:
    """Return the end of a document type whose internal subset begins at `at`."""
    found = re.compile(r"\]\s*>").search(text, at)
    return found.end() if found else 0


def _feed_kind(text: str) -> Literal["feed", "json_feed"] | None:
    first = text[:200].lstrip()[:1]
    if first == "{" and _JSON_FEED.match(text):
        return "json_feed"
    if first != "<":
        return None
    at = root_position(text)
    found = _FEED.match(text, at)
    if not found:
        return None
    if found[1].lower() == "rss" or _FEED_PART.search(text, found.end() - 1, at + _HEAD_CHARS):
        return "feed"
    return None
