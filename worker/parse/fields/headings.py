"""The h1 elements of a page, one of which may be its headline."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.strings import one_line
from worker.parse.fields.markup import MAX_MATCHES, ancestors
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.tree.elements import Elements

#: Elements in a heading that are not part of its text.
_SKIPPED_TAGS: Final = frozenset(
    {"button", "style", "script", "svg", "template", "noscript", "select", "input", "nav", "ul"}
)
#: In the class of an element that is shown only to screen readers or on hovering.
_NOT_SHOWN: Final = re.compile(
    r"sr-only|screen-?reader|visually-?hidden|headerlink|anchor-?link|tooltip", re.IGNORECASE
)
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup"}
)
#: In the class or id of a container whose headings are not content.
_BOILERPLATE: Final = re.compile(
    r"(?<![a-z])(?:logo|brand|site-?(?:title|name)|modal|popup|pop-up|dialog|cookie|consent|newsletter|offcanvas|drawer)",
    re.IGNORECASE,
)
#: characters of a heading that are read.
_MAX_CHARS: Final = 600


class Heading(NamedTuple):
    """An h1 element."""

    text: str
    #: Whether it belongs to a logo, a dialog or the footer.
    is_boilerplate: bool = False


def read_headings(elements: Elements) -> list[Heading]:
    """Return the h1 elements that have a text."""
    found = ((element, _text(element)) for element in elements.all("h1")[:MAX_MATCHES])
    return [Heading(text, _is_boilerplate(element)) for element, text in found if text]


def _text(element: _Element) -> str:
    """Return the text of a heading that readers see, without buttons, styles and hidden labels."""
    if len(element) == 0:
        return inner_text(element, _MAX_CHARS)
    parts: list[str] = []
    _collect(element, parts, 0)
    return (one_line("".join(parts)) or "")[:_MAX_CHARS]


def _collect(element: _Element, parts: list[str], depth: int) -> None:
    parts.append(element.text or "")
    for child in islice(element, 50):
        tag = child.tag
        names = child.get("class")
        if tag in _SKIPPED_TAGS or (names and _NOT_SHOWN.search(names)) or child.get("hidden") is not None:
            parts.append(" ")
        elif depth < 20:
            if tag not in _INLINE:
                parts.append(" ")
            _collect(child, parts, depth + 1)
            if tag not in _INLINE:
                parts.append(" ")
        parts.append(child.tail or "")


def _is_boilerplate(element: _Element) -> bool:
    if _BOILERPLATE.search(f"{element.get('class')} {element.get('id')}"):
        return True
    return any(
        ancestor.tag in {"dialog", "footer", "nav"}
        or _BOILERPLATE.search(f"{ancestor.get('class')} {ancestor.get('id')}")
        for ancestor in ancestors(element, 6)
    )
