"""Dates in the markup of the body: microdata and <time> elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.fields.markup import MAX_MATCHES, as_elements, is_beside_content
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.fields.markup import Microdata
    from worker.parse.tree.elements import Elements

_DATE_ITEMS: Final = etree.XPath(
    "descendant::*[@itemprop='datePublished' or @itemprop='dateCreated' or @itemprop='dateModified']"
)
#: In the class or itemprop of an element that holds the date of a change.
_MODIFIED: Final = re.compile(r"modif|updat|-changed|lastmod")


def marked_up_times(elements: Elements, microdata: Microdata, headline: frozenset[_Element]) -> list[str]:
    """Return the times of publication that elements of the body carry, in order; `headline` are those around the headline."""
    found: list[str] = []
    items = as_elements(_DATE_ITEMS(elements.root)) if microdata.has_dates else []
    for element in (*items[: 2 * MAX_MATCHES], *elements.all("time")[: 2 * MAX_MATCHES]):
        value = element.get("datetime") or element.get("content") or inner_text(element, 80)
        parent = element.getparent()
        parent_names = "" if parent is None else parent.get("class") or ""
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''} {parent_names}".lower()
        if not value or (parent is not None and is_beside_content(parent, headline)):
            continue
        if "publish" in names or not _MODIFIED.search(names):
            found.append(value)
    return found[:MAX_MATCHES]
