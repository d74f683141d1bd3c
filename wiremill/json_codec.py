"""Free-form JSON, by orjson: log lines, and what the command line prints.

Typed structs, and JSON that is passed on from a page or to an item, stay with msgspec: it checks types, and keeps integers
beyond 64 bits, which orjson reads as floats.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import orjson


def encode_json(value: Any, *, indent: bool = False) -> bytes:
    """Return a value as JSON in UTF-8; structs are written by their fields, what JSON has no form for as its repr.

    What orjson refuses is written all the same: integers beyond 64 bits, keys that are no strings, and lone surrogates,
    which become escapes. Floats that are not finite become null.

    Args:
        value: anything.
        indent: by two spaces, one member a line; else on one line without spaces.
    """
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 if indent else None)
    except TypeError:
        pass
    try:
        encoded = msgspec.json.encode(value, enc_hook=repr)
        return msgspec.json.format(encoded, indent=2) if indent else encoded
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, str_keys=True, enc_hook=repr)
        return json.dumps(plain, indent=2 if indent else None, separators=None if indent else (",", ":")).encode()


def decode_json(text: bytes | str) -> Any:
    """Return the value of JSON. Integers beyond 64 bits become floats; of equal keys the last counts.

    Raises:
        ValueError: it is not JSON, holds a lone surrogate or a number beyond a float's range, or is nested more than
            1,024 levels deep.
    """
    try:
        return orjson.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _plain(value: Any) -> Any:
    try:
        return msgspec.to_builtins(value, str_keys=True)
    except TypeError:
        return repr(value)
