"""What the markup of the body says of a page: bylines, times, subtitle. Asked only where the head says nothing."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.declared.head import tidy
from worker.parse.fields.media import inner_text
from worker.parse.fields.title import Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.tree.elements import Elements

#: elements looked at; more only occur in listings, where none of them is the page's own.
_MAX_FOUND: Final = 12
_AUTHOR_MARKED: Final = etree.XPath("descendant::*[@itemprop='author' or @rel='author']")
_TIME_MARKED: Final = etree.XPath(
    "descendant::*[@itemprop='datePublished' or @itemprop='dateCreated' or @itemprop='dateModified']"
)
_ITEM: Final = "itemprop="
#: occurrences of it that are looked at.
_MAX_ITEMS: Final = 2_000
#: The name inside of what is marked as an author.
_NAME_MARKED: Final = etree.XPath(".//*[@itemprop='name']")
#: Elements that the software of forums names after who wrote a post, and how it names them.
_MAYBE_USER: Final = ("a", "span", "strong", "h4")
_USER_NAMED: Final = re.compile(
    r"user-?name|poster|post-?author|nickname|ipsType_break|(?:^|\s)user(?:\s|$)", re.IGNORECASE
).search
#: Pages of authors on other sites.
_ELSEWHERE_SITES: Final = re.compile(r"(?:bsky\.|linkedin\.|facebook\.|twitter\.|instagram\.|/(?:share|login))")
#: In the path of a link to the page of an author.
_AUTHOR_LINK: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|e|a)?|auteurs?|writers?|contributors?|journalists?|reporters?|staff|profiles?|redakteure?)/[^/?#]{3,}"
)
#: Parts of a class that a container of comments, related articles or an author's biography has.
_ELSEWHERE: Final = (
    "comment", "related", "teaser", "sidebar", "footer", "recommend", "card", "popular", "latest", "widget", "promo", "more-",
)  # fmt: skip
#: Elements in a heading that are no part of it, and names of those that only screen readers and pointers see.
_UNREAD: Final = frozenset({"button", "style", "script", "svg", "template", "noscript", "select", "input", "nav", "ul"})
_UNSEEN: Final = re.compile(r"sr-only|screen-?reader|visually-?hidden|headerlink|anchor-?link|tooltip", re.IGNORECASE)
_IN_LINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup"}
)
#: Names of what holds a heading that is none of the page's content.
_BESIDE: Final = re.compile(
    r"(?<![a-z])(?:logo|brand|site-?(?:title|name)|modal|popup|pop-up|dialog|cookie|consent|newsletter|offcanvas|drawer)",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(r"modif|updat|-changed|lastmod")
_SUBTITLE: Final = ("subtitle", "subhead", "standfirst", "deck", "dek", "sub-title", "strapline", "kicker-sub")


class Marks:
    """Which attributes of interest a page has: whether a search of the tree for them is worth its time.

    They are looked for in the links and in the characters of the page, which takes a tenth of the time of a search of the
    tree, and not before somebody asks: most pages say in their head what the attributes would tell.
    """

    def __init__(self, page: Elements, source: str) -> None:
        self._page, self._source = page, source

    @cached_property
    def author(self) -> bool:
        """Whether something is marked as the author."""
        return "author" in self._items or any(element.get("rel") == "author" for element in self._page.all("a"))

    @cached_property
    def date(self) -> bool:
        """Whether something is marked as a date."""
        return any(item.startswith("date") for item in self._items)

    @cached_property
    def _items(self) -> set[str]:
        """The beginnings of the properties that elements have, six characters of each."""
        source = self._source
        found = set()
        at = source.find(_ITEM)
        for _ in range(_MAX_ITEMS):
            if at < 0:
                break
            at += len(_ITEM)
            found.add(source[at : at + 7].lstrip("\"'")[:6])
            at = source.find(_ITEM, at)
        return found


def headings(page: Elements) -> list[Heading]:
    """Return the page's h1 elements, and of each whether it stands in a logo or a dialog."""
    found = ((element, _heading_text(element)) for element in page.all("h1")[:_MAX_FOUND])
    return [Heading(text, _is_beside(element)) for element, text in found if text]


def _heading_text(element: _Element) -> str:
    """Return what readers see of a heading: without the buttons, styles and hidden labels in it."""
    if len(element) == 0:
        return inner_text(element, 600)
    parts: list[str] = []
    _collect(element, parts, 0)
    return (tidy("".join(parts)) or "")[:600]


def _collect(element: _Element, parts: list[str], depth: int) -> None:
    parts.append(element.text or "")
    for child in islice(element, 50):
        tag = child.tag
        names = child.get("class")
        if tag in _UNREAD or (names and _UNSEEN.search(names)) or child.get("hidden") is not None:
            parts.append(" ")
        elif depth < 20:
            if tag not in _IN_LINE:
                parts.append(" ")
            _collect(child, parts, depth + 1)
            if tag not in _IN_LINE:
                parts.append(" ")
        parts.append(child.tail or "")


def _is_beside(element: _Element) -> bool:
    if _BESIDE.search(f"{element.get('class')} {element.get('id')}"):
        return True
    return any(
        around.tag in {"dialog", "footer", "nav"} or _BESIDE.search(f"{around.get('class')} {around.get('id')}")
        for around in _ancestors(element, 6)
    )


def marked_authors(page: Elements) -> list[list[str]]:
    """Return the parts of text in the elements that are marked up as the author (itemprop, rel)."""
    found: list[list[str]] = []
    for element in _list(_AUTHOR_MARKED(page.root))[: 4 * _MAX_FOUND]:
        parts = byline_parts(element)
        if parts and parts not in found:
            found.append(parts)
    return found[:_MAX_FOUND]


def linked_author(page: Elements) -> list[str]:
    """Return the parts of text in the first link to the page of an author on this site."""
    looked = 0
    for element in page.all("a"):
        href = element.get("href")
        if href and (href[:1] == "/" or "://" in href[:8]) and _AUTHOR_LINK.search(href):
            looked += 1
            if looked > _MAX_FOUND:
                break
            if _ELSEWHERE_SITES.search(href):
                continue
            parts = byline_parts(element, 80)
            if parts:
                return parts
    return []


def byline_parts(element: _Element, longest: int = 200) -> list[str]:
    """Return the texts in a byline, element by element; none where it is too long for one, or stands elsewhere."""
    content = element.get("content")
    parts = [content] if content else []
    length = len(content or "")
    for text in () if content else element.itertext():
        kept = text.strip()
        if kept:
            parts.append(kept)
            length += len(kept)
            if len(parts) > 8 or length > longest:
                break
    if length > longest:
        # An author's biography: only its heading counts.
        parts = parts[:-1][:1]
    return parts if parts and not _is_elsewhere(element) else []


def opener_texts(page: Elements, bylines: Sequence[_Element], marks: Marks) -> Iterator[str]:
    """Yield what may be the name of who began a discussion: the first of each kind of element that names a writer."""
    found = _list(_AUTHOR_MARKED(page.root)) if marks.author else []
    users = islice((each for each in page.root.iter(*_MAYBE_USER) if _USER_NAMED(each.get("class", ""))), 3)
    for elements in (users, found[:3], bylines[:3]):
        for element in elements:
            named = next(iter(_list(_NAME_MARKED(element))), element)
            content = named.get("content")
            texts = [content] if content else [text for text in named.itertext() if text.strip()][:2]
            if texts and not _in_frame(named):
                yield texts[-1] if _ends_in_colon(texts) else texts[0]


def _ends_in_colon(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and texts[0].rstrip().endswith((":", "\uff1a"))


def _in_frame(element: _Element) -> bool:
    return any(around.tag in {"nav", "footer"} for around in _ancestors(element, 8))


def times(page: Elements, marks: Marks) -> tuple[list[str], list[str]]:
    """Return the times of publication and of modification that elements of the body carry, in order."""
    published: list[str] = []
    modified: list[str] = []
    found = _list(_TIME_MARKED(page.root)) if marks.date else []
    for element in (*found[: 2 * _MAX_FOUND], *page.all("time")[: 2 * _MAX_FOUND]):
        value = element.get("datetime") or element.get("content") or inner_text(element, 80)
        parent = element.getparent()
        around = "" if parent is None else parent.get("class") or ""
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''} {around}".lower()
        if not value or (parent is not None and _is_elsewhere(parent)):
            continue
        (modified if _CHANGED.search(names) and "publish" not in names else published).append(value)
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
