"""Parts of error messages and explanations."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from wiremill.errors import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def as_toml(value: Any) -> str:
    """Return a value in the notation of TOML."""
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{_key_as_toml(key)} = {as_toml(inner)}' for key, inner in value.items())} }}"
            if value
            else "{}"
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def did_you_mean(word: Any, known: Iterable[str]) -> str:
    """Return a hint at the most similar known word, or an empty string if none is similar."""
    near = difflib.get_close_matches(str(word), list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def check_known_keys(table: Mapping[str, Any], known: Iterable[str], place: str, what: str) -> None:
    """Check that a table has only known keys.

    Raises:
        RulesError: a key is unknown; the message names it and the most similar known one.
    """
    known = list(known)
    for key in table:
        if key not in known:
            hint = did_you_mean(key, known) or f"; there are {', '.join(known)}"
            raise RulesError(f'{place}unknown {what} "{key}"{hint}')


def _key_as_toml(key: str) -> str:
    return key if key.isidentifier() else json.dumps(key, ensure_ascii=False)
