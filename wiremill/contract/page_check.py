"""Checks the fields of a page: the same check for every producer, and for the worker that reads the page."""

from __future__ import annotations

import math
import re
import reprlib
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from wiremill.contract.page import ContentEncoding, Page
from wiremill.errors import MalformedPage

#: Optional text fields.
TEXT_FIELDS = ("content_type", "charset", "fetched_at", "source", "traceparent", "id")
#: Characters of a text field, and of a URL: the limits of browsers and servers range from 2,000 to 64,000.
MAX_TEXT, MAX_URL = 1_000, 16_000
#: Bytes of `headers` and of `meta`.
MAX_JSON = 64 * 1024
#: Nesting levels of `meta`. JSON parsers fail at some hundred, depending on their call stack, and the item adds levels.
MAX_LEVELS = 100
_ENCODINGS = ("identity", "gzip", "zstd")
_BLANK_OR_CONTROL = re.compile("[\x00-\x20\x7f-\x9f]")

#: Shortens a value for a message, but keeps enough of it to search for.
_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = _repr.maxlong = 80


def check_page(page: Page) -> Page:
    """Return the normalised page: texts are stripped, empty fields become None.

    The body is not unpacked; `intake.unpack` checks its content.

    Raises:
        MalformedPage: a field has an invalid value; the message names it. The reason is one of
            `errors.MALFORMED_REASONS`.
    """
    if not isinstance(page, Page):
        raise MalformedPage("field_invalid", f"{_abbreviate(page)} is not a Page: pass Page(url=…, body=…)")
    url = _text("url", page.url, MAX_URL, "url_invalid") or ""
    check_url(url)
    _check_body(page.body)
    fetched_at, identity = _text("fetched_at", page.fetched_at), _text("id", page.id)
    if fetched_at:
        _check_time(fetched_at)
    if identity and not identity.isprintable():
        raise MalformedPage("field_invalid", f"id {identity[:40]!r}: use printable characters")
    return Page(
        url=url,
        body=page.body,
        content_type=_text("content_type", page.content_type),
        content_encoding=_encoding(page.content_encoding),
        charset=_text("charset", page.charset),
        fetched_at=fetched_at,
        status=_status(page.status),
        headers=_object("headers", page.headers),
        source=_text("source", page.source),
        traceparent=_text("traceparent", page.traceparent),
        id=identity,
        meta=_object("meta", page.meta),
    )


def check_url(url: str) -> None:
    """Check the URL of an intake entry.

    Raises:
        MalformedPage: it is missing, relative, too long, or contains characters that are not allowed in a URL.
    """
    if not url:
        raise MalformedPage("url_missing", "no field 'url': add one, as in XADD wm:intake * url https://… body …")
    if len(url) > MAX_URL:
        raise MalformedPage("url_invalid", f"url has {len(url):,} characters; at most {MAX_URL:,} are allowed")
    if _BLANK_OR_CONTROL.search(url):
        raise MalformedPage("url_invalid", f"url {url[:80]!r} contains a space or control character: percent-encode it")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise MalformedPage("url_invalid", f"url {url[:80]!r}: {error}") from error
    if not parts.scheme or not (parts.netloc or parts.path):
        raise MalformedPage("url_invalid", f"url {url[:80]!r} is not absolute: begin it with https:// or the like")


def write_json(name: str, value: dict[str, Any]) -> bytes:
    """Return `headers` or `meta` as JSON that decodes to an equal value.

    Raises:
        MalformedPage: it is too large, nested too deep, or contains a value that JSON can't express.
    """
    try:
        raw = msgspec.json.encode(value)
        if read_json(name, raw) == value:
            return raw
        why = "it changes when written as JSON and read back"
    except MalformedPage as error:
        why = str(error)
    except (TypeError, ValueError, RecursionError) as error:
        why = f"JSON can't express it: {error}"
    raise MalformedPage(
        "field_invalid", _find_unencodable(name, value, 1) or f"{name} {_abbreviate(value)} is refused: {why}"
    )


def read_json(name: str, raw: bytes) -> Any:
    """Return `headers` or `meta` from JSON.

    Raises:
        MalformedPage: it is not JSON of the expected type, too large, or nested too deep.
    """
    if len(raw) > MAX_JSON:
        raise MalformedPage("field_invalid", f"{name} has {len(raw):,} bytes as JSON; at most {MAX_JSON:,} are allowed")
    try:
        value = msgspec.json.decode(raw, type=dict[str, str] if name == "headers" else dict[str, Any])
    except (ValueError, RecursionError) as error:
        raise MalformedPage("field_invalid", f"{name} is not the expected JSON object: {error}") from error
    # There are at most as many levels as opening brackets, which are quick to count.
    if raw.count(b"{") + raw.count(b"[") > MAX_LEVELS and _exceeds_max_levels(value):
        raise MalformedPage("field_invalid", f"{name} has more than {MAX_LEVELS} levels: nest it less")
    return value


def _text(name: str, value: Any, max_chars: int = MAX_TEXT, reason: str = "field_invalid") -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong_type(name, value, "pass a str", reason)
    text = value.strip()
    if len(text) > max_chars:
        message = f"{name} {text[:40]!r}… has {len(text):,} characters; at most {max_chars:,} are allowed"
        raise MalformedPage(reason, message)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            message = (
                f"{name} {_abbreviate(text)} contains a lone surrogate at character {error.start}: "
                "remove it, or decode the original bytes with errors='replace'"
            )
            raise MalformedPage(reason, message) from error
    return text or None


def _encoding(value: Any) -> ContentEncoding:
    if value == "identity":  # nearly all pages
        return "identity"
    encoding: Any = value.strip().lower() if isinstance(value, str) else None
    if encoding not in _ENCODINGS and value not in (None, ""):
        raise MalformedPage("encoding_unknown", f"content_encoding {_abbreviate(value)}: use identity, gzip or zstd")
    return encoding or "identity"


def _check_body(body: Any) -> None:
    if not isinstance(body, bytes):
        how = "pass the bytes as fetched" if body is None or isinstance(body, str) else "convert it with bytes(…)"
        raise _wrong_type("body", body, how, "body_missing" if body is None else "field_invalid")
    if not body:
        raise MalformedPage("body_missing", "no field 'body', or an empty one: add the page's bytes as fetched")


def _status(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong_type("status", value, "pass an int")
    if not 100 <= value <= 599:
        raise MalformedPage(
            "field_invalid", f"status {_abbreviate(value)} is not an HTTP status from 100 to 599; omit it if unknown"
        )
    return int(value)


def _object(name: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _wrong_type(name, value, "convert it with dict(…)")
    return value


def _check_time(text: str) -> None:
    try:
        known = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"fetched_at {text[:40]!r} is not an RFC 3339 time: write it as 2024-05-31T09:30:00Z"
        raise MalformedPage("field_invalid", message) from error
    if known.tzinfo is None:
        raise MalformedPage("field_invalid", f"fetched_at {text[:40]!r} has no offset: add Z or +00:00")


def _wrong_type(name: str, value: Any, instead: str, reason: str = "field_invalid") -> MalformedPage:
    return MalformedPage(reason, f"{name} {_abbreviate(value)} is of type {type(value).__name__}: {instead}")


def _exceeds_max_levels(value: Any) -> bool:
    layer = [value]
    for _ in range(MAX_LEVELS):
        tables = [one.values() for one in layer if isinstance(one, dict)]
        layer = [inner for one in (*tables, *(one for one in layer if isinstance(one, list))) for inner in one]
    return any(isinstance(one, dict | list) for one in layer)


def _find_unencodable(place: str, value: Any, level: int) -> str | None:
    """Return which value JSON can't express and where it is; None if no known kind of fault is found."""
    if place.startswith("headers[") and not isinstance(value, str):
        return f"{place} is {_abbreviate(value)}: pass a str"
    if isinstance(value, dict | list):
        if level > MAX_LEVELS:
            return f"{place[:80]}… is more than {MAX_LEVELS} levels deep: nest it less"
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        keys = _find_unencodable_key(place, value) if isinstance(value, dict) else None
        return keys or next(
            filter(None, (_find_unencodable(f"{place}[{_abbreviate(at)}]", one, level + 1) for at, one in parts)), None
        )
    if isinstance(value, str):
        return (
            f"{place} {_abbreviate(value)} contains a lone surrogate: remove it" if _has_lone_surrogate(value) else None
        )
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return None
    return f"{place} is {_abbreviate(value)}, which JSON can't express: use text, a finite number, a list or a dict"


def _find_unencodable_key(place: str, value: dict[Any, Any]) -> str | None:
    wrong = [key for key in value if not isinstance(key, str) or _has_lone_surrogate(key)]
    return f"{place} has the key {_abbreviate(wrong[0])}: use text as keys, without lone surrogates" if wrong else None


def _abbreviate(value: Any) -> str:
    try:
        return _repr.repr(value)
    except Exception:  # noqa: BLE001  (any value may fail here, such as an int with more digits than Python prints)
        return f"<{type(value).__name__}>"


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
