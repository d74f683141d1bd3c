"""The intake entry: how a page travels as the fields of a stream entry, and back."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlsplit

import msgspec
import zstandard

from wiremill.errors import MalformedPage
from wiremill.page import ContentEncoding, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENCODINGS = get_args(ContentEncoding)
#: The optional text fields of an entry.
_TEXT = ("content_type", "charset", "fetched_at", "source", "traceparent", "id")
#: Characters of a text field, and of a URL: browsers and servers stop at 2,000 to 64,000.
_MOST_TEXT, _MOST_URL = 1_000, 16_000
#: Bytes of `headers` and of `meta`.
_MOST_JSON = 64 * 1024
_BLANK_OR_CONTROL = re.compile("[\x00-\x20\x7f-\x9f]")
#: zstd level of packed pages: 6 times smaller at 0.4 ms for 270 KB.
ZSTD_LEVEL = 1

_compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
#: Bytes of look-back that a frame may ask for: what `zstd --long` uses at most.
_decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 27)


def encode_entry(page: Page, *, pack: bool = True) -> list[Any]:
    """Return the flat fields of a page's intake entry; a body that is not packed yet is packed with zstd."""
    body, encoding = page.body, page.content_encoding
    if pack and encoding == "identity":
        body, encoding = _compressor.compress(body), "zstd"
    fields: list[Any] = ["url", page.url, "body", body]
    if encoding != "identity":
        fields += ["content_encoding", encoding]
    for name in _TEXT:
        value = getattr(page, name)
        if value is not None:
            fields += [name, value]
    if page.status is not None:
        fields += ["status", str(page.status)]
    if page.headers:
        fields += ["headers", msgspec.json.encode(page.headers)]
    if page.meta:
        fields += ["meta", msgspec.json.encode(page.meta)]
    return fields


def decode_entry(fields: Mapping[bytes, bytes], *, max_bytes: int) -> Page:
    """Return the page of an intake entry, its body unpacked.

    Raises:
        MalformedPage: something is missing, too large or can't be read; the reason is one of `errors.MALFORMED`.
    """
    page = decode_packed(fields, max_bytes=max_bytes)
    body = unpack(page.body, page.content_encoding, max_bytes)
    return msgspec.structs.replace(page, body=body, content_encoding="identity")


def decode_packed(fields: Mapping[bytes, bytes], *, max_bytes: int) -> Page:
    """Return the page of an intake entry, its body as it came, which `unpack` takes: a few bytes may stand for many.

    Raises:
        MalformedPage: as `decode_entry`, but for what shows when the body is unpacked.
    """
    url = _text(fields, "url", _MOST_URL, "url_invalid") or ""
    check_url(url)
    body = fields.get(b"body")
    if not body:
        raise MalformedPage("body_missing", "no field 'body', or an empty one: add the page's bytes as fetched")
    if len(body) > max_bytes:
        raise _too_large(len(body), max_bytes)
    encoding = (_text(fields, "content_encoding", 40, "encoding_unknown") or "identity").lower()
    if encoding not in _ENCODINGS:
        raise _unknown(encoding)
    optional = {name: _text(fields, name, _MOST_TEXT) for name in _TEXT}
    if optional["fetched_at"]:
        _check_time(optional["fetched_at"])
    if optional["id"] and not optional["id"].isprintable():
        raise MalformedPage("field_invalid", f"id {optional['id'][:40]!r}: use printable characters")
    return Page(
        url=url,
        content_type=optional["content_type"],
        charset=optional["charset"],
        fetched_at=optional["fetched_at"],
        source=optional["source"],
        traceparent=optional["traceparent"],
        id=optional["id"],
        body=body,
        content_encoding=cast("ContentEncoding", encoding),
        status=_status(fields),
        headers=_json(fields, "headers", dict[str, str]),
        meta=_json(fields, "meta", dict[str, Any]),
    )


def unpack(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the body unpacked, reading no more than `max_bytes` of it.

    Raises:
        MalformedPage: the encoding is unknown, the body is no such thing or cut short, or it is too large.
    """
    if len(body) > max_bytes:
        raise _too_large(len(body), max_bytes)
    try:
        if encoding in {"identity", ""}:
            return body
        if encoding == "zstd":
            unpacked = _unzstd(body, max_bytes)
        elif encoding == "gzip":
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
                unpacked = stream.read(max_bytes + 1)
        else:
            raise _unknown(encoding)
    except (zstandard.ZstdError, zlib.error, EOFError, OSError) as error:
        raise MalformedPage("body_corrupt", f"the body is no whole {encoding} data: {error}") from error
    if len(unpacked) > max_bytes:
        raise _too_large(len(unpacked), max_bytes)
    if not unpacked:
        raise MalformedPage("body_missing", "the body is empty once unpacked")
    return unpacked


def _unzstd(body: bytes, max_bytes: int) -> bytes:
    size = zstandard.frame_content_size(body)
    if 0 <= size <= max_bytes:
        try:
            return _decompressor.decompress(body, max_output_size=max_bytes, allow_extra_data=False)
        except zstandard.ZstdError as error:
            if "unused data" not in str(error):
                raise
    return _unzstd_frames(body, max_bytes)


def _unzstd_frames(body: bytes, max_bytes: int) -> bytes:
    """Unpack frames of unknown size a bit at a time: one input block of 4 bytes can stand for 128 KB."""
    step = 1024
    parts, total, view = [], 0, memoryview(body)
    while view:
        frame = _decompressor.decompressobj()
        taken = 0
        while not frame.eof:
            if taken >= len(view):
                raise MalformedPage("body_corrupt", "the body is no whole zstd data: it ends within a frame")
            part = frame.decompress(view[taken : taken + step])
            taken += step
            parts.append(part)
            total += len(part)
            if total > max_bytes:
                raise _too_large(total, max_bytes)
        view = view[min(taken, len(view)) - len(frame.unused_data) :]
    return b"".join(parts)


def _unknown(encoding: str) -> MalformedPage:
    return MalformedPage("encoding_unknown", f"content_encoding {encoding[:40]!r}: use identity, gzip or zstd")


def _too_large(size: int, limit: int) -> MalformedPage:
    message = f"the body has {size:,} bytes or more; the limit page_max_bytes is {limit:,}"
    return MalformedPage("body_too_large", message)


def _text(fields: Mapping[bytes, bytes], name: str, most: int, reason: str = "field_invalid") -> str | None:
    raw = fields.get(name.encode())
    if raw is None:
        return None
    if len(raw) > 4 * most:
        raise MalformedPage(reason, f"{name} has {len(raw):,} bytes; at most {most:,} characters are taken")
    try:
        text = raw.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise MalformedPage(reason, f"{name} is not UTF-8 at byte {error.start}") from error
    if len(text) > most:
        raise MalformedPage(reason, f"{name} has {len(text):,} characters; at most {most:,} are taken")
    return text


def check_url(url: str) -> None:
    """Check what an intake entry has as its URL.

    Raises:
        MalformedPage: it is missing, relative, too long, or has characters that no URL has.
    """
    if not url:
        raise MalformedPage("url_missing", "no field 'url': add one, as in XADD wm:intake * url https://… body …")
    if len(url) > _MOST_URL:
        raise MalformedPage("url_invalid", f"url has {len(url):,} characters; at most {_MOST_URL:,} are taken")
    if _BLANK_OR_CONTROL.search(url):
        raise MalformedPage("url_invalid", f"url {url[:80]!r} has a blank or control character: percent-encode it")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise MalformedPage("url_invalid", f"url {url[:80]!r}: {error}") from error
    if not parts.scheme or not (parts.netloc or parts.path):
        raise MalformedPage("url_invalid", f"url {url[:80]!r} is not absolute: begin it with https:// or the like")


def _check_time(text: str) -> None:
    try:
        known = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedPage("field_invalid", f"fetched_at {text[:40]!r} is no RFC 3339 time") from error
    if known.tzinfo is None:
        raise MalformedPage("field_invalid", f"fetched_at {text[:40]!r} has no offset: add Z or +00:00")


def _status(fields: Mapping[bytes, bytes]) -> int | None:
    text = _text(fields, "status", 10)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 100 <= int(text) <= 599):
        raise MalformedPage("field_invalid", f"status {text!r} is no HTTP status from 100 to 599")
    return int(text)


def _json(fields: Mapping[bytes, bytes], name: str, kind: Any) -> Any:
    raw = fields.get(name.encode())
    if not raw:
        return {}
    if len(raw) > _MOST_JSON:
        raise MalformedPage("field_invalid", f"{name} has {len(raw):,} bytes; at most {_MOST_JSON:,} are taken")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPage("field_invalid", f"{name} is no JSON object as expected: {error}") from error
