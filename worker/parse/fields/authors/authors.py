"""The authors of a page: people in the order of the page, and apart from them the news agency that it names.

Asked in this order: JSON-LD, meta elements, what the markup names as the author, bylines that are text. Where none of
them gives a person, the body or newsroom that the page names in a person's place stands for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.declared.structured_data import author_bodies, author_names, organisation_names, sources
from worker.parse.fields import markup
from worker.parse.fields.authors.agencies import agency_of
from worker.parse.fields.authors.names import (
    byline,
    clean_name,
    collective,
    handle,
    is_lead,
    names_in_line,
    people,
    unreversed,
    unreversed_if_initials,
)
from worker.parse.fields.metanames import AUTHORS, RECORD_AUTHORS
from worker.parse.fields.title import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from wiremill.document import OriginKind
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.fields.markup import Marks
    from worker.parse.tree.elements import Elements

#: What the label says whose value is the author in Twitter cards, as WordPress's plug-ins translate it.
_LABELS: Final = frozenset({
    "written by", "author", "verfasst von", "geschrieben von", "autor", "écrit par", "auteur", "escrito por", "autore",
    "scritto da", "geschreven door", "skriven av", "skrevet av", "skrevet af", "kirjoittanut", "napisane przez",
    "napsal", "yazan", "написано автором", "автор", "كُتب بواسطة", "כתוב על ידי", "執筆者", "作者", "글쓴이", "ditulis oleh",
})  # fmt: skip
#: More distinct names than this in marked elements are those of many teasers, unless the page is an article.
_TEASERS: Final = 3


class Authors(NamedTuple):
    """Who wrote the page, and which source says so; the agency with its own."""

    names: list[str]
    origin: OriginKind | None
    #: Whether `names` is a body or newsroom instead of people.
    is_collective: bool = False
    agency: str | None = None
    agency_origin: OriginKind | None = None


class Byline(NamedTuple):
    """What there is to find authors in, besides the head."""

    #: Which attributes the page has.
    marks: Marks
    elements: Sequence[_Element] = ()
    #: Short lines of text around the headline, and all others.
    lines: Iterable[str] = ()
    others: Iterable[str] = ()
    article: bool = True


def find_authors(page: Elements, head: Head, data: StructuredData, where: Byline, sites: Sequence[str]) -> Authors:
    """Return the authors of an article; `sites` are the names of the site."""
    bodies: list[tuple[OriginKind, str]] = [("json-ld", name) for name in author_bodies(data)]
    found = Authors([], None)
    for kind, texts, named in _named(page, head, data, where, sites):
        if not texts and not named:
            continue
        found = _with_agency(found, kind, texts)
        people_here = [name for name in named if not agency_of(name)]
        if people_here:
            return _with_agency(found._replace(names=people_here, origin=kind), "json-ld", _behind(data))
        bodies += [(kind, text) for text in texts]
    found = _with_agency(found, "json-ld", _behind(data))
    if found.agency:
        return found
    if where.article or head.meta("og:type") == "article":
        found = _collective(found, bodies, {key(name) for name in (*organisation_names(data), *author_bodies(data))})
    if not found.names and where.article:
        for line in where.others:
            named = [name for name in names_in_line(line, site_names=sites) if not agency_of(name)]
            if named:
                return found._replace(names=named, origin="text")
    return found


def _behind(data: StructuredData) -> list[str]:
    return [*author_bodies(data), *sources(data)]


def _with_agency(found: Authors, kind: OriginKind, texts: Iterable[str]) -> Authors:
    if found.agency:
        return found
    agency = next((hit for text in texts if (hit := agency_of(text))), None)
    return found._replace(agency=agency, agency_origin=kind) if agency else found


def _collective(found: Authors, bodies: Iterable[tuple[OriginKind, str]], organisations: set[str]) -> Authors:
    for kind, text in bodies:
        name = collective(text)
        if name:
            # A site may bear the name of the person who writes it.
            is_person = " " in name and clean_name(name) is not None and key(name) not in organisations
            return found._replace(names=[name], origin=kind, is_collective=not is_person)
    return found


def find_opener(page: Elements, head: Head, data: StructuredData, where: Byline) -> Authors:
    """Return who began a discussion: one name, which in forums may be anything short."""
    given: list[tuple[OriginKind, Iterable[str]]] = [("json-ld", author_names(data)[:1])]
    given += [("meta", _metas(head)[:1]), ("markup", markup.opener_texts(page, where.elements, where.marks))]
    for kind, texts in given:
        for text in texts:
            name = handle(text)
            if name:
                return Authors([name], kind)
    return Authors([], None)


def _named(
    page: Elements, head: Head, data: StructuredData, where: Byline, sites: Sequence[str]
) -> Iterator[tuple[OriginKind, list[str], list[str]]]:
    """Yield for each source its texts and the people in them, the most trusted first."""
    texts = author_names(data)
    yield "json-ld", texts, people(texts, site_names=organisation_names(data) or sites, strict=False)
    texts = _metas(head)
    yield "meta", texts, people(texts, site_names=sites, strict=False)
    texts = unreversed([value for name in RECORD_AUTHORS for value in head.metas.get(name, ())])
    yield "meta", texts, people(texts, site_names=sites, strict=False)
    marked = markup.marked_authors(page) if where.marks.author else []
    names = _each(marked, sites, strict=False)
    if where.article or len(names) <= _TEASERS:
        yield "markup", [parts[0] for parts in marked], names
    linked = markup.linked_author(page) if where.article else []
    yield "markup", [], byline(linked, site_names=sites)
    for element in where.elements[:12]:
        parts = markup.byline_parts(element)
        yield "markup", [part for part in parts if not is_lead(part)][:1], byline(parts, site_names=sites)
    if where.article:
        for line in where.lines:
            yield "text", [], names_in_line(line, site_names=sites, alone=True)


def _metas(head: Head) -> list[str]:
    values = [value for name in AUTHORS for value in head.metas.get(name, ())]
    if (head.meta("twitter:label1") or "").lower().strip(" :") in _LABELS:
        values += head.metas.get("twitter:data1", ())[:1]
    return [unreversed_if_initials(value) for value in values]


def _each(elements: Iterable[Sequence[str]], sites: Sequence[str], *, strict: bool) -> list[str]:
    names: dict[str, None] = {}
    for parts in elements:
        names |= dict.fromkeys(byline(parts, site_names=sites, strict=strict))
    return list(names)
