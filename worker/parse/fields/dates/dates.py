"""When a page was published, and when it was last modified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.flags import Flag
from worker.parse.fields.dates.conventions import conventions_of, read_time
from worker.parse.fields.dates.datelines import (
    earlier_printed_date,
    first_date,
    first_post_time,
    labelled_date,
    only_date,
    opening_date,
)
from worker.parse.fields.dates.labels import Label
from worker.parse.fields.dates.markup import marked_up_times
from worker.parse.fields.dates.metanames import MODIFIED, PUBLISHED
from worker.parse.fields.dates.times import time_in_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wiremill.contract.document import OriginKind
    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.dates.conventions import DateConventions
    from worker.parse.fields.dates.datelines import NearHeadline
    from worker.parse.fields.dates.moment import Moment
    from worker.parse.fields.sources import FieldSources

#: Sources that only machines read. Readers see the date in the text instead, which may be another.
_UNSEEN_SOURCES: Final = frozenset({"json-ld", "opengraph", "meta", "url"})


class Dates(NamedTuple):
    """The dates of a page."""

    published: Moment | None
    modified: Moment | None
    flags: list[Flag]


def find_dates(sources: FieldSources, near: NearHeadline, provenance: Provenance, *, fetched_at: str | None) -> Dates:
    """Return the dates of a page; `near` is the text near the headline."""
    conventions = conventions_of(sources.head.language, sources.url, fetched_at)
    published = _published(sources, near, conventions, provenance)
    modified = provenance.first("modified", _modified_candidates(sources, near.lines, conventions))
    flags = [Flag.PUBLISHED_ZONE_ASSUMED] if published and published.zone_assumed else []
    flags += [Flag.MODIFIED_ZONE_ASSUMED] if modified and modified.zone_assumed else []
    return Dates(published, modified, flags)


def _published(
    sources: FieldSources, near: NearHeadline, conventions: DateConventions, provenance: Provenance
) -> Moment | None:
    """Return the time of publication: as declared, unless the text has an earlier one, or the only one."""
    candidates = provenance.consider("published", _published_candidates(sources, conventions))
    source, declared = next(((source, moment) for source, moment in candidates if moment), (None, None))
    printed = None
    if declared is None:
        printed = _printed(sources, near, conventions)
    elif source in _UNSEEN_SOURCES and not sources.is_discussion:
        printed = earlier_printed_date(near.lines, declared, conventions, certain=source == "url")
    if printed:
        provenance.consider("published", (("text", printed),))
        provenance.note("published", "text")
        return printed
    if source:
        provenance.note("published", source)
    return declared


def _printed(sources: FieldSources, near: NearHeadline, conventions: DateConventions) -> Moment | None:
    """Return the date that the text of the page gives."""
    texts = sources.outline.texts
    found = first_post_time(texts, conventions) if sources.is_discussion else None
    found = found or first_date(near.lines, conventions)
    found = found or only_date(texts, conventions, is_article=sources.is_article)
    return found or opening_date(near.paragraphs, conventions)


def _published_candidates(
    sources: FieldSources, conventions: DateConventions
) -> Iterator[tuple[OriginKind, Moment | None]]:
    """Yield the time of publication by source, the most trusted first; the text is not among them."""
    data, metas = sources.data, sources.head.metas
    yield from _read("json-ld", _texts(sources, "datePublished", "dateCreated", "uploadDate"), conventions)
    yield from _read("opengraph", metas.get("article:published_time", ()), conventions)
    yield from _read("meta", [value for name in PUBLISHED for value in metas.get(name, ())], conventions)
    yield from _read("markup", marked_up_times(sources.elements, sources.microdata, sources.headline), conventions)
    if data.main is None:
        loose = [text for thing in data.things if (text := data.text_of(thing, "datePublished"))]
        yield from _read("json-ld", loose, conventions)
    if sources.url:
        yield "url", time_in_url(sources.url)


def _modified_candidates(
    sources: FieldSources, lines: Sequence[str], conventions: DateConventions
) -> Iterator[tuple[OriginKind, Moment | None]]:
    """Yield the time of the last change by source, the most trusted first."""
    yield from _read("json-ld", _texts(sources, "dateModified"), conventions)
    metas = [value for name in MODIFIED for value in sources.head.metas.get(name, ())]
    yield from _read("meta", metas, conventions)
    if not sources.is_discussion:
        yield "text", labelled_date(lines, Label.MODIFIED, conventions)


def _texts(sources: FieldSources, *names: str) -> list[str]:
    return [text for name in names if (text := sources.data.text(name))]


def _read(
    source: OriginKind, texts: Iterable[str], conventions: DateConventions
) -> Iterator[tuple[OriginKind, Moment | None]]:
    for text in texts:
        yield source, read_time(text, conventions)
