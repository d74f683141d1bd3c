"""Helpers to look for fields in the markup of the body, where the head does not give them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from worker.parse.tree.elements import Elements

#: Elements of one kind that are read. Only listings have more, and those belong to other pages.
MAX_MATCHES: Final = 12
#: Parts of the class of a container of comments, related articles or an author's biography.
_BESIDE_CONTENT: Final = (
    "comment", "related", "teaser", "sidebar", "recommend", "card", "popular", "latest", "promo", "more-",
)  # fmt: skip
#: Parts of the class of a page's frame, and of boxes of any kind.
_FRAME: Final = ("footer", "widget")
#: Classes that say how a page is laid out: those of page builders' boxes, of pages with and without a sidebar; and those of
#: microformats.
_LAYOUT: Final = re.compile(
    r"elementor-widget|v-?card$|h-card$|(?:has|no|with|without)-|(?:content|main)-sidebar|sidebar-(?:content|main)"
).match
#: Top headings of a page that is not a list: its headline and its logo.
_MAX_HEADINGS: Final = 2
_ITEMPROP: Final = "itemprop="
#: Occurrences in a page that are read.
_MAX_ITEMS: Final = 2_000


class Microdata:
    """Tells whether a page's microdata has authors or dates, so that the tree is searched for them only if it has.

    The properties are looked for in the source of the page, which takes a tenth of the time of a search of the tree, and
    only on demand: most pages give authors and dates in their head.
    """

    def __init__(self, elements: Elements, source: str) -> None:
        self._elements, self._source = elements, source

    @cached_property
    def has_authors(self) -> bool:
        """Whether something is marked up as the author."""
        return "author" in self._items or any(element.get("rel") == "author" for element in self._elements.all("a"))

    @cached_property
    def has_dates(self) -> bool:
        """Whether something is marked up as a date."""
        return any(item.startswith("date") for item in self._items)

    @cached_property
    def _items(self) -> set[str]:
        """The first six characters of each property."""
        source = self._source
        found = set()
        at = source.find(_ITEMPROP)
        for _ in range(_MAX_ITEMS):
            if at < 0:
                break
            at += len(_ITEMPROP)
            found.add(source[at : at + 7].lstrip("\"'")[:6])
            at = source.find(_ITEMPROP, at)
        return found


def as_elements(found: object) -> list[_Element]:
    """Return the result of an XPath expression as elements; lxml gives it no useful type."""
    return found if isinstance(found, list) else []


def ancestors(element: _Element, limit: int) -> Iterable[_Element]:
    """Yield `element` and its ancestors below the body or the article, at most `limit` elements."""
    current: _Element | None = element
    for _ in range(limit):
        if current is None or current.tag in {"body", "article", "main"}:
            return
        yield current
        current = current.getparent()


def is_beside_content(element: _Element, headline: frozenset[_Element] = frozenset(), *, frame: bool = True) -> bool:
    """Tell whether an element is inside comments, teasers or biographies, by the names of its ancestors.

    An ancestor of the `headline` is a part of the page's layout, whatever its name. Classes of a page's `frame` can be left out:
    the row of a byline may be the footer of an article.
    """
    beside = (*_BESIDE_CONTENT, *_FRAME) if frame else _BESIDE_CONTENT
    for ancestor in ancestors(element, 8):
        if ancestor in headline:
            return False
        if ancestor.tag in {"aside", "footer", "nav"}:
            return True
        names = ancestor.get("class")
        if names:
            names = names.lower()
            if any(part in names for part in beside) and "author" not in names and "byline" not in names:
                kept = " ".join(name for name in names.split() if not _LAYOUT(name))
                if any(part in kept for part in beside):
                    return True
    return False


def headline_ancestors(elements: Elements) -> frozenset[_Element]:
    """Return the elements around the headline; none if there are several top headings, as in lists of teasers."""
    headings = elements.all("h1")
    if not 1 <= len(headings) <= _MAX_HEADINGS:
        return frozenset()
    return frozenset(ancestor for heading in headings for ancestor in heading.iterancestors())
