"""The fields of a document besides its text, each from the most trusted source that has it.

Order of trust: JSON-LD, OpenGraph, other meta elements, the markup of the body, the URL.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from worker.parse.common.flags import Flag
from worker.parse.common.limits import MAX_FIELD_CHARS, MAX_SUMMARY_CHARS, MAX_TAGS
from worker.parse.common.provenance import COLLECTIVE
from worker.parse.common.urls import Base, path_of
from worker.parse.fields import markup
from worker.parse.fields.access import find_access
from worker.parse.fields.article import is_article
from worker.parse.fields.authors.authors import Byline, find_authors, find_opener
from worker.parse.fields.dates.conventions import read_time, reading_of
from worker.parse.fields.dates.times import Moment, time_in_url
from worker.parse.fields.language import normalise_language
from worker.parse.fields.metanames import MODIFIED, PUBLISHED
from worker.parse.fields.site import site_name, site_names
from worker.parse.fields.title import Candidate, choose_title, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from wiremill.document import Access, OriginKind
    from worker.parse.common.provenance import Provenance
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.tree.elements import Elements


class Metadata:
    """Reads the fields of one page; every method notes the origin of what it returns in `provenance`."""

    def __init__(
        self,
        page: Elements,
        head: Head,
        data: StructuredData,
        provenance: Provenance,
        marks: markup.Marks,
        *,
        url: str | None = None,
        fetched_at: str | None = None,
    ) -> None:
        """Take what was read of the page; `marks` tells which attributes its elements have."""
        self._page, self._head, self._data, self._url, self._marks = page, head, data, url, marks
        self._provenance = provenance
        self._path = path_of(url)
        self.base = Base(url, head.base)
        self.flags: list[Flag] = []
        named = provenance.first("site_name", site_name(head, data))
        self.site_name = named[:MAX_FIELD_CHARS] if named else None
        self._site_names = site_names(self.site_name, head, data, url)
        self.reading = reading_of(head.language, url, fetched_at)

    def title(self) -> str | None:
        """Return the headline."""
        head, data = self._head, self._data
        # The name of a list of questions is its first question's.
        is_faq = "FAQPage" in data.types and "QAPage" not in data.types
        given: list[tuple[OriginKind, str | None]] = [
            ("json-ld", data.text("headline") or (None if is_faq else data.text("name"))),
            ("opengraph", head.meta("og:title")),
            ("meta", head.meta("twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title")),
            ("markup", head.title),
        ]
        candidates = [Candidate(origin, text) for origin, text in given if text]
        chosen = choose_title(
            candidates,
            markup.headings(self._page),
            self._site_names,
            self._path,
            article=self.is_article,
            home=bool(self._url) and not self._path.strip("/"),
        )
        if chosen is None:
            return None
        self._provenance.note("title", chosen[0].origin, chosen[1])
        return chosen[0].text

    @cached_property
    def is_article(self) -> bool:
        """Whether the page calls itself an article, or its address is one's."""
        return is_article(self._head, self._data, self._url)

    def subtitle(self) -> str | None:
        """Return the line under the headline."""
        given = self._data.text("alternativeHeadline"), markup.subtitle_text(self._page)
        found = self._provenance.first("subtitle", (("json-ld", given[0]), ("markup", given[1])))
        return found and found[:MAX_SUMMARY_CHARS]

    def description(self) -> str | None:
        """Return the summary that the page gives of itself."""
        head = self._head
        found = self._provenance.first(
            "description",
            (
                ("json-ld", self._data.text("description", "abstract")),
                ("opengraph", head.meta("og:description")),
                ("meta", head.meta("description", "twitter:description", "dc.description", "sailthru.description")),
            ),
        )
        return found and found[:MAX_SUMMARY_CHARS]

    def authors(
        self,
        bylines: Sequence[_Element],
        lines: Iterable[str] = (),
        others: Iterable[str] = (),
        *,
        discussion: bool = False,
    ) -> tuple[list[str], str | None]:
        """Return the page's authors and its news agency; in a `discussion`, whoever began it.

        `bylines` are elements whose class says that they name the author, `lines` the short ones around the headline,
        `others` those elsewhere.
        """
        where = Byline(self._marks, bylines, lines, others, self.is_article or discussion)
        found = find_opener(self._page, self._head, self._data, where) if discussion else None
        if found is None or not found.names:
            found = find_authors(self._page, self._head, self._data, where, self._site_names)
        if found.origin:
            self._provenance.note("authors", found.origin, COLLECTIVE if found.is_collective else None)
        if found.agency and found.agency_origin:
            self._provenance.note("agency", found.agency_origin)
        return found.names, found.agency

    def access(self) -> Access | None:
        """Return who may read the page."""
        found = find_access(self._head, self._data)
        if found is None:
            return None
        self._provenance.note("access", found.origin)
        return found.access

    def published(self) -> Moment | None:
        """Return the time of publication, as far as others than the text tell it."""
        data, head = self._data, self._head
        found = self._first_time(
            "published",
            [
                ("json-ld", self._data_time("datePublished", "dateCreated", "uploadDate")),
                ("opengraph", head.metas.get("article:published_time", [])),
                ("meta", [value for name in PUBLISHED for value in head.metas.get(name, ())]),
            ],
        )
        if found is None:
            in_body, _ = markup.times(self._page, self._marks)
            found = self._first_time("published", [("markup", in_body)])
        if found is None and data.main is None:
            loose = [text for thing in data.things if (text := data.text_of(thing, "datePublished"))]
            found = self._first_time("published", [("json-ld", loose)])
        if found is None and self._url:
            found = time_in_url(self._url)
            if found:
                self._provenance.note("published", "url")
        return found

    def is_dated_by_machine(self) -> bool:
        """Tell whether `published` comes from what only machines read."""
        origin = self._provenance.origins.get("published")
        return origin is not None and origin.origin in {"json-ld", "opengraph", "meta"}

    def modified(self) -> Moment | None:
        """Return the time of the last change."""
        metas = [value for name in MODIFIED for value in self._head.metas.get(name, ())]
        found = self._first_time("modified", [("json-ld", self._data_time("dateModified")), ("meta", metas)])
        if found and found.zone_assumed:
            self.flags.append(Flag.MODIFIED_ZONE_ASSUMED)
        return found

    def canonical_url(self) -> str | None:
        """Return the address that the page calls its own."""
        head = self._head
        return self._provenance.first(
            "canonical_url",
            (
                ("markup", self.base.absolute(next(iter(head.links.get("canonical", ())), None))),
                ("opengraph", self.base.absolute(head.meta("og:url"))),
                ("json-ld", self.base.absolute(self._data.text("url", "mainEntityOfPage"))),
            ),
        )

    def section(self) -> str | None:
        """Return the section of the site that the page is in."""
        found = self._provenance.first(
            "section",
            (
                ("json-ld", self._data.text("articleSection")),
                ("opengraph", self._head.meta("article:section", "og:article:section")),
                (
                    "meta",
                    self._head.meta("section", "parsely-section", "category", "dc.subject", "cxenseparse:section"),
                ),
            ),
        )
        return found and found[:MAX_FIELD_CHARS]

    def tags(self) -> list[str]:
        """Return the keywords that the page gives."""
        given: list[tuple[OriginKind, list[str]]] = [
            (
                "json-ld",
                _split(each for each in self._data.values(self._data.main, "keywords") if isinstance(each, str)),
            ),
            ("opengraph", _split(self._head.metas.get("article:tag", ()))),
            ("meta", _split(self._head.metas.get("news_keywords", ()))),
            ("meta", _split(self._head.metas.get("keywords", ()))),
        ]
        return self._provenance.first("tags", given) or []

    def declared_language(self) -> str | None:
        """Return the language that the page says it is in."""
        head = self._head
        return self._provenance.first(
            "declared_language",
            (
                ("json-ld", normalise_language(self._data.text("inLanguage"))),
                ("markup", normalise_language(head.language)),
                ("opengraph", normalise_language(head.meta("og:locale"))),
                ("meta", normalise_language(head.meta("content-language", "language", "dc.language", "inlanguage"))),
            ),
        )

    def schema_types(self) -> list[str]:
        """Return the types that the page gives itself."""
        kind = self._head.meta("og:type")
        return [*self._data.types[:MAX_TAGS], *([f"og:{kind[:80]}"] if kind else [])]

    def leading_images(self) -> list[str]:
        """Return the addresses of the images that stand for the page."""
        found = [
            each
            for name in ("og:image", "og:image:url", "twitter:image")
            for each in self._head.metas.get(name, ())[:4]
        ]
        for value in self._data.values(self._data.main, "image")[:4]:
            address = value.get("url") or value.get("contentUrl") if isinstance(value, dict) else value
            if isinstance(address, str):
                found.append(address)
        return found

    def _data_time(self, *names: str) -> list[str]:
        found = (self._data.text(name) for name in names)
        return [text for text in found if text]

    def _first_time(self, field: str, given: Iterable[tuple[OriginKind, Iterable[str]]]) -> Moment | None:
        times = ((origin, read_time(text, self.reading)) for origin, texts in given for text in texts)
        return self._provenance.first(field, times)


def _split(values: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for value in values:
        for part in re.split(r"[,;\u3001\uff0c]", value[:8_000]):
            tag = part.strip()
            if tag and len(tag) <= 100:
                found.setdefault(key(tag) or tag, tag)
                if len(found) >= MAX_TAGS:
                    return list(found.values())
    return list(found.values())
