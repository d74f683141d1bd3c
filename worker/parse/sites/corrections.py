"""What the selectors of a site do to a page: elements are removed, those of the main text are marked, others are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.sites.selector import Selector
    from worker.parse.sites.site import Site

#: The tag of an element that is put around each element of the main text. The outline takes unknown tags for blocks, so all
#: text inside has a block of its own, also that of an inline element.
MAIN_TAG: Final = "wiremill-main"
#: Elements of the main text that are marked; each costs libxml2 a walk through it.
_MAX_MAIN: Final = 2_000
#: Elements and levels of the largest page that is corrected. The time of a selector may grow with the square of either, and
#: nothing can interrupt libxml2.
_MAX_ELEMENTS: Final = 20_000
_MAX_LEVELS: Final = 64
_ELEMENTS: Final = etree.XPath("count(//*)", regexp=False)
_IS_TOO_DEEP: Final = etree.XPath(f"boolean({'/*' * (_MAX_LEVELS + 1)})", regexp=False)
#: Elements that hold the page, and so are never removed.
_PAGE: Final = frozenset({"html", "head", "body"})


class Match(NamedTuple):
    """What a selector found on a page."""

    key: str
    selector: Selector
    #: Elements, and with XPath also texts; in document order.
    found: list[_Element | str]


class Corrections(NamedTuple):
    """The corrections for a page, as far as they concern its tree."""

    site: Site
    matches: list[Match]

    def found(self, key: str) -> list[_Element | str] | None:
        """Return what the selector of `key` found; None if the site has none."""
        return next((match.found for match in self.matches if match.key == key), None)


def apply_site(site: Site, root: _Element) -> Corrections:
    """Remove and mark elements of the page under `root`, and find those that fields are read from.

    What is removed is removed first, so no other selector finds it. In a page that is too large nothing is found.
    """
    if _ELEMENTS(root) > _MAX_ELEMENTS or _IS_TOO_DEEP(root):
        return Corrections(site, [Match(key, selector, []) for key, selector in site.selectors()])
    matches = []
    for key, selector in site.selectors():
        match = Match(key, selector, selector.find(root))
        matches.append(match)
        if key == "remove":
            for element in match.found:
                if not isinstance(element, str):
                    _remove(element)
    # Marking moves elements, which selectors must not see.
    for element in next((match.found for match in matches if match.key == "main"), [])[:_MAX_MAIN]:
        if not isinstance(element, str):
            _mark(element)
    return Corrections(site, matches)


def _remove(element: _Element) -> None:
    """Remove an element, but not the text after it."""
    parent = element.getparent()
    if parent is None or element.tag in _PAGE:
        return
    tail, before = element.tail, element.getprevious()
    if tail:
        # The space keeps the words around the element apart.
        if before is None:
            parent.text = f"{parent.text or ''} {tail}"
        else:
            before.tail = f"{before.tail or ''} {tail}"
    element.tail = None
    parent.remove(element)


def _mark(element: _Element) -> None:
    """Put an element with `MAIN_TAG` around an element; around the content of the body, if it is the page."""
    wrapper = etree.Element(MAIN_TAG)
    parent = element.getparent()
    if element.tag in _PAGE or parent is None:
        body = element if element.tag == "body" else element.find("body")
        if body is not None:
            wrapper.text, body.text = body.text, None
            wrapper.extend(list(body))
            body.append(wrapper)
        return
    wrapper.tail, element.tail = element.tail, None
    parent.replace(element, wrapper)
    wrapper.append(element)
