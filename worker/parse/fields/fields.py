"""The fields of a document besides its text, each from the most trusted source that has it.

Order of trust: JSON-LD, OpenGraph, other meta elements, the markup of the body, the URL, the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.parse.common.provenance import Provenance
from worker.parse.fields.access import find_access
from worker.parse.fields.authors.authors import find_authors
from worker.parse.fields.corrected import read_corrected
from worker.parse.fields.dates.datelines import near_headline
from worker.parse.fields.dates.dates import find_dates
from worker.parse.fields.images import read_images
from worker.parse.fields.language import find_language
from worker.parse.fields.links import find_canonical_url, read_links
from worker.parse.fields.sources import field_sources
from worker.parse.fields.summary import find_description, find_subtitle
from worker.parse.fields.taxonomy import find_section, find_tags, schema_types
from worker.parse.fields.title import find_title

if TYPE_CHECKING:
    from wiremill.contract.document import Access, Image, Link, Origin
    from worker.parse.common.flags import Flag
    from worker.parse.common.provenance import Considered
    from worker.parse.declared.declarations import Declared
    from worker.parse.fields.dates.moment import Moment
    from worker.parse.tree.page_tree import PageTree


class Fields(NamedTuple):
    """The fields of a document besides its text."""

    canonical_url: str | None
    title: str | None
    subtitle: str | None
    description: str | None
    authors: list[str]
    agency: str | None
    published: Moment | None
    modified: Moment | None
    site_name: str | None
    section: str | None
    tags: list[str]
    declared_language: str | None
    links: list[Link]
    images: list[Image]
    access: Access | None
    schema_types: list[str]
    flags: list[Flag]
    #: Where each field comes from.
    origins: dict[str, Origin]


def read_fields(
    tree: PageTree,
    declared: Declared,
    *,
    is_discussion: bool,
    url: str | None,
    fetched_at: str | None,
    considered: dict[str, list[Considered]] | None = None,
) -> Fields:
    """Return the fields of the page at `url`; the author of a discussion is its first poster.

    The candidates for each field are added to `considered`, if it is given.
    """
    provenance = Provenance(considered)
    sources = field_sources(tree, declared, provenance, url=url, is_discussion=is_discussion)
    corrected = read_corrected(tree.corrections, sources, fetched_at)
    title = find_title(sources, provenance)
    title = corrected.title or title
    near = near_headline(sources.outline, title)
    dates = find_dates(sources, near, provenance, fetched_at=fetched_at)
    byline = find_authors(sources, near.lines, provenance)
    corrected.note(provenance)
    links, links_flags = read_links(sources)
    images, images_flags = read_images(sources)
    return Fields(
        canonical_url=find_canonical_url(sources, provenance),
        title=title,
        subtitle=find_subtitle(sources, provenance),
        description=find_description(sources, provenance),
        authors=corrected.authors or byline.authors,
        agency=byline.agency,
        published=corrected.published or dates.published,
        modified=dates.modified,
        site_name=sources.site_name,
        section=find_section(sources, provenance),
        tags=find_tags(sources, provenance),
        declared_language=find_language(sources, provenance),
        links=links,
        images=images,
        access=find_access(sources, provenance),
        schema_types=schema_types(sources),
        flags=[*links_flags, *images_flags, *corrected.flags(dates.flags)],
        origins=provenance.origins,
    )
