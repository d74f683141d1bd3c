"""The names of the site that a page is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.parse.common.urls import site_of

if TYPE_CHECKING:
    from wiremill.contract.document import OriginKind
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData, Thing

#: characters; a longer name is a slogan.
_MAX_CHARS = 80


def find_site_name(head: Head, data: StructuredData) -> list[tuple[OriginKind, str | None]]:
    """Return the name of the site by source, the most trusted first. A URL is not a name."""
    website = next(iter(_websites(data)), None)
    metas = head.meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "al:android:app_name")
    given: list[tuple[OriginKind, str | None]] = [
        ("opengraph", head.meta("og:site_name")),
        ("json-ld", data.text("publisher") or data.text_of(website, "name")),
        ("meta", metas),
    ]
    return [(origin, None if name and name.startswith(("http://", "https://")) else name) for origin, name in given]


def site_names(name: str | None, head: Head, data: StructuredData, url: str | None) -> list[str]:
    """Return all names that the site may have in titles and bylines, `name` first."""
    names = [name, data.text("publisher"), head.meta("og:site_name"), head.meta("application-name")]
    names += [data.text_of(thing, "name", "alternateName") for thing in _websites(data)]
    names.append(site_of(url or head.meta("og:url") or next(iter(head.links.get("canonical", ())), None)))
    return [each for each in dict.fromkeys(names) if each and len(each) < _MAX_CHARS]


def _websites(data: StructuredData) -> list[Thing]:
    return [thing for thing in data.things if thing.get("@type") == "WebSite"]
