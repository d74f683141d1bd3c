"""The document of a plain-text page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiremill.contract.document import Document
from worker.parse.common.blocks import render
from worker.parse.common.flags import Flag, flag_values
from worker.parse.common.provenance import Provenance
from worker.parse.common.urls import site_of
from worker.parse.nocontent.reason import plain_reason
from worker.parse.plain.plain_text import read_plain

if TYPE_CHECKING:
    from worker.parse.text.page_text import PageText


def plain_document(page: PageText, url: str | None) -> Document:
    """Return the document of a page of plain text."""
    source = page.decoded.text
    found = read_plain(source, site=site_of(url))
    text, blocks, truncated = render(found.parts)
    reason = plain_reason(source) or (None if text else "empty")
    if reason:
        text, blocks, truncated = "", [], False
    flags = [*page.flags]
    flags += [Flag.TEXT_TRUNCATED] * truncated + [Flag.TEXT_LEFTOVERS_REMOVED] * found.leftovers
    if not found.separated and text:
        flags.append(Flag.TEXT_UNSEPARATED)
    provenance = Provenance()
    if text:
        provenance.note("text", "text", 0.8 if found.separated else 0.4)
    else:
        flags.append(Flag.NO_CONTENT)
    if found.title:
        provenance.note("title", "text", 0.7)
    if found.authors:
        provenance.note("authors", "text", 0.6)
    published = found.published
    if published:
        provenance.note("published", "text", 0.8 if found.dated_above else 0.5)
        flags += [Flag.PUBLISHED_ZONE_ASSUMED] * published.zone_assumed
    return Document(
        url=url,
        title=found.title,
        text=text,
        blocks=blocks,
        authors=found.authors,
        published=published and published.value,
        published_precision=published and published.precision,
        no_content_reason=reason,
        charset=page.decoded.charset,
        flags=flag_values(flags),
        provenance=provenance.origins,
    )
