"""The links and images of a page, made absolute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml.etree import tostring

from wiremill.document import Image, Link
from worker.parse.common.limits import MAX_FIELD_CHARS, MAX_IMAGES, MAX_LINKS
from worker.parse.declared.head import tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.common.urls import Base
    from worker.parse.tree.elements import Elements

#: Where lazy loading keeps an image's address, before the place where a placeholder stands.
_SOURCES: Final = ("data-src", "data-original", "data-lazy-src", "src", "data-srcset", "srcset")
#: pixels; smaller images are icons and counters.
_SMALL: Final = 40
#: characters of links that are read without a limit on each; ten times what a large page has.
_READ_AT_ONCE: Final = 2_000_000
#: characters of a link's text that are looked at; white space is most of a long one.
_LONGEST: Final = 8 * MAX_FIELD_CHARS


def read_links(page: Elements, base: Base) -> tuple[list[Link], bool]:
    """Return the links of the page, once each, and whether there were more than `limits.MAX_LINKS`."""
    found: dict[str, Link] = {}
    seen: set[str] = set()
    absolute = base.absolute
    budget = _READ_AT_ONCE
    for element in page.all("a"):
        get = element.get
        href = get("href")
        if not href or href in seen:
            continue
        seen.add(href)
        url = absolute(href)
        if not url or url in found:
            continue
        if len(found) >= MAX_LINKS:
            return list(found.values()), True
        if len(element) == 0:
            text = element.text or ""
        elif budget > 0:
            # libxml2 gives all the text in an element at once, five times as fast as piece by piece. But links may nest, and
            # each of them hold the whole page: so only up to a budget.
            text = tostring(element, method="text", encoding="unicode", with_tail=False)
            budget -= len(text)
        else:
            text = inner_text(element)
        text = " ".join(text[:_LONGEST].split())
        if not text.isprintable():
            text = tidy(text) or ""
        rel = get("rel")
        found[url] = Link(url, text[:MAX_FIELD_CHARS].rstrip(), tidy(rel) if rel else None)
    return list(found.values()), False


def read_images(page: Elements, base: Base, leading: list[str]) -> tuple[list[Image], bool]:
    """Return the page's images with their captions, the `leading` addresses (og:image, JSON-LD) first."""
    captions: dict[_Element, str] = {}
    for figure in page.all("figure"):
        text = next((inner_text(caption) for caption in figure.iter("figcaption")), "")
        if text:
            captions.update(dict.fromkeys(figure.iter("img"), text))
    found: dict[str, Image] = {}
    for address in leading:
        url = base.absolute(address)
        if url:
            found.setdefault(url, Image(url))
    for element in page.all("img"):
        url = base.absolute(_source(element))
        if not url or _is_small(element):
            continue
        if url not in found and len(found) >= MAX_IMAGES:
            return list(found.values()), True
        alt = tidy(element.get("alt"))
        known = found.get(url)
        if known is None or not (known.alt or known.caption):
            found[url] = Image(url, alt and alt[:MAX_FIELD_CHARS], captions.get(element))
    return list(found.values())[:MAX_IMAGES], False


def inner_text(element: _Element, limit: int = MAX_FIELD_CHARS) -> str:
    """Return the text in `element` in one line, at most `limit` characters; reads no more of it than that takes."""
    if len(element) == 0:
        text = element.text
        return (tidy(text[: 8 * limit]) or "")[:limit] if text else ""
    return _joined(element, limit)


def _joined(element: _Element, limit: int) -> str:
    parts: list[str] = []
    length = 0
    for text in element.itertext():
        parts.append(text)
        length += len(text)
        if length > 8 * limit:
            break
    return (tidy("".join(parts)) or "")[:limit].strip()


def _source(element: _Element) -> str | None:
    for name in _SOURCES:
        value = element.get(name)
        if value and not value.startswith("data:"):
            return value.split()[0].rstrip(",") if name.endswith("srcset") and value.strip() else value
    return None


def _is_small(element: _Element) -> bool:
    for name in ("width", "height"):
        value = element.get(name)
        if value and value.isascii() and value.isdigit() and len(value) < 6 and int(value) < _SMALL:
            return True
    return False
