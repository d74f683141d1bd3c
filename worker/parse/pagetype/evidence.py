"""What tells the type of a page: its signs, its figures, and whether it is a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from worker.parse.pagetype.discussion import declares_discussion, shows_posts
from worker.parse.pagetype.features import type_features
from worker.parse.pagetype.figures import page_figures

if TYPE_CHECKING:
    from worker.parse.declared.declarations import Declared
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline


class TypeEvidence(NamedTuple):
    """What the model of types sees of a page."""

    #: Signs with their strengths, see `features`.
    signs: dict[str, float]
    #: See `figures`; empty for a page without text.
    figures: list[float]
    #: Whether the markup is that of a thread, and whether it is, or the page declares itself one.
    has_posts: bool
    is_discussion: bool


def type_evidence(declared: Declared, outline: Outline, measures: Measures | None, url: str | None) -> TypeEvidence:
    """Return the evidence for the type of a page; `measures` are None if it has no text."""
    address = url if url and _is_of_the_web(url) else None
    has_posts = shows_posts(outline.names)
    is_discussion = has_posts or declares_discussion(declared, address)
    if measures is None:
        return TypeEvidence({}, [], has_posts, is_discussion)
    path = urlsplit(address).path if address else ""
    figures = [*page_figures(declared, outline, measures, path), float(has_posts), float(is_discussion)]
    return TypeEvidence(type_features(declared, outline.texts, address), figures, has_posts, is_discussion)


def _is_of_the_web(url: str) -> bool:
    """Tell whether a URL can be read and names a host: the folders of a file say where a copy lies, not what it is."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
