"""What a page says about itself in elements made for it: meta, link, title, base, JSON-LD, embedded state."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_JSON_BLOCKS, MAX_JSON_BYTES
from worker.parse.common.strings import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.tree.elements import Elements

#: values kept for one meta name; article:tag and citation_author repeat.
_MAX_VALUES: Final = 60
_STATE: Final = re.compile(r"__NEXT_DATA__|__NUXT_DATA__|application/json", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """The self-description of a page, as found; nothing in it has been judged yet."""

    #: Name or property in lower case to its contents, in order.
    metas: dict[str, list[str]] = field(default_factory=dict)
    #: Relation of a <link> to its addresses.
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


def read_head(page: Elements) -> Head:
    """Collect the `Head` of `page`, wherever in the page its elements stand."""
    root = page.root
    head = Head(language=root.get("lang") or root.get("xml:lang"))
    for element in page.all("meta"):
        _meta(head, element)
    for element in page.all("script"):
        _script(head, element)
    for element in page.all("link"):
        href = element.get("href")
        if href:
            for relation in (element.get("rel") or "").lower().split():
                found = head.links.setdefault(relation, [])
                if len(found) < _MAX_VALUES:
                    found.append(href)
    head.base = next((href for element in page.all("base") if (href := element.get("href"))), None)
    head.title = next(
        (title for element in page.all("title") if _in_head(element) and (title := one_line(element.text))), None
    )
    return head


def _meta(head: Head, element: _Element) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    content = element.get("content")
    if name and content:
        kept = one_line(content)
        if kept:
            found = head.metas.setdefault(name.strip().lower(), [])
            if len(found) < _MAX_VALUES:
                found.append(kept)


def _script(head: Head, element: _Element) -> None:
    kind = element.get("type")
    ident = element.get("id") or ""
    if not kind and not ident:
        return
    kind = (kind or "").lower()
    if "ld+json" in kind:
        text = element.text
        if text and len(text) <= MAX_JSON_BYTES and len(head.json_ld) < MAX_JSON_BLOCKS:
            head.json_ld.append(text)
    elif _STATE.search(kind) or _STATE.search(ident):
        text = element.text
        if text and len(text) <= MAX_JSON_BYTES and len(head.states) < MAX_JSON_BLOCKS:
            head.states.append(text)


def _in_head(element: _Element) -> bool:
    """Tell the page's <title> from that of an inline SVG."""
    parent = element.getparent()
    return parent is not None and parent.tag in {"head", "html", "body"}
