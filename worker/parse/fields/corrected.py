"""The fields that an operator's selectors name, read and cleaned like those of other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.flags import Flag
from worker.parse.common.limits import MAX_FIELD_CHARS
from worker.parse.common.strings import match_key, one_line
from worker.parse.common.urls import path_of
from worker.parse.fields.authors.names import collective_name, names_in_byline
from worker.parse.fields.dates.conventions import conventions_of, read_time
from worker.parse.fields.dates.datelines import first_date
from worker.parse.fields.site_affixes import without_site, words_of
from worker.parse.tree.elements import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.dates.moment import Moment
    from worker.parse.fields.sources import FieldSources
    from worker.parse.sites.corrections import Corrections

#: Elements that a selector finds and that are read; a byline or a headline has fewer.
_MAX_ELEMENTS: Final = 50
#: Attributes that hold the value of an element. A time element shows the date for readers, and has it for machines beside.
_DATE_ATTRIBUTES: Final = ("datetime", "content", "value")
#: Characters after a heading that link to it.
_ANCHORS: Final = " #¶§\u200b\uf0c1"


class CorrectedFields(NamedTuple):
    """The corrected fields of a page; None where there is no selector, or it finds nothing of use."""

    title: str | None
    authors: list[str] | None
    published: Moment | None
    #: Whether a selector found nothing of use.
    unmatched: bool

    def note(self, provenance: Provenance) -> None:
        """Record that these fields come from the site's corrections."""
        if self.title:
            provenance.consider("title", (("site", self.title),))
            provenance.note("title", "site")
        if self.authors:
            provenance.consider("authors", (("site", self.authors),))
            provenance.note("authors", "site")
        if self.published:
            provenance.consider("published", (("site", self.published),))
            provenance.note("published", "site")

    def flags(self, flags: Sequence[Flag]) -> list[Flag]:
        """Return the `flags` of a page's fields as they are with the corrections."""
        found = [flag for flag in flags if not self.published or flag != Flag.PUBLISHED_ZONE_ASSUMED]
        found += [Flag.PUBLISHED_ZONE_ASSUMED] * bool(self.published and self.published.zone_assumed)
        return found + [Flag.SITE_SELECTOR_UNMATCHED] * self.unmatched


def read_corrected(corrections: Corrections | None, sources: FieldSources, fetched_at: str | None) -> CorrectedFields:
    """Return the fields that the corrections of a page's site give."""
    if corrections is None:
        return CorrectedFields(None, None, None, unmatched=False)
    titles, authors, dates = (corrections.found(key) for key in ("title", "author", "date"))
    title = _title(titles, sources) if titles else None
    names = _authors(authors, sources) if authors else None
    published = _published(dates, sources, fetched_at) if dates else None
    wanted = ((titles, title), (authors, names), (dates, published))
    return CorrectedFields(
        title, names, published, unmatched=any(found is not None and not value for found, value in wanted)
    )


def _title(found: Sequence[_Element | str], sources: FieldSources) -> str | None:
    path = path_of(sources.url)
    keys = {match_key(name) for name in sources.site_names} - {""}
    for text in _texts(found):
        title = without_site(text.rstrip(_ANCHORS), keys, set(words_of(path)), article=sources.is_article)
        if match_key(title):
            return title[:MAX_FIELD_CHARS].strip()
    return None


def _authors(found: Sequence[_Element | str], sources: FieldSources) -> list[str]:
    texts = list(_texts(found, between=" | "))
    names = [name for text in texts for name in names_in_byline([text], site_names=sources.site_names, strict=False)]
    if not names:
        names = [name for text in texts[:1] if (name := collective_name(text))]
    return list(dict.fromkeys(names))


def _published(found: Sequence[_Element | str], sources: FieldSources, fetched_at: str | None) -> Moment | None:
    conventions = conventions_of(sources.head.language, sources.url, fetched_at)
    read = (read_time(text, conventions) or first_date([text], conventions) for text in _date_texts(found))
    return next((moment for moment in read if moment), None)


def _texts(found: Sequence[_Element | str], *, between: str = " ") -> Iterator[str]:
    """Yield the text of each element with `between` its blocks; if it has none, the value in its attributes."""
    for each in found[:_MAX_ELEMENTS]:
        if isinstance(each, str):
            raw: str | None = each
        else:
            shown = shown_text(each, between=between)
            raw = shown if any(map(str.isalnum, shown)) else each.get("content") or each.get("value")
        if text := one_line(raw):
            yield text


def _date_texts(found: Sequence[_Element | str]) -> Iterator[str]:
    """Yield the values in the attributes of each element, then its text."""
    for each in found[:_MAX_ELEMENTS]:
        texts = [each] if isinstance(each, str) else [*map(each.get, _DATE_ATTRIBUTES), shown_text(each)]
        yield from (text for raw in texts if (text := one_line(raw)))
