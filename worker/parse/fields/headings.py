"""The h1 elements of a page, one of which may be its headline."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.common.strings import match_key, one_line, unescape_twice_escaped
from worker.parse.fields.markup import MAX_MATCHES, ancestors
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.common.urls import BaseUrl
    from worker.parse.tree.elements import Elements

#: Elements in a heading that are not part of its text.
_SKIPPED_TAGS: Final = frozenset(
    {"button", "style", "script", "svg", "template", "noscript", "select", "input", "nav", "ul"}
)
#: In the class of an element that is shown only to screen readers or on hovering.
_NOT_SHOWN: Final = re.compile(
    r"sr-only|screen-?reader|visually-?hidden|element-?(?:hidden|invisible)|off-?screen|headerlink|anchor-?link|tooltip",
    re.IGNORECASE,
)
#: In the name of an element in a heading that labels the headline: a topic above it, a section, a prefix.
_LABEL: Final = re.compile(
    r"kicker|(?:over|roof|top)-?line|eyebrow|(?:super|pre)-?title|dachzeile|spitzmarke|rubri[ck]|descriptor|prefix|"
    r"sub-?heading|(?<![a-z])(?:topic|label|section|category)(?![\w-])",
    re.IGNORECASE,
)
_LABEL_TAGS: Final = frozenset({"time", "small", "h2", "h3", "h4", "h5", "h6"})
#: letters and digits; a headline without its labels has as many, or the labels are part of it.
_MIN_UNLABELLED_CHARS: Final = 8
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
    #: Whether it is the name of the site or of a part of it: a link to a page above this one.
    is_site_name: bool = False
    #: The text without its labels (a topic above the headline, a date), if it has any.
    unlabelled: str | None = None


def read_headings(elements: Elements, base: BaseUrl) -> list[Heading]:
    """Return the h1 elements that have a text; `base` is the URL of the page."""
    found = ((element, *_texts(element)) for element in elements.all("h1")[:MAX_MATCHES])
    return [
        Heading(text, _is_boilerplate(element), _links_upwards(element, base), unlabelled)
        for element, text, unlabelled in found
        if text
    ]


def _texts(element: _Element) -> tuple[str, str | None]:
    """Return the text of a heading that readers see, without buttons and styles; and the same without labels."""
    if len(element) == 0:
        return unescape_twice_escaped(inner_text(element, _MAX_CHARS)), None
    text, unlabelled = (unescape_twice_escaped(_joined(element, labels=labels)) for labels in (True, False))
    has_headline = unlabelled != text and len(match_key(unlabelled)) >= _MIN_UNLABELLED_CHARS
    return text, unlabelled if has_headline else None


def _joined(element: _Element, *, labels: bool) -> str:
    parts: list[str] = []
    _collect(element, parts, 0, labels=labels)
    return (one_line("".join(parts)) or "")[:_MAX_CHARS]


def _collect(element: _Element, parts: list[str], depth: int, *, labels: bool) -> None:
    parts.append(element.text or "")
    for child in islice(element, 50):
        tag = child.tag
        names = child.get("class")
        if (
            tag in _SKIPPED_TAGS
            or (names and _NOT_SHOWN.search(names))
            or child.get("hidden") is not None
            or (not labels and _is_label(child, names))
        ):
            parts.append(" ")
        elif depth < 20:
            if tag not in _INLINE:
                parts.append(" ")
            _collect(child, parts, depth + 1, labels=labels)
            if tag not in _INLINE:
                parts.append(" ")
        parts.append(child.tail or "")


def _is_label(element: _Element, names: str | None) -> bool:
    """Tell whether an element in a heading labels the headline, or dates it."""
    if element.tag in _LABEL_TAGS:
        return True
    names = f"{names or ''} {element.get('data-qa') or ''}"
    return len(names) > 1 and _LABEL.search(names) is not None


def _links_upwards(element: _Element, base: BaseUrl) -> bool:
    """Tell whether a heading is nothing but a link to a page above this one, as a site's name in its logo is."""
    link = next((each for each in element.iter("a")), None)
    if link is None:
        parent = element.getparent()
        if parent is None or parent.tag != "a":
            return False
        link = parent
    elif match_key(inner_text(link)) != match_key(inner_text(element)):
        return False
    href = (link.get("href") or "").strip()
    return base.is_below(href)


def _is_boilerplate(element: _Element) -> bool:
    if _BOILERPLATE.search(f"{element.get('class')} {element.get('id')}"):
        return True
    return any(
        ancestor.tag in {"dialog", "footer", "nav"}
        or _BOILERPLATE.search(f"{ancestor.get('class')} {ancestor.get('id')}")
        for ancestor in ancestors(element, 6)
    )
