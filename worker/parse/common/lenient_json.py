"""JSON as pages write it: with comments, trailing commas and raw newlines."""

from __future__ import annotations

import html
import json
import re
from typing import Final, TypeAlias

import orjson

Json: TypeAlias = "str | int | float | bool | dict[str, Json] | list[Json] | None"
_COMMENT: Final = re.compile(r"<!--|-->|/\*.*?\*/|<!\[CDATA\[|\]\](?:>|&gt;)", re.DOTALL)
#: What hides the mark of a CDATA section from JavaScript.
_HIDDEN_MARK: Final = re.compile(r"//[ \t]{0,20}(?=<!\[CDATA\[|\]\](?:>|&gt;))")
#: The beginning of JSON whose quotation marks are written as entities.
_ESCAPED: Final = re.compile(r"[\s\[{]{0,100}&(?:quot|#34|#x22);", re.IGNORECASE)
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
#: A backslash that begins no escape sequence of JSON.
_UNKNOWN_ESCAPE: Final = re.compile(r"\\(?![\"\\/bfnrtu])")
#: Decodes JSON at the beginning of a longer text; orjson decodes whole documents only.
_PREFIX_DECODER: Final = json.JSONDecoder(strict=False)


def decode_json(text: str) -> Json:
    """Decode JSON, ignoring comments, CDATA marks, trailing commas and raw newlines, even if it is escaped as HTML.

    Raises:
        ValueError: the rest is not JSON, or it is nested too deeply.
    """
    try:
        value: Json = orjson.loads(text)
    except (ValueError, RecursionError):
        try:
            value = json.loads(_plain_json(text), strict=False)
        except (ValueError, RecursionError) as error:
            raise ValueError("not JSON") from error
    return value


def _plain_json(text: str) -> str:
    """Return `text` without what JSON does not have but pages write."""
    text = _COMMENT.sub("", _HIDDEN_MARK.sub("", text)).strip()
    if _ESCAPED.match(text):
        text = html.unescape(text)
    return _TRAILING_COMMA.sub("", text).strip().rstrip(";")


def decode_string(literal: str) -> str | None:
    """Return the value of a string literal in double quotes, with JavaScript's escapes; None if it is invalid."""
    try:
        value = orjson.loads(literal)
    except ValueError:
        try:
            value = json.loads(literal, strict=False)
        except ValueError:
            try:
                value = json.loads(_UNKNOWN_ESCAPE.sub("", literal), strict=False)
            except ValueError:
                return None
    return value if isinstance(value, str) else None


def decode_prefix(text: str, at: int) -> tuple[Json, int]:
    """Return the JSON that begins at `at` in a text, and its end.

    Raises:
        ValueError: no JSON begins there, or it is nested too deeply.
    """
    try:
        return _PREFIX_DECODER.raw_decode(text, at)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
