"""Reads one line of JSON Lines as a page; docs/schema/page.v1.json describes the line."""

from __future__ import annotations

import base64
import difflib
import re
from typing import TYPE_CHECKING, Any

import msgspec

from producers.file_name import parse_file_name
from producers.files import read_body
from wiremill.contract.page import Page

if TYPE_CHECKING:
    from pathlib import Path

#: The ways to give the body; a line has exactly one.
BODIES = ("body", "body_base64", "file")
_FIELDS = (*BODIES, *(name for name in Page.__struct_fields__ if name != "body"))
_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


def read_page(text: bytes, *, folder: Path, source: str | None = None, max_bytes: int | None = None) -> Page:
    """Return the page of one line.

    Args:
        text: the JSON object.
        folder: the folder to which `file` of the line is relative.
        source: the page's `source` where the line has none.
        max_bytes: bytes of the largest body accepted, as it is handed over; None for no limit.

    Raises:
        ValueError: the line is no page; the message says why and what to do.
    """
    try:
        line = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"is no JSON: {error}") from error
    if not isinstance(line, dict):
        raise ValueError('is no JSON object; write {"url": "https://…", "body": "…"}')  # noqa: TRY004  (a fault of the file)
    kind = _body_field(line)
    value = line.pop(kind)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{kind} must be a string that is not empty")
    if kind == "body":
        _set_text_body(line, value)
    elif kind == "body_base64":
        _set_base64_body(line, value)
    else:
        _set_file_body(line, value, folder, max_bytes)
    if max_bytes is not None and len(line["body"]) > max_bytes:
        raise ValueError(f"has a body of {len(line['body']):,} bytes, more than the {max_bytes:,} that are taken")
    if line.get("source") is None:
        line["source"] = source
    try:
        page = msgspec.convert(line, Page)
    except msgspec.ValidationError as error:
        raise ValueError(str(error).replace("`$.", "`")) from error
    return _as_utf8(page) if kind == "body" else page


def _body_field(line: dict[str, Any]) -> str:
    for name in line:
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "put what is your own into meta"
            raise ValueError(f"unknown field {name!r}; {hint}")
    if not line.get("url"):
        raise ValueError("has no url")
    given = [name for name in BODIES if name in line]
    if len(given) != 1:
        raise ValueError(f"needs one of {', '.join(BODIES)}, and has {' and '.join(given) or 'none'}")
    return given[0]


def _set_text_body(line: dict[str, Any], value: str) -> None:
    if line.get("content_encoding", "identity") != "identity":
        raise ValueError("body is text, yet content_encoding says it is packed; give bytes as body_base64 or file")
    line["body"] = value.encode()


def _as_utf8(page: Page) -> Page:
    # The original charset no longer applies: the body is text from JSON, encoded in UTF-8.
    content_type = page.content_type and _CHARSET.sub("", page.content_type)
    return msgspec.structs.replace(page, charset="utf-8", content_type=content_type)


def _set_base64_body(line: dict[str, Any], value: str) -> None:
    try:
        line["body"] = base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError(f"body_base64 is no base64: {error}") from error
    if not line["body"]:
        raise ValueError("body_base64 is empty")


def _set_file_body(line: dict[str, Any], value: str, folder: Path, max_bytes: int | None) -> None:
    try:
        path = _path_within(folder, value)
        line["body"] = read_body(path, max_bytes)
    except OSError as error:
        raise ValueError(f"file {value!r} can't be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ValueError(f"file {value!r} {error}") from error
    named = parse_file_name(path)
    line.setdefault("content_encoding", named.content_encoding)
    if line.get("content_type") is None:
        line["content_type"] = named.content_type


def _path_within(folder: Path, name: str) -> Path:
    root = folder.resolve()
    path = (root / name).resolve()
    # Otherwise a list of pages from elsewhere could publish any file that this process can read.
    if not path.is_relative_to(root):
        raise ValueError(f"is outside of {root}, the folder of the list")
    return path
