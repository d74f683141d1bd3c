"""The page: raw, as handed over by a producer."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import msgspec
import xxhash

ContentEncoding = Literal["identity", "gzip", "zstd"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A raw page. Only `url` and `body` are required."""

    url: str
    #: As fetched; `content_encoding` names its compression.
    body: bytes
    #: The Content-Type header, such as ``text/html; charset=utf-8``.
    content_type: str | None = None
    content_encoding: ContentEncoding = "identity"
    #: If known from a source other than the Content-Type header.
    charset: str | None = None
    #: RFC 3339 with offset.
    fetched_at: str | None = None
    #: HTTP status.
    status: int | None = None
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    #: The name of the producer or feed; the CloudEvents `source` of the item.
    source: str | None = None
    #: W3C Trace Context.
    traceparent: str | None = None
    #: The caller's own id for the page; derived from url and body if absent.
    id: str | None = None
    #: Caller-defined data; the item carries it unchanged.
    meta: dict[str, Any] = msgspec.field(default_factory=dict)

    def media_type(self) -> str | None:
        """Return the Content-Type of the page, from its own field or else its headers."""
        named = (value for name, value in self.headers.items() if name.lower() == "content-type")
        return self.content_type or next(named, None)


def page_id(url: str, body: bytes) -> str:
    """Return the id of a page, 32 hex digits: 16 of SHA-256 over its URL, 16 of XXH3-64 over its unpacked body.

    The same page always has the same id, so a consumer can recognise a page that was pushed twice; versions of a page
    share the first half. XXH3 does not resist forgery, but a forged collision is limited to pages of the same URL.
    """
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16] + xxhash.xxh3_64_hexdigest(body)
