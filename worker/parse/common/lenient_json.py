"""JSON as pages write it: with comments, trailing commas and raw newlines."""

from __future__ import annotations

import json
import re
from typing import Final, TypeAlias

import msgspec

Json: TypeAlias = "str | int | float | bool | dict[str, Json] | list[Json] | None"
_COMMENT: Final = re.compile(r"<!--|-->|/\*.*?\*/|<!\[CDATA\[|\]\]>", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")


def decode_json(text: str) -> Json:
    """Decode JSON, ignoring comments, CDATA marks, trailing commas and raw newlines.

    Raises:
        ValueError: it is not JSON even so, or is nested too deeply.
    """
    try:
        value: Json = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        try:
            value = json.loads(_TRAILING_COMMA.sub("", _COMMENT.sub("", text)).strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError) as error:
            raise ValueError("not JSON") from error
    return value
