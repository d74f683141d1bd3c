"""The authors of a page: people in the order of the page, and apart from them the news agency that it names.

Sources in order of trust: JSON-LD, meta elements, authors in the markup, bylines in the text. Where none of them names a
person, an organization or newsroom that stands in a person's place is the author.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.strings import match_key
from worker.parse.fields.authors.agencies import agency_of
from worker.parse.fields.authors.byline_labels import is_byline_label, unlabelled
from worker.parse.fields.authors.lines import far_bylines, labelled_bodies, labelled_names, names_near_headline
from worker.parse.fields.authors.markup import byline_parts, linked_author, marked_up_authors, thread_starter_texts
from worker.parse.fields.authors.metanames import AUTHORS, RECORD_AUTHORS
from worker.parse.fields.authors.names import (
    clean_name,
    collective_name,
    given_names_first,
    given_names_first_if_initials,
    is_full_name,
    names_in_byline,
    person_names,
    username,
)
from worker.parse.fields.authors.owners import owner_of_site
from worker.parse.fields.authors.structured import author_names, author_organizations, organization_names, source_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wiremill.contract.document import OriginKind
    from worker.parse.common.provenance import Provenance
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.fields.sources import FieldSources

#: The label of the author in Twitter cards, as WordPress's plug-ins translate it.
_AUTHOR_LABELS: Final = frozenset({
    "written by", "author", "verfasst von", "geschrieben von", "autor", "écrit par", "auteur", "escrito por", "autore",
    "scritto da", "geschreven door", "skriven av", "skrevet av", "skrevet af", "kirjoittanut", "napisane przez",
    "napsal", "yazan", "написано автором", "автор", "كُتب بواسطة", "כתוב על ידי", "執筆者", "作者", "글쓴이", "ditulis oleh",
})  # fmt: skip
#: More distinct names than this in marked-up elements are those of many teasers, unless the page is an article.
_MAX_MARKED_UP_NAMES: Final = 3
#: Elements with the class of a byline that are looked at.
_MAX_BYLINES: Final = 12
#: characters; a longer line elsewhere than near the headline is no byline.
_MAX_LINE_CHARS: Final = 60
#: lines near the headline in which a page that may be no article has its byline.
_MAX_LINES: Final = 6
#: Sources in the head, which only machines read.
_FIELDS: Final = frozenset({"json-ld", "meta"})
#: Share of right authors where a page names an organization or newsroom, measured as in `provenance`.
_COLLECTIVE_CONFIDENCE: Final = 0.62


class Authorship(NamedTuple):
    """The authors of a page, and its news agency."""

    authors: list[str]
    agency: str | None


class _Found(NamedTuple):
    """What has been found, and in which source."""

    names: list[str]
    source: OriginKind | None
    #: Whether `names` is an organization or newsroom instead of people.
    is_collective: bool = False
    agency: str | None = None
    agency_source: OriginKind | None = None


_NOTHING: Final = _Found([], None)


def find_authors(sources: FieldSources, lines: Sequence[str], provenance: Provenance) -> Authorship:
    """Return the authors of a page, in a discussion who began it; `lines` are the short ones near the headline."""
    found = _thread_starter(sources, provenance) if sources.is_discussion else _NOTHING
    if not found.names:
        is_article = sources.is_article or sources.is_discussion
        candidates = provenance.consider("authors", _candidates(sources, lines, is_article=is_article))
        found = _authors(sources, candidates, lines, is_article=is_article)
    if found.source:
        provenance.note("authors", found.source, _COLLECTIVE_CONFIDENCE if found.is_collective else None)
    if found.agency and found.agency_source:
        provenance.note("agency", found.agency_source)
    return Authorship(found.names, found.agency)


def _authors(
    sources: FieldSources,
    candidates: Iterable[tuple[OriginKind, list[str], list[str]]],
    lines: Sequence[str],
    *,
    is_article: bool,
) -> _Found:
    """Return the people whom the first source names that names any, else the organization in their place.

    People in fields of the head who are called like the site, or by an account, give way to those whom readers see.
    """
    data, site_names = sources.data, sources.site_names
    collectives: list[tuple[OriginKind, str]] = [("json-ld", name) for name in author_organizations(data)]
    site_keys = {match_key(name) for name in site_names}
    found, site_person = _NOTHING, None
    for source, texts, names in candidates:
        if not texts and not names:
            continue
        found = _with_agency(found, source, texts)
        people = _without_agencies(names)
        if people and is_article and source in _FIELDS and all(match_key(name) in site_keys for name in people):
            site_person = site_person or found._replace(names=people, source=source)
        elif people:
            found = found._replace(names=people, source=source)
            if is_article and source in _FIELDS and not any(map(is_full_name, people)):
                found = _with_printed_name(found, lines[:_MAX_LINES], site_names)
            return _with_agency(found, "json-ld", _suppliers(data))
        else:
            collectives += [(source, text) for text in texts]
    found = _with_agency(site_person or found, "json-ld", _suppliers(data))
    if found.agency or found.names:
        return found
    return _without_people(sources, found, collectives, lines[:_MAX_LINES], is_article=is_article)


def _with_printed_name(found: _Found, lines: Sequence[str], site_names: Sequence[str]) -> _Found:
    """Return `found`, whose names are those of accounts, with the full names in a byline instead, if there is one."""
    printed = _without_agencies(labelled_names(lines, site_names))
    accounts = tuple(name.lower() for name in found.names)
    if printed and all(is_full_name(name) and not name.lower().startswith(accounts) for name in printed):
        return found._replace(names=printed, source="text")
    return found


def _without_people(
    sources: FieldSources,
    found: _Found,
    collectives: list[tuple[OriginKind, str]],
    lines: Sequence[str],
    *,
    is_article: bool,
) -> _Found:
    """Return the author where nothing near the headline names a person: a byline elsewhere, else one of `collectives`."""
    bylines: list[list[str]] = []
    short: list[str] = []
    if is_article:
        short = [line for line in sources.outline.texts if len(line) <= _MAX_LINE_CHARS]
        bylines = [people for names in far_bylines(short, sources.site_names) if (people := _without_agencies(names))]
        found = _with_agency(found, "text", [unlabelled(line) for line in lines if len(line) <= _MAX_LINE_CHARS])
        collectives = [*collectives, *(("text", text) for text in labelled_bodies(lines))]
    # Different bylines are those of teasers.
    is_certain = bool(bylines) and all(names == bylines[0] for names in bylines)
    if not is_certain and (is_article or sources.head.meta("og:type") == "article"):
        found = _with_collective(found, collectives, sources.data)
    if found.names:
        return found
    people = bylines[0] if bylines else _without_agencies(labelled_names(short, sources.site_names, near=False))
    if people:
        return found._replace(names=people, source="text")
    owner = owner_of_site(sources.site_names) if is_article and not found.agency else None
    return found._replace(names=[owner], source="opengraph") if owner else found


def _without_agencies(names: Iterable[str]) -> list[str]:
    return [name for name in names if not agency_of(name)]


def _candidates(
    sources: FieldSources, lines: Sequence[str], *, is_article: bool
) -> Iterator[tuple[OriginKind, list[str], list[str]]]:
    """Yield by source the texts in the author's place and the names of people in them, the most trusted first."""
    head, data, elements, site_names = sources.head, sources.data, sources.elements, sources.site_names
    texts = author_names(data)
    yield "json-ld", texts, person_names(texts, site_names=organization_names(data) or site_names, strict=False)
    texts = _author_metas(head)
    yield "meta", texts, person_names(texts, site_names=site_names, strict=False)
    texts = given_names_first([value for name in RECORD_AUTHORS for value in head.metas.get(name, ())])
    yield "meta", texts, person_names(texts, site_names=site_names, strict=False)
    marked_up = marked_up_authors(elements, sources.headline) if sources.microdata.has_authors else []
    names = _names_in_bylines(marked_up, site_names)
    if is_article or len(names) <= _MAX_MARKED_UP_NAMES:
        yield "markup", [parts[0] for parts in marked_up], names
    linked = linked_author(elements, sources.headline) if is_article else []
    yield "markup", [], names_in_byline(linked, site_names=site_names)
    for element in sources.outline.bylines[:_MAX_BYLINES]:
        parts = byline_parts(element, sources.headline)
        texts = [part for part in parts if not is_byline_label(part)][:1]
        yield "markup", texts, names_in_byline(parts, site_names=site_names)
    if is_article:
        yield "text", [], names_near_headline(lines, sources.outline.texts, site_names)
    else:
        yield "text", [], labelled_names(lines[:_MAX_LINES], site_names, near=False)


def _thread_starter(sources: FieldSources, provenance: Provenance) -> _Found:
    """Return who began a discussion: one name, which in forums may be anything short."""
    for source, names in provenance.consider("authors", _starter_candidates(sources)):
        for text in names:
            name = username(text)
            if name:
                return _Found([name], source)
    return _NOTHING


def _starter_candidates(sources: FieldSources) -> Iterator[tuple[OriginKind, list[str]]]:
    """Yield by source the texts that may name who began a discussion."""
    yield "json-ld", author_names(sources.data)[:1]
    yield "meta", _author_metas(sources.head)[:1]
    yield "markup", list(thread_starter_texts(sources.elements, sources.outline.bylines, sources.microdata))


def _suppliers(data: StructuredData) -> list[str]:
    """Return the organizations in JSON-LD that the text may come from."""
    return [*author_organizations(data), *source_names(data)]


def _with_agency(found: _Found, source: OriginKind, texts: Iterable[str]) -> _Found:
    """Return `found` with the first agency in `texts`, unless it has one."""
    if found.agency:
        return found
    agency = next((hit for text in texts if (hit := agency_of(text))), None)
    return found._replace(agency=agency, agency_source=source) if agency else found


def _with_collective(found: _Found, candidates: Iterable[tuple[OriginKind, str]], data: StructuredData) -> _Found:
    """Return `found` with the first of `candidates` that is the name of an organization or newsroom."""
    organizations = {match_key(name) for name in (*organization_names(data), *author_organizations(data))}
    for source, text in candidates:
        name = collective_name(text)
        if name:
            # A site may bear the name of the person who writes it.
            is_person = " " in name and clean_name(name) is not None and match_key(name) not in organizations
            return found._replace(names=[name], source=source, is_collective=not is_person)
    return found


def _author_metas(head: Head) -> list[str]:
    values = [value for name in AUTHORS for value in head.metas.get(name, ())]
    if (head.meta("twitter:label1") or "").lower().strip(" :") in _AUTHOR_LABELS:
        values += head.metas.get("twitter:data1", ())[:1]
    return [given_names_first_if_initials(value) for value in values]


def _names_in_bylines(bylines: Iterable[Sequence[str]], site_names: Sequence[str]) -> list[str]:
    names: dict[str, None] = {}
    for parts in bylines:
        names |= dict.fromkeys(names_in_byline(parts, site_names=site_names, strict=False))
    return list(names)
