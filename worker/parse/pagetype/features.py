"""Signs of a page's type: in its URL, its meta elements, its structured data and the words of its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
#: Of the signs that are no words of the text.
_PREFIXES: Final = ("host:", "path:", "path.", "schema:", "og:", "generator:", "meta:")
#: Strength of a word in the text: a page has hundreds, and each says little.
_WORD_STRENGTH: Final = 0.4
#: characters of the text whose words are read; more cost time and tell no more.
_MAX_CHARS: Final = 16_000


def type_features(declared: Declared, texts: Sequence[str], url: str | None) -> dict[str, float]:
    """Return the signs of a page's type, each with its strength; `url` can be read and has a host, or is None.

    A word of the text stands for itself, see `is_word`.
    """
    words = " ".join(_first(texts))[:_MAX_CHARS].lower().split()
    found = dict.fromkeys(words, _WORD_STRENGTH)
    found.update(_features(declared, url))
    return found


def _first(texts: Sequence[str]) -> Iterator[str]:
    """Yield the texts that the first `_MAX_CHARS` characters are in: the others of a long page need not be copied."""
    at = 0
    for text in texts:
        if at > _MAX_CHARS:
            return
        yield text
        at += len(text) + 1


def is_word(sign: str) -> bool:
    """Tell whether a sign is a word of the text."""
    return not sign.startswith(_PREFIXES)


def _features(declared: Declared, url: str | None) -> Iterator[tuple[str, float]]:
    parts = urlsplit(url or "")
    host = parts.hostname or ""
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
