"""A feed and its entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class FeedImage(NamedTuple):
    """An image of an entry, its address as written."""

    url: str
    caption: str | None = None


@dataclass(slots=True)
class Entry:
    """An entry of a feed, as written; `body` and `summary` are HTML."""

    title: str | None = None
    link: str | None = None
    body: str = ""
    summary: str = ""
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    modified: str | None = None
    tags: list[str] = field(default_factory=list)
    images: list[FeedImage] = field(default_factory=list)
    language: str | None = None


@dataclass(slots=True)
class Feed:
    """A feed; one that consists of an entry alone has only `entries`."""

    title: str | None = None
    description: str | None = None
    link: str | None = None
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    #: Whether there were more than `limits.MAX_ENTRIES`.
    truncated: bool = False
