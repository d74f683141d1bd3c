"""XHTML converted to HTML: syntax that XML and HTML parsers read differently."""

from __future__ import annotations

import html
import re
from typing import Final

#: Content types of XML. A page of type text/html is HTML, unless it begins with an XML declaration.
_XML_TYPES: Final = frozenset({"application/xhtml+xml", "application/xml", "text/xml", "application/vnd.wap.xhtml+xml"})
#: Void elements of HTML; an HTML parser leaves all others open after ``<x/>``.
_VOID: Final = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_SELF_CLOSED: Final = re.compile(
    rf"<(?!(?:{_VOID})\b)([a-zA-Z][\w.-]{{0,60}}+)(?:(\s[^<>]{{0,8000}}+)(?<=/)|/)>", re.IGNORECASE
)
_CDATA: Final = re.compile(r"(?:(?:/\*|//)[ \t]{0,20})?<!\[CDATA\[(?:[ \t]{0,20}\*/)?")
_CDATA_END: Final = re.compile(r"(?:(?:/\*|//)[ \t]{0,20})?\]\]>(?:[ \t]{0,20}\*/)?")
_OPEN_RAW_ELEMENT: Final = re.compile(r"<(?:script|style)\b[^<>]{0,8000}$", re.IGNORECASE)
#: A namespace prefix of XHTML, which some pages use.
_PREFIX: Final = re.compile(r"xmlns:([\w-]{1,20})\s{0,5}=\s{0,5}[\"']http://www\.w3\.org/1999/xhtml")


def is_xhtml(text: str, content_type: str | None) -> bool:
    """Tell whether a page is XML, by its content type or its XML declaration."""
    if text.startswith("<?xml") or text[:200].lstrip().startswith("<?xml"):
        return True
    return (content_type or "").partition(";")[0].strip().lower() in _XML_TYPES


def as_html(text: str) -> str:
    """Return the page `text` so that an HTML parser reads it as an XML parser would.

    Self-closing elements (``<script/>``, ``<div/>``) get an end tag, CDATA sections are escaped, and a namespace prefix of
    XHTML is removed. Errors that would stop an XML parser are ignored.
    """
    if "<![CDATA[" in text:
        text = _without_cdata(text)
    prefix = _PREFIX.search(text, 0, 5_000)
    if prefix:
        text = text.replace(f"<{prefix[1]}:", "<").replace(f"</{prefix[1]}:", "</")
    return _SELF_CLOSED.sub(_with_end_tag, text) if "/>" in text else text


def _with_end_tag(found: re.Match[str]) -> str:
    return f"<{found[1]}{(found[2] or '/')[:-1]}></{found[1]}>"


def _without_cdata(text: str) -> str:
    parts: list[str] = []
    at = 0
    while True:
        found = _CDATA.search(text, at)
        if not found:
            break
        before = text[at : found.start()]
        end = _CDATA_END.search(text, found.end())
        inner = text[found.end() : end.start() if end else len(text)]
        # Scripts stay unescaped, because HTML knows no escapes in them.
        raw = _OPEN_RAW_ELEMENT.search(before.rpartition(">")[0][-8_000:])
        parts += (before, inner if raw else html.escape(inner, quote=False))
        at = end.end() if end else len(text)
    parts.append(text[at:])
    return "".join(parts)
