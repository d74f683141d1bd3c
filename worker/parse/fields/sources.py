"""The sources that the fields of a page are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.parse.common.limits import MAX_FIELD_CHARS
from worker.parse.common.urls import BaseUrl
from worker.parse.fields.article import is_article
from worker.parse.fields.markup import Microdata, headline_ancestors
from worker.parse.fields.site import find_site_name, site_names

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.common.provenance import Provenance
    from worker.parse.declared.declarations import Declared
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.tree.elements import Elements
    from worker.parse.tree.outline import Outline
    from worker.parse.tree.page_tree import PageTree


class FieldSources(NamedTuple):
    """The parts of a page that fields are read from, and the fields that are already known."""

    head: Head
    data: StructuredData
    elements: Elements
    outline: Outline
    microdata: Microdata
    #: The elements around the headline.
    headline: frozenset[_Element]
    #: The URL of the page, and the base of its relative URLs.
    url: str | None
    base: BaseUrl
    #: The name of the site, and all names that it may have in titles and bylines.
    site_name: str | None
    site_names: list[str]
    is_article: bool
    #: Whether the page is a discussion of readers.
    is_discussion: bool


def field_sources(
    tree: PageTree, declared: Declared, provenance: Provenance, *, url: str | None, is_discussion: bool
) -> FieldSources:
    """Gather the sources of a page's fields."""
    head, data = declared
    site_name = provenance.first("site_name", find_site_name(head, data))
    site_name = site_name[:MAX_FIELD_CHARS] if site_name else None
    return FieldSources(
        head,
        data,
        tree.elements,
        tree.outline,
        Microdata(tree.elements, tree.source),
        headline_ancestors(tree.elements),
        url,
        BaseUrl(url, head.base),
        site_name,
        site_names(site_name, head, data, url),
        is_article(head, data, url),
        is_discussion,
    )
