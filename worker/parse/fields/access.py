"""Who may read a page: everybody, or only subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.declared.structured_data import types_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.contract.document import Access, OriginKind
    from worker.parse.common.lenient_json import Json
    from worker.parse.common.provenance import Provenance
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData, Thing
    from worker.parse.fields.sources import FieldSources

#: Meta elements that hold an access tier: Facebook's, and the variants of publishers.
_TIER_METAS: Final = (
    "article:content_tier",
    "og:article:content_tier",
    "content_tier",
    "content-tier",
    "article:access",
)
_ACCESS_BY_TIER: Final[dict[str, Access]] = {
    "free": "open", "open": "open", "public": "open", "metered": "metered", "locked": "paywalled", "paid": "paywalled",
    "premium": "paywalled", "subscription": "paywalled", "subscriber": "paywalled", "subscribers": "paywalled",
    "plus": "paywalled", "registration": "registration", "registered": "registration", "register": "registration",
}  # fmt: skip
#: Meta elements that only say whether there is a paywall.
_PAYWALL_METAS: Final = ("paywall", "is_paywalled", "ispaywall", "is_premium", "cxenseparse:paywall", "premium")
_YES: Final = frozenset({"true", "yes", "1", "y"})
_NO: Final = frozenset({"false", "no", "0", "n"})


def find_access(sources: FieldSources, provenance: Provenance) -> Access | None:
    """Return who may read the page; None if the page does not say."""
    return provenance.first("access", _candidates(sources.head, sources.data))


def _candidates(head: Head, data: StructuredData) -> Iterator[tuple[OriginKind, Access]]:
    """Yield the access that each source declares, the most trusted first.

    A tier says more than schema.org's ``isAccessibleForFree`` (Google, "Structured data for subscription and paywalled
    content"), which calls a metered article closed. A part of the page that is not free counts as the page.
    """
    for name in _TIER_METAS:
        tier = _ACCESS_BY_TIER.get((head.meta(name) or "").lower())
        if tier:
            yield "meta", tier
    pages = [thing for thing in data.things if "WebPage" in types_of(thing)]
    for thing in [data.main, *pages] if data.main else pages:
        free = _is_free(data, thing)
        if free is not None:
            yield "json-ld", "open" if free else "paywalled"
    for name in _PAYWALL_METAS:
        value = (head.meta(name) or "").lower()
        if value in _YES or value in _NO:
            yield "meta", "paywalled" if value in _YES else "open"


def _is_free(data: StructuredData, thing: Thing) -> bool | None:
    parts = [part for part in data.values(thing, "hasPart") if isinstance(part, dict) and "cssSelector" in part]
    declared = [_boolean(each.get("isAccessibleForFree")) for each in (thing, *parts)]
    if False in declared:
        return False
    return True if declared[0] else None


def _boolean(value: Json) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.rsplit("/", 1)[-1].strip().lower()
        return True if word in _YES else False if word in _NO else None
    return None
