"""Whether a page is an article, by its declared types and by its URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.urls import path_of
from worker.parse.fields.dates.times import time_in_url

if TYPE_CHECKING:
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData

#: Path segments under which sites file articles, in languages with Latin letters.
_NEWS_PATH: Final = re.compile(
    r"(?:^|/)(?:blogs?|news|article[sn]?|artikel|artikler|articulos?|artigos?|articoli|aktuelles|nachrichten|noticias?|"
    r"notizie|actualites?|actus?|nieuws|nyheter|nyheder|uutiset|wiadomosci|novosti|haber(?:ler)?|berita|tin-tuc|press|"
    r"magazine?|stor(?:y|ies)|posts?)/\S",
    re.IGNORECASE,
)
#: words; a URL whose last part has at least this many is made from a headline.
_SLUG_WORDS: Final = 5


def is_article(head: Head, data: StructuredData, url: str | None) -> bool:
    """Tell whether the page declares itself an article, or has the URL of one: with a date, or with a headline."""
    if "article:published_time" in head.metas:
        return True
    if any("article" in kind.lower() or kind == "BlogPosting" for kind in data.types):
        return True
    path = path_of(url)
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if max(last.count("-"), last.count("_")) >= _SLUG_WORDS - 1 or _NEWS_PATH.search(path):
        return True
    return bool(url and time_in_url(url))
