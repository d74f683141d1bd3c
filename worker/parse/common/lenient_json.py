"""JSON as pages write it: with comments, trailing commas and raw newlines."""

from __future__ import annotations

import json
import re
from typing import Final, TypeAlias

import orjson

Json: TypeAlias = "str | int | float | bool | dict[str, Json] | list[Json] | None"
_COMMENT: Final = re.compile(r"<!--|-->|/\*.*?\*/|<!\[CDATA\[|\]\]>", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
#: A backslash that begins no escape sequence of JSON.
_UNKNOWN_ESCAPE: Final = re.compile(r"\\(?![\"\\/bfnrtu])")
#: Decodes JSON at the beginning of a longer text; orjson decodes whole documents only.
_PREFIX_DECODER: Final = json.JSONDecoder(strict=False)


def decode_json(text: str) -> Json:
    """Decode JSON, ignoring comments, CDATA marks, trailing commas and raw newlines.

    Raises:
        ValueError: the rest is not JSON, or it is nested too deeply.
    """
    try:
        value: Json = orjson.loads(text)
    except (ValueError, RecursionError):
        try:
            value = json.loads(_TRAILING_COMMA.sub("", _COMMENT.sub("", text)).strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError) as error:
            raise ValueError("not JSON") from error
    return value


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
