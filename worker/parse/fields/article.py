"""Whether a page is an article, by what it calls itself and by its address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.urls import path_of
from worker.parse.fields.dates.times import time_in_url

if TYPE_CHECKING:
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData

#: Sections of addresses that hold articles, in the languages that name them in Latin letters.
_NEWS: Final = re.compile(
    r"(?:^|/)(?:blogs?|news|article[sn]?|artikel|artikler|articulos?|artigos?|articoli|aktuelles|nachrichten|noticias?|"
    r"notizie|actualites?|actus?|nieuws|nyheter|nyheder|uutiset|wiadomosci|novosti|haber(?:ler)?|berita|tin-tuc|press|"
    r"magazine?|stor(?:y|ies)|posts?)/\S",
    re.IGNORECASE,
)


#: words; an address that ends in so many has a headline for its name.
_HEADLINE: Final = 5


def is_article(head: Head, data: StructuredData, url: str | None) -> bool:
    """Tell whether the page calls itself an article, or its address is one's: dated, or a headline in words."""
    if "article:published_time" in head.metas:
        return True
    if any("article" in kind.lower() or kind == "BlogPosting" for kind in data.types):
        return True
    path = path_of(url)
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if max(last.count("-"), last.count("_")) >= _HEADLINE - 1 or _NEWS.search(path):
        return True
    return bool(url and time_in_url(url))
