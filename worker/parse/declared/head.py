"""The declarations of a page in its elements: meta, link, title, base, and scripts of JSON-LD or embedded state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_JSON_BLOCKS, MAX_JSON_CHARS
from worker.parse.common.strings import one_line, unescape_twice_escaped

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.tree.elements import Elements

#: values kept of one meta name; article:tag and citation_author repeat.
_MAX_VALUES: Final = 60
_STATE: Final = re.compile(r"__NEXT_DATA__|__NUXT_DATA__|application/json", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """The declarations of a page, as written; nothing in them has been judged yet."""

    #: Contents by name or property in lower case, in order.
    metas: dict[str, list[str]] = field(default_factory=dict)
    #: Addresses of <link> elements by relation.
    links: dict[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    base: str | None = None
    language: str | None = None
    json_ld: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of `names` that has one."""
        for name in names:
            values = self.metas.get(name)
            if values:
                return values[0]
        return None


def read_head(elements: Elements) -> Head:
    """Collect the `Head` of `elements`, wherever in the page its elements stand."""
    root = elements.root
    head = Head(language=root.get("lang") or root.get("xml:lang"))
    for element in elements.all("meta"):
        _meta(head, element)
    for element in elements.all("script"):
        _script(head, element)
    for element in elements.all("link"):
        href = element.get("href")
        if href:
            for relation in (element.get("rel") or "").lower().split():
                found = head.links.setdefault(relation, [])
                if len(found) < _MAX_VALUES:
                    found.append(href)
    head.base = next((href for element in elements.all("base") if (href := element.get("href"))), None)
    titles = (one_line(element.text) for element in elements.all("title") if _in_head(element))
    title = next((title for title in titles if title), None)
    head.title = unescape_twice_escaped(title) if title else None
    return head


def _meta(head: Head, element: _Element) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    content = element.get("content")
    if name and content:
        kept = one_line(content)
        if kept:
            found = head.metas.setdefault(name.strip().lower(), [])
            if len(found) < _MAX_VALUES:
                found.append(unescape_twice_escaped(kept))


def _script(head: Head, element: _Element) -> None:
    kind = element.get("type")
    element_id = element.get("id") or ""
    if not kind and not element_id:
        return
    kind = (kind or "").lower()
    if "ld+json" in kind:
        text = element.text
        if text and len(text) <= MAX_JSON_CHARS and len(head.json_ld) < MAX_JSON_BLOCKS:
            head.json_ld.append(text)
    elif _STATE.search(kind) or _STATE.search(element_id):
        text = element.text
        if text and len(text) <= MAX_JSON_CHARS and len(head.states) < MAX_JSON_BLOCKS:
            head.states.append(text)


def _in_head(element: _Element) -> bool:
    """Tell whether a <title> is the page's, not one in an inline SVG."""
    parent = element.getparent()
    return parent is not None and parent.tag in {"head", "html", "body"}
