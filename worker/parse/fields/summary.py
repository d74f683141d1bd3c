"""The subtitle and the description of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_SUMMARY_CHARS
from worker.parse.common.shortcodes import strip_shortcodes
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.sources import FieldSources
    from worker.parse.tree.elements import Elements

#: Parts of a class that name a subtitle.
_SUBTITLE: Final = ("subtitle", "subhead", "standfirst", "deck", "dek", "sub-title", "strapline", "kicker-sub")


def find_subtitle(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the line under the headline."""
    found = provenance.first(
        "subtitle",
        (
            ("json-ld", sources.data.text("alternativeHeadline")),
            ("markup", _marked_up_subtitle(sources.elements)),
        ),
    )
    return found and found[:MAX_SUMMARY_CHARS]


def find_description(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the summary that the page declares."""
    head = sources.head
    found = provenance.first(
        "description",
        (
            ("json-ld", sources.data.text("description", "abstract")),
            ("opengraph", head.meta("og:description")),
            ("meta", head.meta("description", "twitter:description", "dc.description", "sailthru.description")),
        ),
    )
    return (found and strip_shortcodes(found)[:MAX_SUMMARY_CHARS]) or None


def _marked_up_subtitle(elements: Elements) -> str | None:
    """Return the text of an element right after the headline whose class names a subtitle."""
    for heading in elements.all("h1")[:2]:
        place: _Element | None = heading
        for _ in range(2):
            if place is None:
                break
            for count, sibling in enumerate(place.itersiblings()):
                names = (sibling.get("class") or "").lower()
                if names and any(part in names for part in _SUBTITLE):
                    return inner_text(sibling, 400) or None
                if count > 3:
                    break
            place = place.getparent()
    return None
