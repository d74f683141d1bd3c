"""The document: a page after parse."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Precision = Literal["day", "second"]
Confidence = Annotated[float, Meta(ge=0, le=1)]
BlockKind = Literal["paragraph", "heading", "list_item", "table", "code", "quote"]
PageType = Literal["article", "forum", "product", "collection", "listing", "documentation", "service"]
#: Who may read the page: everyone; everyone, up to a number of pages; subscribers; registered users.
Access = Literal["open", "metered", "paywalled", "registration"]
#: What a page without main text is instead.
NoContentReason = Literal["empty", "index", "consent_wall", "captcha", "login", "error", "app_shell"]
OriginKind = Literal["json-ld", "opengraph", "meta", "markup", "url", "http", "text", "model", "site"]


class Origin(msgspec.Struct, frozen=True, gc=False):
    """The source of a field's value, and the confidence in it."""

    origin: OriginKind
    confidence: Confidence


class Block(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A part of `Document.text`: the characters from `start` up to, but not including, `end`."""

    kind: BlockKind
    start: int
    end: int
    #: 1 to 6 for a heading, the nesting depth for a list item.
    level: int | None = None


class Link(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A link of the page; its URL is absolute."""

    url: str
    text: str = ""
    rel: str | None = None


class Image(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An image of the page; its URL is absolute."""

    url: str
    alt: str | None = None
    caption: str | None = None


class Document(msgspec.Struct, kw_only=True, frozen=True):
    """A parsed page. A field that the page does not state is None or empty, never guessed.

    Offsets count characters (code points) of `text`.
    """

    #: The URL that the page was fetched from.
    url: str | None = None
    canonical_url: str | None = None
    #: The headline as readers see it, without the site's name.
    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    #: The main text without navigation, teasers and comments. One newline separates blocks.
    text: str = ""
    blocks: list[Block] = msgspec.field(default_factory=list)
    #: People, in page order.
    authors: list[str] = msgspec.field(default_factory=list)
    #: The news agency that the page names as its source or author; never among `authors`.
    agency: str | None = None
    #: RFC 3339 with offset. At day precision, midnight UTC of that day.
    published: str | None = None
    published_precision: Precision | None = None
    modified: str | None = None
    modified_precision: Precision | None = None
    site_name: str | None = None
    section: str | None = None
    tags: list[str] = msgspec.field(default_factory=list)
    #: BCP 47, as declared by the page; `Classification.language` is the language detected in the text.
    declared_language: str | None = None
    page_type: PageType | None = None
    access: Access | None = None
    #: Set if and only if the page is not a content page; `flags` then contains ``no_content``.
    no_content_reason: NoContentReason | None = None
    #: Readers' comments below the text, in page order. The posts of a forum are part of `text` instead.
    comments: list[str] = msgspec.field(default_factory=list)
    links: list[Link] = msgspec.field(default_factory=list)
    images: list[Image] = msgspec.field(default_factory=list)
    #: Types that the page declares: schema.org names, and ``og:`` followed by the OpenGraph type.
    schema_types: list[str] = msgspec.field(default_factory=list)
    #: The charset used to decode the body, by its WHATWG name; None if the input was already text.
    charset: str | None = None
    #: Caveats for consumers (docs/parse.md lists them all).
    flags: list[str] = msgspec.field(default_factory=list)
    #: The origin of each field's value, by field name.
    provenance: dict[str, Origin] = msgspec.field(default_factory=dict)
