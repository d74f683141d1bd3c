"""The document of a feed: of its only entry, else of the list of its entries."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import msgspec

from wiremill.contract.document import Block, Document, Image, Link
from worker.parse.common.blocks import Part, render
from worker.parse.common.flags import Flag, flag_values
from worker.parse.common.limits import MAX_FIELD_CHARS, MAX_IMAGES, MAX_LINKS, MAX_SUMMARY_CHARS, MAX_TAGS
from worker.parse.common.provenance import Provenance
from worker.parse.common.snippets import snippet_parts
from worker.parse.common.strings import one_line
from worker.parse.common.urls import BaseUrl
from worker.parse.feeds.json_feed import read_json_feed
from worker.parse.feeds.xml_feed import read_xml_feed
from worker.parse.fields.authors.names import person_names
from worker.parse.fields.dates.times import parse_time
from worker.parse.fields.language import normalise_language
from worker.parse.text.sniff import root_position

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.parse.feeds.feed import Entry, Feed
    from worker.parse.text.page_text import PageText

#: paragraphs of an entry in a list of entries.
_SUMMARY_PARTS = 3


def feed_document(page: PageText, url: str | None, parse_html: Callable[[str], Document]) -> Document | None:
    """Return the document of a feed; None if it can't be read. `parse_html` reads the HTML of an only entry."""
    text = page.decoded.text
    feed = read_json_feed(text) if page.kind == "json_feed" else read_xml_feed(text[root_position(text) :])
    if feed is None:
        return None
    charset = page.decoded.charset
    if len(feed.entries) == 1:
        found = _of_entry(feed, feed.entries[0], url=url, charset=charset, parse_html=parse_html)
    else:
        found = _of_list(feed, url=url, charset=charset)
    return msgspec.structs.replace(found, flags=list(dict.fromkeys([*flag_values(page.flags), *found.flags])))


def _of_entry(
    feed: Feed, entry: Entry, *, url: str | None, charset: str, parse_html: Callable[[str], Document]
) -> Document:
    base = BaseUrl(url, entry.link or feed.link)
    provenance = Provenance()
    text, blocks, flags = "", list[Block](), list[str]()
    links, images = (
        list[Link](),
        [Image(found, each.caption) for each in entry.images if (found := base.absolute(each.url))],
    )
    for markup in filter(None, (entry.body, entry.summary)):
        inner = parse_html(_page(entry, markup))
        text, blocks = inner.text, inner.blocks
        flags = [each for each in inner.flags if each.startswith(("text.", "parse.", "elements.", "links.", "images."))]
        links, images = inner.links, _merged(images, inner.images)
        if not text or "text.unseparated" in flags:
            text, blocks, _ = render(snippet_parts(markup))
            flags = [each for each in flags if each != "text.unseparated"]
        if text:
            break
    if text:
        provenance.note("text", "markup", 0.9 if entry.body else 0.6)
    else:
        flags.append(Flag.NO_CONTENT.value)
    title = _field(entry.title)
    description = next((part.text for part in snippet_parts(entry.summary)), None) if entry.body else None
    published, modified = parse_time(entry.published or ""), parse_time(entry.modified or "")
    flags += [Flag.PUBLISHED_ZONE_ASSUMED.value] * bool(published and published.zone_assumed)
    flags += [Flag.MODIFIED_ZONE_ASSUMED.value] * bool(modified and modified.zone_assumed)
    authors = person_names(entry.authors or feed.authors, site_names=[feed.title or ""], strict=False)
    document = Document(
        url=url,
        canonical_url=base.absolute(entry.link),
        title=title,
        description=description and one_line(description[:MAX_SUMMARY_CHARS]),
        text=text,
        blocks=blocks,
        authors=authors,
        published=published and published.value,
        published_precision=published and published.precision,
        modified=modified and modified.value,
        modified_precision=modified and modified.precision,
        site_name=_field(feed.title),
        tags=[tag for tag in entry.tags if len(tag) <= 100][:MAX_TAGS],
        declared_language=normalise_language(entry.language or feed.language),
        no_content_reason=None if text else "empty",
        links=links,
        images=images[:MAX_IMAGES],
        charset=charset,
        flags=list(dict.fromkeys(flags)),
    )
    return _with_provenance(document, provenance)


def _of_list(feed: Feed, *, url: str | None, charset: str) -> Document:
    base = BaseUrl(url, feed.link)
    parts: list[Part] = []
    links: dict[str, Link] = {}
    for entry in feed.entries:
        title = _field(entry.title)
        if title:
            parts.append(Part(title, "heading", 2))
        parts += snippet_parts(entry.summary or entry.body)[:_SUMMARY_PARTS]
        link = base.absolute(entry.link)
        if link and len(links) < MAX_LINKS:
            links.setdefault(link, Link(link, title or ""))
    text, blocks, cut = render(parts)
    flags = [Flag.TEXT_TRUNCATED.value] * cut + [Flag.ENTRIES_TRUNCATED.value] * feed.truncated
    flags += [] if text else [Flag.NO_CONTENT.value]
    provenance = Provenance()
    if text:
        provenance.note("text", "markup", 0.9)
    modified = parse_time(feed.modified or feed.published or "")
    flags += [Flag.MODIFIED_ZONE_ASSUMED.value] * bool(modified and modified.zone_assumed)
    document = Document(
        url=url,
        canonical_url=base.absolute(feed.link),
        title=_field(feed.title),
        description=feed.description and feed.description[:MAX_SUMMARY_CHARS],
        text=text,
        blocks=blocks,
        modified=modified and modified.value,
        modified_precision=modified and modified.precision,
        declared_language=normalise_language(feed.language),
        page_type="listing" if text else None,
        no_content_reason=None if text else "empty",
        links=list(links.values()),
        charset=charset,
        flags=flags,
    )
    return _with_provenance(document, provenance)


def _page(entry: Entry, markup: str) -> str:
    """Return an HTML page with the markup of an entry."""
    title = html.escape(entry.title or "")
    head = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    return f'{head}<div class="article-body">{markup}</div></article></body></html>'


def _field(text: str | None) -> str | None:
    return text[:MAX_FIELD_CHARS].strip() if text else None


def _merged(first: list[Image], second: list[Image]) -> list[Image]:
    found = {image.url: image for image in first}
    for image in second:
        known = found.get(image.url)
        if known is None or not (known.alt or known.caption):
            found[image.url] = image
    return list(found.values())


def _with_provenance(document: Document, provenance: Provenance) -> Document:
    """Return `document` with the origin of each field that it has: an element of the feed."""
    for name in ("canonical_url", "title", "description", "authors", "published", "modified", "site_name", "tags"):
        if getattr(document, name):
            provenance.note(name, "markup", 0.9)
    if document.declared_language:
        provenance.note("declared_language", "markup", 0.9)
    return msgspec.structs.replace(document, provenance=provenance.origins)
