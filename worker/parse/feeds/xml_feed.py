"""Feeds in XML: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom (RFC 4287), and single entries of these."""

from __future__ import annotations

import html
import re
from html.entities import html5
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.common.limits import MAX_AUTHORS, MAX_ELEMENTS, MAX_ENTRIES, MAX_TAGS
from worker.parse.common.snippets import snippet_text
from worker.parse.common.strings import one_line
from worker.parse.feeds.feed import Entry, Feed, FeedImage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

#: The prefix of each namespace in this module; elements of other namespaces are ignored.
_PREFIXES: Final = {
    "": "",
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
_ENTITY: Final = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{1,30});")
_XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: RSS has mail addresses as authors: ``name@example.com (Name)``.
_MAILBOX: Final = re.compile(r"^\s*\S{1,200}@\S{1,200}\s*\(([^()]{2,100})\)\s*$")
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xml_feed(text: str) -> Feed | None:
    """Read a feed in XML; None if it can't be read. `text` begins with the root element, without any prolog."""
    # Feeds use the entities of HTML, which XML does not declare.
    body = _ENTITY.sub(_character, text).encode("utf-8", "replace").replace(b"\0", b"")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: _Element | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    feed = Feed()
    entries = 0
    for element in islice(root.iter(etree.Element), MAX_ELEMENTS):
        name = _name(element)
        if name in {"item", "atom:entry", "entry"}:
            entries += 1
            if entries > MAX_ENTRIES:
                feed.truncated = True
                break
            feed.entries.append(_entry(element))
        elif name in {"channel", "atom:feed", "feed"}:
            _describe(feed, element)
    return feed


def _describe(feed: Feed, element: _Element) -> None:
    fields = _fields(element, {"item", "atom:entry", "entry"})
    feed.title = _line(fields, "title", "atom:title", "dc:title")
    feed.description = _line(fields, "description", "atom:subtitle", "itunes:summary")
    feed.link = _link(fields)
    feed.language = _line(fields, "language", "dc:language") or element.get(_LANGUAGE)
    feed.published = _line(fields, "pubDate")
    feed.modified = _line(fields, "lastBuildDate", "atom:updated", "dc:date", "dcterms:modified")
    feed.authors = _authors(fields)


def _entry(element: _Element) -> Entry:
    fields = _fields(element, frozenset())
    body = _markup(fields, "content:encoded", "atom:content", "xhtml:body", "xhtml:div", "fullcontent")
    summary = _markup(fields, "description", "atom:summary", "itunes:summary", "media:description", "dc:description")
    tags = [_text(each) for name in ("category", "dc:subject", "itunes:category") for each in fields.get(name, ())]
    tags += [each.get("label") or each.get("term") or "" for each in fields.get("atom:category", ())]
    return Entry(
        title=_line(fields, "title", "atom:title", "dc:title", "media:title"),
        link=_link(fields),
        body=body,
        summary=summary,
        authors=_authors(fields),
        published=_line(fields, "pubDate", "atom:published", "atom:issued", "dc:date", "dcterms:created"),
        modified=_line(fields, "atom:updated", "atom:modified", "dcterms:modified"),
        tags=list(dict.fromkeys(kept for tag in tags[: 4 * MAX_TAGS] if (kept := one_line(html.unescape(tag))))),
        images=list(_images(fields)),
        language=_line(fields, "dc:language") or element.get(_LANGUAGE),
    )


def _fields(element: _Element, without: frozenset[str] | set[str]) -> dict[str, list[_Element]]:
    """Return the children of `element` by name, except those in `without`."""
    found: dict[str, list[_Element]] = {}
    for child in islice(element.iterchildren(etree.Element), 5_000):
        name = _name(child)
        if name and name not in without:
            found.setdefault(name, []).append(child)
        if name == "media:group":
            for inner in islice(child.iterchildren(etree.Element), 100):
                found.setdefault(_name(inner), []).append(inner)
    return found


def _name(element: _Element) -> str:
    """Return the name of an element with its prefix here; nothing for elements of other namespaces."""
    tag = str(element.tag)
    if tag[0] != "{":
        return tag  # with its prefix, where the feed forgot to declare it
    namespace, _, name = tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace)
    return "" if prefix is None else prefix + name


def _text(element: _Element) -> str:
    return "".join(element.itertext())


def _line(fields: Mapping[str, list[_Element]], *names: str) -> str | None:
    """Return the first field of `names` as a line of text, without markup, escaped or not."""
    for name in names:
        for element in fields.get(name, ()):
            text = _text(element)
            kept = one_line(snippet_text(text) if "<" in text or "&" in text else text)
            if kept:
                return kept
    return None


def _markup(fields: Mapping[str, list[_Element]], *names: str) -> str:
    """Return the first field of `names` as HTML."""
    for name in names:
        for element in fields.get(name, ()):
            kind = element.get("type") or ""
            if name.startswith("xhtml:") or kind == "xhtml" or len(element):
                text = _serialised(element)
            elif name.startswith("atom:") and kind in {"", "text", "text/plain"} and "<" not in (element.text or ""):
                text = html.escape(element.text or "", quote=False)
            else:
                text = element.text or ""
            if text and not text.isspace():
                return html.unescape(text) if "&lt;" in text and "<" not in text and kind != "text" else text
    return ""


def _serialised(element: _Element) -> str:
    """Return the content of `element` as HTML, without namespaces."""
    for inner in element.iterdescendants(etree.Element):
        inner.tag = str(inner.tag).rpartition("}")[2].rpartition(":")[2] or "span"
    parts = [html.escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, method="html", encoding="unicode") for child in element]
    return "".join(parts)


def _link(fields: Mapping[str, list[_Element]]) -> str | None:
    for element in fields.get("link", ()):
        text = (element.text or "").strip() or element.get("href")
        if text:
            return text
    links = fields.get("atom:link", [])
    own = [each for each in links if (each.get("rel") or "alternate") == "alternate"]
    for element in own:
        if element.get("href"):
            return element.get("href")
    for element in fields.get("guid", ()):
        text = (element.text or "").strip()
        if text.startswith("http") and (element.get("isPermaLink") or "true") == "true":
            return text
    return None


def _authors(fields: Mapping[str, list[_Element]]) -> list[str]:
    found: list[str] = []
    for name in ("dc:creator", "atom:author", "author", "itunes:author", "media:credit"):
        for element in fields.get(name, ())[:MAX_AUTHORS]:
            named = next(
                (each for each in element.iterchildren(etree.Element) if _name(each).endswith("name")), element
            )
            text = _text(named)
            mailbox = _MAILBOX.match(text[:500])
            found.append(mailbox[1] if mailbox else text)
        if found:
            break
    return found


def _images(fields: Mapping[str, list[_Element]]) -> Iterator[FeedImage]:
    caption = next((one_line(_text(each)) for each in fields.get("media:description", ())), None)
    for name in ("media:content", "media:thumbnail", "enclosure", "atom:link", "itunes:image"):
        for element in fields.get(name, ())[:20]:
            kind = f"{element.get('type') or ''} {element.get('medium') or ''}"
            url = element.get("url") or element.get("href")
            if name == "atom:link" and element.get("rel") != "enclosure":
                continue
            if url and (name in {"media:thumbnail", "itunes:image"} or "image" in kind):
                yield FeedImage(url, caption if name == "media:content" else None)


def _character(found: re.Match[str]) -> str:
    name = found[1]
    return found[0] if name in _XML_ENTITIES else html5.get(f"{name};", found[0])
