"""The section and tags of a page, and the schema.org and OpenGraph types that it declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.parse.common.limits import MAX_FIELD_CHARS, MAX_TAGS
from worker.parse.common.strings import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiremill.contract.document import OriginKind
    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.sources import FieldSources

#: characters; a longer tag is a sentence.
_MAX_TAG_CHARS = 100


def find_section(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the section of the site that the page is in."""
    head = sources.head
    metas = head.meta("section", "parsely-section", "category", "dc.subject", "cxenseparse:section")
    found = provenance.first(
        "section",
        (
            ("json-ld", sources.data.text("articleSection")),
            ("opengraph", head.meta("article:section", "og:article:section")),
            ("meta", metas),
        ),
    )
    return found and found[:MAX_FIELD_CHARS]


def find_tags(sources: FieldSources, provenance: Provenance) -> list[str]:
    """Return the keywords that the page declares."""
    data, metas = sources.data, sources.head.metas
    keywords = [each for each in data.values(data.main, "keywords") if isinstance(each, str)]
    candidates: list[tuple[OriginKind, list[str]]] = [
        ("json-ld", _split(keywords)),
        ("opengraph", _split(metas.get("article:tag", ()))),
        ("meta", _split(metas.get("news_keywords", ()))),
        ("meta", _split(metas.get("keywords", ()))),
    ]
    return provenance.first("tags", candidates) or []


def schema_types(sources: FieldSources) -> list[str]:
    """Return the types that the page declares."""
    kind = sources.head.meta("og:type")
    return [*sources.data.types[:MAX_TAGS], *([f"og:{kind[:80]}"] if kind else [])]


def _split(values: Iterable[str]) -> list[str]:
    """Return the tags in lists of keywords, once each."""
    found: dict[str, str] = {}
    for value in values:
        for part in re.split(r"[,;\u3001\uff0c]", value[:8_000]):
            tag = part.strip()
            if tag and len(tag) <= _MAX_TAG_CHARS:
                found.setdefault(match_key(tag) or tag, tag)
                if len(found) >= MAX_TAGS:
                    return list(found.values())
    return list(found.values())
