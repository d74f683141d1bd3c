"""Names of the meta elements that hold authors."""

from __future__ import annotations

from typing import Final

AUTHORS: Final = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "byl",
    "authors", "article:author_name", "creator",
)  # fmt: skip
#: Names in library records: one person a value, often with the family name first.
RECORD_AUTHORS: Final = ("citation_author", "dc.creator", "dcterms.creator")
