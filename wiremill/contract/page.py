"""The page: raw, as a producer hands it over."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import msgspec
import xxhash

ContentEncoding = Literal["identity", "gzip", "zstd"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A raw page. Only `url` and `body` are required."""

    url: str
    #: As fetched; `content_encoding` says how it is packed.
    body: bytes
    #: The Content-Type header, such as ``text/html; charset=utf-8``.
    content_type: str | None = None
    content_encoding: ContentEncoding = "identity"
    #: Known from elsewhere than the Content-Type header.
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
    #: The caller's own id for the page; made from url and body where absent.
    id: str | None = None
    #: Anything the caller wants to find again in the item.
    meta: dict[str, Any] = msgspec.field(default_factory=dict)


def page_id(url: str, body: bytes) -> str:
    """Return the id of a page, 32 hex digits: 16 of SHA-256 over its URL, 16 of XXH3-64 over its unpacked body.

    The same page always has the same id, so a consumer can recognise one that was handed in twice; versions of a page
    share the first half. The fast hash is not proof against forgery, but who forges can only hit pages of the same URL.
    """
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16] + xxhash.xxh3_64_hexdigest(body)
