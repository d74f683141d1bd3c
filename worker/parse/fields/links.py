"""The links of a page, and its canonical URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml.etree import tostring

from wiremill.contract.document import Link
from worker.parse.common.flags import Flag
from worker.parse.common.limits import MAX_FIELD_CHARS, MAX_LINKS
from worker.parse.common.strings import one_line
from worker.parse.common.urls import host_of, is_front_page
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.sources import FieldSources

#: characters of all link texts that are read without a limit on each text; a large page has a tenth of that.
_UNLIMITED_CHARS: Final = 2_000_000
#: characters of one link's text that are read; most of a longer text is white space.
_MAX_TEXT_CHARS: Final = 8 * MAX_FIELD_CHARS


def read_links(sources: FieldSources) -> tuple[list[Link], list[Flag]]:
    """Return the links of the page, once each, and a flag if there are more than `limits.MAX_LINKS`."""
    found: dict[str, Link] = {}
    seen: set[str] = set()
    absolute = sources.base.absolute
    budget = _UNLIMITED_CHARS
    for element in sources.elements.all("a"):
        get = element.get
        href = get("href")
        if not href or href in seen:
            continue
        seen.add(href)
        url = absolute(href)
        if not url or url in found:
            continue
        if len(found) >= MAX_LINKS:
            return list(found.values()), [Flag.LINKS_TRUNCATED]
        if len(element) == 0:
            text = element.text or ""
        elif budget > 0:
            # libxml2 returns the whole text of an element five times as fast as its pieces. But links may be nested,
            # and each may contain the whole page, hence the budget.
            text = tostring(element, method="text", encoding="unicode", with_tail=False)
            budget -= len(text)
        else:
            text = inner_text(element)
        text = " ".join(text[:_MAX_TEXT_CHARS].split())
        if not text.isprintable():
            text = one_line(text) or ""
        rel = get("rel")
        found[url] = Link(url, text[:MAX_FIELD_CHARS].rstrip(), one_line(rel) if rel else None)
    return list(found.values()), []


def find_canonical_url(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the canonical URL that the page declares.

    Some sites declare their front page on every page, which would make all of them duplicates.
    """
    head = sources.head
    # Only that of its own host: a site that moved declares the front page of its new host.
    host = None if sources.url is None or is_front_page(sources.url) else host_of(sources.url)

    def absolute(href: str | None) -> str | None:
        found = sources.base.absolute(href)
        return None if found and host == host_of(found) and is_front_page(found) else found

    return provenance.first(
        "canonical_url",
        (
            ("markup", absolute(next(iter(head.links.get("canonical", ())), None))),
            ("opengraph", absolute(head.meta("og:url"))),
            ("json-ld", absolute(sources.data.text("url", "mainEntityOfPage"))),
        ),
    )
