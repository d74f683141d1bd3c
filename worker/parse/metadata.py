"""The fields of a document besides its text, each from the most trusted source that has it.

Order of trust: JSON-LD, OpenGraph, other meta elements, the markup of the body, the URL.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from worker.parse import markup
from worker.parse.access import find_access
from worker.parse.authors import Byline, find_authors, find_opener
from worker.parse.datelines import Reading
from worker.parse.dates import Moment, parse_time, time_in_url
from worker.parse.fields import COLLECTIVE
from worker.parse.flags import Flag
from worker.parse.language import normalise_language
from worker.parse.limits import MAX_FIELD_CHARS, MAX_SUMMARY_CHARS, MAX_TAGS
from worker.parse.metanames import MODIFIED, PUBLISHED
from worker.parse.relative import find_relative
from worker.parse.titles import Candidate, choose_title, key
from worker.parse.urls import Base, path_of, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from wiremill.document import Access, OriginKind
    from worker.parse.elements import Elements
    from worker.parse.fields import Provenance
    from worker.parse.head import Head
    from worker.parse.jsonld import StructuredData


_ANY: Final = markup.Marks()
#: Sections of addresses that hold articles, in the languages that name them in Latin letters.
_NEWS: Final = re.compile(
    r"(?:^|/)(?:blogs?|news|article[sn]?|artikel|artikler|articulos?|artigos?|articoli|aktuelles|nachrichten|noticias?|"
    r"notizie|actualites?|actus?|nieuws|nyheter|nyheder|uutiset|wiadomosci|novosti|haber(?:ler)?|berita|tin-tuc|press|"
    r"magazine?|stor(?:y|ies)|posts?)/\S",
    re.IGNORECASE,
)


#: Countries where English is written with the day before the month.
_DAY_FIRST_HOSTS: Final = re.compile(
    r"^[a-z]+://[^/?#]*\.(?:uk|au|nz|ie|in|za|pk|bd|ng|ke|gh|sg|my|hk|lk|mt|eu|cy)(?:[:/?#]|$)"
)


class Metadata:
    """Reads the fields of one page; every method notes the origin of what it returns in `provenance`."""

    def __init__(
        self,
        page: Elements,
        head: Head,
        data: StructuredData,
        provenance: Provenance,
        *,
        url: str | None = None,
        marks: markup.Marks = _ANY,
        fetched_at: str | None = None,
    ) -> None:
        """Take what was read of the page; `marks` tells which attributes its elements have."""
        self._page, self._head, self._data, self._url, self._marks = page, head, data, url, marks
        self._provenance = provenance
        self._path = path_of(url)
        self.base = Base(url, head.base)
        self.flags: list[Flag] = []
        self.site_name = self._site_name()
        self._site_names = self._all_site_names()
        self.reading = Reading(self._is_month_first(), head.language, fetched_at)

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
        """Whether the page calls itself an article, or its address is one's: dated, or a headline in words."""
        if "article:published_time" in self._head.metas:
            return True
        if any("article" in kind.lower() or kind == "BlogPosting" for kind in self._data.types):
            return True
        last = self._path.rstrip("/").rsplit("/", 1)[-1]
        return (
            last.count("-") >= 4
            or last.count("_") >= 4
            or bool(_NEWS.search(self._path))
            or bool(self._url and time_in_url(self._url))
        )

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
        where = Byline(bylines, lines, others, self._marks.author, self.is_article or discussion)
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
            in_body, _ = markup.times(self._page, marked=self._marks.date)
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

    def _site_name(self) -> str | None:
        data, head = self._data, self._head
        website = next((thing for thing in data.things if thing.get("@type") == "WebSite"), None)
        found = self._provenance.first(
            "site_name",
            (
                ("opengraph", head.meta("og:site_name")),
                ("json-ld", data.text("publisher") or data.text_of(website, "name")),
                (
                    "meta",
                    head.meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "al:android:app_name"),
                ),
            ),
        )
        return found[:MAX_FIELD_CHARS] if found and not re.match(r"https?://", found) else None

    def _all_site_names(self) -> list[str]:
        data, head = self._data, self._head
        names = [self.site_name, data.text("publisher"), head.meta("og:site_name"), head.meta("application-name")]
        names += [
            data.text_of(thing, "name", "alternateName") for thing in data.things if thing.get("@type") == "WebSite"
        ]
        names.append(site_of(self._url or head.meta("og:url") or next(iter(head.links.get("canonical", ())), None)))
        return [name for name in dict.fromkeys(names) if name and len(name) < 80]

    def _data_time(self, *names: str) -> list[str]:
        found = (self._data.text(name) for name in names)
        return [text for text in found if text]

    def _first_time(self, field: str, given: Iterable[tuple[OriginKind, Iterable[str]]]) -> Moment | None:
        times = ((origin, self._time(text)) for origin, texts in given for text in texts)
        return self._provenance.first(field, times)

    def _time(self, text: str) -> Moment | None:
        month_first, language, fetched_at = self.reading
        found = parse_time(text, month_first=month_first, language=language)
        return found or (find_relative(text, fetched_at, language) if fetched_at else None)

    def _is_month_first(self) -> bool:
        """Tell whether 03/04/2024 is 4 March: in English, but for pages of countries that write it otherwise."""
        language = (self._head.language or "").lower().replace("_", "-")
        return language in {"en-us", "en", "en-ph"} and not _DAY_FIRST_HOSTS.search(self._url or "")


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
