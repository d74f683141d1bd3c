"""Features of a page's type in its URL, its meta elements and its structured data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.parse.declared.declarations import Declared

#: Meta elements whose presence is a feature.
_SIGNIFICANT_METAS: Final = (
    "article:published_time", "product:price:amount", "og:price:amount", "author", "news_keywords",
)  # fmt: skip
_WORD: Final = re.compile(r"[a-z]+")
_LONG_NUMBER: Final = re.compile(r"\d{5}")
_DATED: Final = re.compile(r"/(?:19|20)\d\d/")
#: Features of one kind that are counted, so that one kind does not dominate.
_MAX_FEATURES: Final = 8


def type_features(declared: Declared, url: str | None) -> dict[str, float]:
    """Return the features of a page's type, each with its strength."""
    return dict(_features(declared, url))


def _features(declared: Declared, url: str | None) -> Iterator[tuple[str, float]]:
    try:
        parts = urlsplit(url or "")
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    path = parts.path.lower()
    names = [part for part in path.split("/") if part]
    last = names[-1] if names else ""
    for label in host.split(".")[:-1]:
        yield f"host:{label}", 1.0
    for name in names[:_MAX_FEATURES]:
        for word in _WORD.findall(name)[:_MAX_FEATURES]:
            yield f"path:{word}", 1.0
    yield "path.depth", min(len(names), _MAX_FEATURES) / 3
    yield "path.home", float(bool(host) and not names)
    yield "path.slug", min(last.count("-") + last.count("_"), _MAX_FEATURES) / 4
    yield "path.number", float(_LONG_NUMBER.search(last) is not None)
    yield "path.dated", float(_DATED.search(path) is not None)
    yield "path.query", float(bool(parts.query))
    yield "path.html", float(".htm" in last)
    head = declared.head
    for name in declared.data.types:
        yield f"schema:{name}", 1.0
    kind = head.meta("og:type")
    if kind:
        yield f"og:{kind.lower()[:30]}", 1.0
    generator = head.meta("generator")
    if generator:
        yield f"generator:{generator.split()[0].lower()[:30]}", 1.0
    for name in _SIGNIFICANT_METAS:
        if head.meta(name):
            yield f"meta:{name}", 1.0
