"""Names of the meta elements that hold a date."""

from __future__ import annotations

from typing import Final

PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:pubdate", "parsely-pub-date",
    "sailthru.date", "date", "pubdate", "publishdate", "publish-date", "publish_date", "published", "published_time",
    "article_date_original", "article.published", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "datepublished", "date_published", "dc.date", "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.issued",
    "dcterms.date",
    "citation_publication_date", "citation_date", "last-modified-published", "originalpublicationdate",
    "article-publication-date", "bt:pubdate", "displaydate", "date.created", "article:created",
    "published-date", "published_date", "publication_date", "publication-date", "publicationdate", "article:publish_date",
    "article_date", "releasedate", "release_date", "rnews:datepublished", "datecreated", "created",
)  # fmt: skip
MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "last-updated", "revised", "date.modified", "article:updated",
)  # fmt: skip
