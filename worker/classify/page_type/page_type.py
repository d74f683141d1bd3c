"""What kind of page it is: evidence from the URL, the page's own types and the shape of its text, added up.

Each sign that a page shows adds its points to one or more types, and a softmax over the sums gives the confidence. The
points are log odds, rounded by hand; signs name habits of the whole web (``/forum/``, ``DiscussionForumPosting``, a
price), never a site.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.classify.page_type.features import Shape, measure
from worker.classify.page_type.log_odds import HOSTS, PARTS, PRIOR, SCHEMA, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.document import Document, PageType
    from worker.classify.page_type.log_odds import Points

#: Below this no type is named: a guess that is wrong as often as not helps nobody.
MIN_CONFIDENCE = 0.4

_DATED = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)|/(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d")
_LONG_NUMBER = re.compile(r"\d{5}")
_INDEX = re.compile(r"(?:index|default|home)(?:\.\w+)?|[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)


def page_type(document: Document) -> tuple[PageType | None, float]:
    """Return the type of a page with its confidence, (None, 0.0) where no type stands out."""
    scores: dict[PageType, float] = dict(PRIOR)
    for points in _evidence(document):
        for kind, value in points.items():
            scores[kind] += value
    best = max(scores, key=lambda kind: scores[kind])
    confidence = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
    if confidence < MIN_CONFIDENCE:
        return None, 0.0
    return best, round(confidence, 3)


def _evidence(document: Document) -> Iterator[Points]:
    for name in dict.fromkeys(document.schema_types):
        if name in SCHEMA:
            yield SCHEMA[name]
    try:
        url = urlsplit(document.canonical_url or document.url or "")
        host = url.hostname or ""
    except ValueError:
        url, host = urlsplit(""), ""
    parts = [part for part in url.path.lower().split("/") if part]
    for label in host.split("."):
        if label in HOSTS:
            yield HOSTS[label]
    for part in dict.fromkeys(parts):
        if part in PARTS:
            yield PARTS[part]
    shape = measure(document)
    holds = _holds(shape, url.path, [part for part in parts if _INDEX.fullmatch(part) is None], bool(url.query))
    holds["home"] = holds["home"] and bool(host)
    for name, points in SHAPES:
        if holds[name]:
            yield points


def _holds(shape: Shape, path: str, parts: list[str], query: bool) -> dict[str, bool]:  # noqa: FBT001
    last = parts[-1] if parts else ""
    words = last.count("-") + last.count("_")
    return {
        "home": not parts,
        "section": len(parts) == 1 and words <= 1,
        "long_slug": words >= 4,
        "dated_path": _DATED.search(path) is not None,
        "long_number": _LONG_NUMBER.search(path) is not None,
        "query": query,
        "published": shape.published,
        "signed": shape.signed,
        "prose": shape.long_paragraphs >= 4,
        "scraps": shape.blocks >= 12 and shape.long_share < 0.15,
        "listed": shape.list_share > 0.5,
        "code": shape.code_blocks > 0,
        "priced": shape.prices > 0,
        "many_prices": shape.prices >= 8,
        "buyable": shape.buying > 0,
        "offering": shape.offering >= 2,
        "replying": shape.replying >= 2,
        "referring": shape.referring >= 2,
        "linky": shape.link_density > 20,
        "few_links": shape.link_density < 6,
        "unsigned": not shape.published and not shape.signed,
        "long": shape.characters > 12000,
        "short": shape.characters < 600,
    }
