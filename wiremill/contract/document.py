"""The document: what parse makes of a page."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Precision = Literal["day", "second"]
Confidence = Annotated[float, Meta(ge=0, le=1)]
BlockKind = Literal["paragraph", "heading", "list_item", "table", "code", "quote"]
PageType = Literal["article", "forum", "product", "collection", "listing", "documentation", "service"]
#: Who may read the page: all, all up to a number of pages, who has paid, who has signed up.
Access = Literal["open", "metered", "paywalled", "registration"]
#: Why a page has no main text: what it is instead.
NoContentReason = Literal["empty", "index", "consent_wall", "captcha", "login", "error", "app_shell"]
OriginKind = Literal["json-ld", "opengraph", "meta", "markup", "url", "http", "text", "model"]


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a field came from, and how sure it is."""

    origin: OriginKind
    confidence: Confidence


class Block(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A part of `Document.text`: the characters from `start` up to `end`."""

    kind: BlockKind
    start: int
    end: int
    #: 1 to 6 for a heading, the depth for a list item.
    level: int | None = None


class Link(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A link of the page, made absolute."""

    url: str
    text: str = ""
    rel: str | None = None


class Image(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An image of the page, its URL made absolute."""

    url: str
    alt: str | None = None
    caption: str | None = None


class Document(msgspec.Struct, kw_only=True, frozen=True):
    """A parsed page. A field that the page does not give is None or empty, never guessed.

    Offsets count characters (code points) of `text`.
    """

    #: As the page was fetched.
    url: str | None = None
    canonical_url: str | None = None
    #: The headline as a reader sees it, without the site's name.
    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    #: The main text: blocks parted by one newline, without navigation, teasers and comments.
    text: str = ""
    blocks: list[Block] = msgspec.field(default_factory=list)
    #: People, in the order of the page.
    authors: list[str] = msgspec.field(default_factory=list)
    #: The news agency that the page names as its source or author; never among `authors`.
    agency: str | None = None
    #: RFC 3339 with offset; at day precision midnight UTC of that day.
    published: str | None = None
    published_precision: Precision | None = None
    modified: str | None = None
    modified_precision: Precision | None = None
    site_name: str | None = None
    section: str | None = None
    tags: list[str] = msgspec.field(default_factory=list)
    #: BCP 47, as the page declares it; `Classification.language` is what the text is in.
    declared_language: str | None = None
    page_type: PageType | None = None
    access: Access | None = None
    #: Set where, and only where, the page is no content page; `flags` then holds ``no_content``.
    no_content_reason: NoContentReason | None = None
    #: What readers wrote under the text, in the order of the page; the posts of a forum are its text instead.
    comments: list[str] = msgspec.field(default_factory=list)
    links: list[Link] = msgspec.field(default_factory=list)
    images: list[Image] = msgspec.field(default_factory=list)
    #: Types that the page gives itself: schema.org names, and ``og:`` followed by the OpenGraph type.
    schema_types: list[str] = msgspec.field(default_factory=list)
    #: The charset that the body was read with, by its WHATWG name; None for text handed in as such.
    charset: str | None = None
    #: What a consumer should know before trusting it (docs/reference.md lists them all).
    flags: list[str] = msgspec.field(default_factory=list)
    #: Field name to where its value came from.
    provenance: dict[str, Origin] = msgspec.field(default_factory=dict)
