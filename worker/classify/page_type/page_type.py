"""The type of a page, from its URL, its schema.org and OpenGraph types, and features of its text.

Each piece of evidence adds log odds to one or more types, and a softmax over the sums gives the confidence. Evidence is a
habit of the whole web (``/forum/``, ``DiscussionForumPosting``, a price), never a site.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.classify.page_type.features import PageFeatures, extract_features
from worker.classify.page_type.log_odds import FEATURES, HOST_LABELS, PATH_SEGMENTS, PRIOR, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    from wiremill.contract.document import Document, PageType
    from worker.classify.page_type.log_odds import LogOdds

#: Below this no type is returned: a guess that is as often wrong as right helps nobody.
MIN_CONFIDENCE = 0.4

_WEB = frozenset({"http", "https"})
_DATED = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)|/(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d")
_LONG_NUMBER = re.compile(r"\d{5}")
_INDEX = re.compile(r"(?:index|default|home)(?:\.\w+)?|[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)


def choose_page_type(document: Document) -> tuple[PageType | None, float]:
    """Return the type that parse found, which saw the whole page, or else the type that the document itself shows."""
    if document.page_type is None:
        return find_page_type(document)
    origin = document.provenance.get("page_type")
    return document.page_type, origin.confidence if origin else 0.0


def find_page_type(document: Document) -> tuple[PageType | None, float]:
    """Return the type of a page with its confidence, (None, 0.0) if no type stands out."""
    scores: dict[PageType, float] = dict(PRIOR)
    for log_odds in _evidence(document):
        for kind, value in log_odds.items():
            scores[kind] += value
    best = max(scores, key=lambda kind: scores[kind])
    confidence = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
    if confidence < MIN_CONFIDENCE:
        return None, 0.0
    return best, round(confidence, 3)


def _evidence(document: Document) -> Iterator[LogOdds]:
    for name in dict.fromkeys(document.schema_types):
        if name in SCHEMA:
            yield SCHEMA[name]
    url = _web_address(document)
    host = url.hostname or ""
    parts = [part for part in url.path.lower().split("/") if part]
    for label in host.split("."):
        if label in HOST_LABELS:
            yield HOST_LABELS[label]
    for part in dict.fromkeys(parts):
        if part in PATH_SEGMENTS:
            yield PATH_SEGMENTS[part]
    holds = _features_that_hold(
        extract_features(document),
        url.path,
        [part for part in parts if _INDEX.fullmatch(part) is None],
        bool(url.query),
    )
    holds["home"] = holds["home"] and bool(host)
    for name, log_odds in FEATURES:
        if holds[name]:
            yield log_odds


def _web_address(document: Document) -> SplitResult:
    """Return the parts of a document's URL, empty if it is not of the web: folders say where a copy lies, not what it is."""
    try:
        url = urlsplit(document.canonical_url or document.url or "")
        if url.scheme in _WEB and url.hostname:
            return url
    except ValueError:
        pass
    return urlsplit("")


def _features_that_hold(features: PageFeatures, path: str, parts: list[str], query: bool) -> dict[str, bool]:  # noqa: FBT001
    last = parts[-1] if parts else ""
    words = last.count("-") + last.count("_")
    return {
        "home": not parts,
        "section": len(parts) == 1 and words <= 1,
        "long_slug": words >= 4,
        "dated_path": _DATED.search(path) is not None,
        "long_number": _LONG_NUMBER.search(path) is not None,
        "query": query,
        "published": features.published,
        "signed": features.signed,
        "prose": features.long_paragraphs >= 4,
        "short_blocks": features.blocks >= 12 and features.long_share < 0.15,
        "listed": features.list_share > 0.5,
        "code": features.code_blocks > 0,
        "priced": features.prices > 0,
        "many_prices": features.prices >= 8,
        "buyable": features.buying > 0,
        "offering": features.offering >= 2,
        "replying": features.replying >= 2,
        "referring": features.referring >= 2,
        "many_links": features.link_density > 20,
        "few_links": features.link_density < 6,
        "unsigned": not features.published and not features.signed,
        "long": features.characters > 12000,
        "short": features.characters < 600,
    }
