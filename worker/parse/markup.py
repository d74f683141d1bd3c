"""What the markup of the body says of a page: bylines, times, subtitle. Asked only where the head says nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.media import inner_text, spaced_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.elements import Elements

#: elements looked at; more only occur in listings, where none of them is the page's own.
_MAX_FOUND: Final = 12
_AUTHOR_MARKED: Final = etree.XPath("//*[@itemprop='author' or @rel='author']")
_TIME_MARKED: Final = etree.XPath("//*[@itemprop='datePublished' or @itemprop='dateModified']")
#: In the path of a link to the page of an author.
_AUTHOR_LINK: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|e|a)?|auteurs?|writers?|contributors?|journalists?|reporters?|staff|profiles?|redakteure?)/[^/?#]{3,}"
)
#: Parts of a class that a container of comments, related articles or an author's biography has.
_ELSEWHERE: Final = (
    "comment", "related", "teaser", "sidebar", "footer", "recommend", "card", "popular", "latest", "widget", "promo", "more-",
)  # fmt: skip
_SUBTITLE: Final = ("subtitle", "subhead", "standfirst", "deck", "dek", "sub-title", "strapline", "kicker-sub")


def heading_texts(page: Elements) -> list[str]:
    """Return the texts of the page's h1 elements."""
    texts = (inner_text(element, 600) for element in page.all("h1")[:_MAX_FOUND])
    return [text for text in texts if text]


def author_texts(page: Elements, bylines: Sequence[_Element], *, marked: bool) -> Iterator[list[str]]:
    """Yield the texts that may name the author, by how sure that is: marked up, a link, a class (the `bylines`).

    Without `marked` the page has no such attributes, and is not searched for them.
    """
    if marked:
        yield _texts(_AUTHOR_MARKED(page.root), 200)
    linked = []
    for element in page.all("a"):
        href = element.get("href")
        if href and _AUTHOR_LINK.search(href):
            linked.append(element)
            if len(linked) > _MAX_FOUND:
                break
    yield _texts(linked, 80)[:1]
    for text in _texts(bylines, 160):
        yield [text]


def times(page: Elements, *, marked: bool) -> tuple[list[str], list[str]]:
    """Return the times of publication and of modification that elements of the body carry, in order."""
    published: list[str] = []
    modified: list[str] = []
    found = _list(_TIME_MARKED(page.root)) if marked else []
    for element in (*found[: 2 * _MAX_FOUND], *page.all("time")[: 2 * _MAX_FOUND]):
        value = element.get("datetime") or element.get("content") or inner_text(element, 80)
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if not value or _is_elsewhere(element):
            continue
        (modified if "modif" in names or "updated" in names else published).append(value)
    return published[:_MAX_FOUND], modified[:_MAX_FOUND]


def subtitle_text(page: Elements) -> str | None:
    """Return the text of the element right after the headline whose class calls it a subtitle."""
    for heading in page.all("h1")[:2]:
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


def _texts(found: object, longest: int) -> list[str]:
    texts: list[str] = []
    for element in _list(found)[: 4 * _MAX_FOUND]:
        text = element.get("content") or spaced_text(element, longest + 1)
        if text and len(text) <= longest and text not in texts and not _is_elsewhere(element):
            texts.append(text)
    return texts[:_MAX_FOUND]


def _list(found: object) -> list[_Element]:
    return found if isinstance(found, list) else []


def _is_elsewhere(element: _Element) -> bool:
    """Tell whether the element stands among comments or teasers, by the names of what is around it."""
    for around in _ancestors(element, 8):
        tag = around.tag
        if tag in {"aside", "footer", "nav"}:
            return True
        names = around.get("class")
        if names:
            names = names.lower()
            if any(part in names for part in _ELSEWHERE) and "author" not in names and "byline" not in names:
                return True
    return False


def _ancestors(element: _Element, most: int) -> Iterable[_Element]:
    place: _Element | None = element
    for _ in range(most):
        if place is None or place.tag in {"body", "article", "main"}:
            return
        yield place
        place = place.getparent()
