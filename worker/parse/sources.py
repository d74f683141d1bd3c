"""What head and structured data say that helps to find the main text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.features import Anchors

if TYPE_CHECKING:
    from worker.parse.head import Head
    from worker.parse.jsonld import StructuredData

#: What parts a headline from a site's name.
_SEPARATOR: Final = re.compile(r"\s+[-–—|·•»:]+\s+")  # noqa: RUF001  # dashes as they are written


def anchors_of(head: Head, data: StructuredData) -> Anchors:
    """Return the titles, descriptions and body that `head` and `data` give."""
    titles = {title for title in (head.meta("og:title"), head.title, data.text("headline")) if title}
    if head.title:
        titles.update(part for part in _SEPARATOR.split(head.title) if part)
    descriptions = (data.text("description"), head.meta("og:description", "description"))
    body = data.body()
    return Anchors(
        frozenset(titles), " ".join(each for each in descriptions if each), " ".join(body.split()) if body else ""
    )
