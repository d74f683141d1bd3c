"""Authors in the markup of the body: microdata, links to an author's page, bylines."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.fields.authors.byline_labels import begins_byline
from worker.parse.fields.markup import MAX_MATCHES, ancestors, as_elements, is_beside_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.fields.markup import Microdata
    from worker.parse.tree.elements import Elements

_AUTHOR_ITEMS: Final = etree.XPath("descendant::*[@itemprop='author' or @rel='author']")
#: The name within an author item.
_NAME_ITEMS: Final = etree.XPath(".//*[@itemprop='name']")
#: Elements in which forum software puts the name of who wrote a post, and the class that it gives them.
_USER_TAGS: Final = ("a", "span", "strong", "h3", "h4", "dt")
_USER_CLASS: Final = re.compile(
    r"user-?name|postuser-name|poster|post-?author|nickname|ipsType_break|(?:^|\s)user(?:\s|$)", re.IGNORECASE
).search
#: Links to profiles on other sites, and to forms.
_NO_AUTHOR_PAGE: Final = re.compile(r"(?:bsky\.|linkedin\.|facebook\.|twitter\.|instagram\.|/(?:share|login))")
#: The path of an author's page.
_AUTHOR_PAGE: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|e|a)?|auteurs?|writers?|contributors?|journalists?|reporters?|staff|profiles?|redakteure?)/[^/?#]{2,}"
)


def marked_up_authors(elements: Elements, headline: frozenset[_Element]) -> list[list[str]]:
    """Return the texts within each element that is marked up as the author (itemprop, rel)."""
    found: list[list[str]] = []
    for element in as_elements(_AUTHOR_ITEMS(elements.root))[: 4 * MAX_MATCHES]:
        parts = byline_parts(element, headline)
        if parts and parts not in found:
            found.append(parts)
    return found[:MAX_MATCHES]


def linked_author(elements: Elements, headline: frozenset[_Element]) -> list[str]:
    """Return the texts within links to the pages of authors on this site: those in one element, the nearest to the headline."""
    looked_at, nearest = 0, -1
    found: list[str] = []
    parent: _Element | None = None
    for element in elements.all("a"):
        href = element.get("href")
        if href and (href[:1] == "/" or "://" in href[:8]) and _AUTHOR_PAGE.search(href):
            looked_at += 1
            if looked_at > MAX_MATCHES:
                break
            if _NO_AUTHOR_PAGE.search(href):
                continue
            parts = byline_parts(element, headline, 80)
            if not parts:
                continue
            depth = _depth_shared(element, headline)
            if depth > nearest:
                nearest, found, parent = depth, parts, element.getparent()
            elif element.getparent() is parent and parts not in (found, found[-len(parts) :]):
                found = [*found, "&", *parts]
    return found


def _depth_shared(element: _Element, headline: frozenset[_Element]) -> int:
    """Return the depth of the innermost element around both `element` and the headline."""
    depth = 0
    for ancestor in element.iterancestors():
        if depth or ancestor in headline:
            depth += 1
    return depth


def byline_parts(element: _Element, headline: frozenset[_Element], max_chars: int = 200) -> list[str]:
    """Return the texts within a byline; none where it is too long for one, or stands beside the content."""
    content = element.get("content")
    parts = [content] if content else []
    length = len(content or "")
    for text in () if content else element.itertext():
        kept = text.strip()
        if kept:
            parts.append(kept)
            length += len(kept)
            if len(parts) > 8 or length > max_chars:
                break
    if length > max_chars:
        # An author's biography: only its heading counts.
        parts = parts[:-1][:1]
    if not parts or is_beside_content(element, headline, frame=not begins_byline(" ".join(parts))):
        return []
    return parts


def thread_starter_texts(elements: Elements, bylines: Sequence[_Element], microdata: Microdata) -> Iterator[str]:
    """Yield possible names of who began a discussion, from the first of each kind of element that names a writer."""
    authors = as_elements(_AUTHOR_ITEMS(elements.root)) if microdata.has_authors else []
    users = islice((each for each in elements.root.iter(*_USER_TAGS) if _names_user(each)), 3)
    for kind in (users, authors[:3], bylines[:3]):
        for element in kind:
            named = next(iter(as_elements(_NAME_ITEMS(element))), element)
            content = named.get("content")
            texts = [content] if content else [text for text in named.itertext() if text.strip()][:2]
            if texts and not _is_in_page_frame(named):
                yield texts[-1] if _begins_with_label(texts) else texts[0]


def _names_user(element: _Element) -> bool:
    """Tell whether forum software has put the name of a user in an element: by its class or, in FluxBB, its box."""
    if element.tag == "dt":
        parent = element.getparent()
        box = None if parent is None else parent.getparent()
        return box is not None and box.get("class") == "postleft"
    return _USER_CLASS(element.get("class", "")) is not None


def _begins_with_label(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and texts[0].rstrip().endswith((":", "\uff1a"))


def _is_in_page_frame(element: _Element) -> bool:
    return any(ancestor.tag in {"nav", "footer"} for ancestor in ancestors(element, 8))
