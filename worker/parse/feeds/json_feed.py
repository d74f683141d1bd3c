"""JSON Feed (jsonfeed.org)."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from worker.parse.common.lenient_json import decode_json
from worker.parse.common.limits import MAX_AUTHORS, MAX_ENTRIES, MAX_TAGS
from worker.parse.common.strings import one_line, strip_controls
from worker.parse.feeds.feed import Entry, Feed, FeedImage

if TYPE_CHECKING:
    from worker.parse.common.lenient_json import Json


def read_json_feed(text: str) -> Feed | None:
    """Read a JSON Feed (jsonfeed.org, version 1.1); None if it can't be read."""
    try:
        value = decode_json(text)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    items = value.get("items")
    entries = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    return Feed(
        title=one_line(_string(value, "title")),
        description=one_line(_string(value, "description")),
        link=_string(value, "home_page_url"),
        language=_string(value, "language"),
        authors=_authors(value),
        entries=[_entry(each) for each in entries[:MAX_ENTRIES]],
        truncated=len(entries) > MAX_ENTRIES,
    )


def _entry(item: dict[str, Json]) -> Entry:
    plain = _string(item, "content_text") or ""
    image = _string(item, "image", "banner_image")
    tags = item.get("tags")
    return Entry(
        title=one_line(_string(item, "title")),
        link=_string(item, "url", "external_url"),
        body=_string(item, "content_html") or _paragraphs(plain),
        summary=_paragraphs(_string(item, "summary") or ""),
        authors=_authors(item),
        published=_string(item, "date_published"),
        modified=_string(item, "date_modified"),
        tags=_tags(tags) if isinstance(tags, list) else [],
        images=[FeedImage(image)] if image else [],
        language=_string(item, "language"),
    )


def _authors(item: dict[str, Json]) -> list[str]:
    authors = item.get("authors")
    found = authors if isinstance(authors, list) else [item.get("author")]
    names = (one_line(_string(each, "name")) for each in found[:MAX_AUTHORS] if isinstance(each, dict))
    return [name for name in names if name]


def _tags(values: list[Json]) -> list[str]:
    return [tag for each in values[: 4 * MAX_TAGS] if isinstance(each, str) and (tag := one_line(each))][:MAX_TAGS]


def _string(item: dict[str, Json], *names: str) -> str | None:
    """Return the first of `names` that is not blank, without control characters."""
    values = (strip_controls(value) for name in names if isinstance(value := item.get(name), str))
    return next((value for value in values if value.strip()), None)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())
