"""The schema of a page as one line of JSON Lines."""

from __future__ import annotations

from typing import Any

from wiremill.contract.page import Page
from wiremill.schema.json_schema import BASE, json_schema_of

#: The three ways to give the body; a line has exactly one.
BODIES: dict[str, dict[str, Any]] = {
    "body": {"type": "string", "minLength": 1, "description": "The page as text; its charset is UTF-8 then."},
    "body_base64": {
        "type": "string",
        "minLength": 1,
        "contentEncoding": "base64",
        "description": "The page's bytes as fetched; `content_encoding` says how they are packed.",
    },
    "file": {
        "type": "string",
        "minLength": 1,
        "description": "A file that holds the page's bytes: its path from the folder of the JSON Lines file, within "
        "it. Its name says `content_type` and `content_encoding` where the line does not.",
    },
}


def page_line() -> dict[str, Any]:
    """Return the schema of one line: the fields of `Page`, with `body` in one of three ways."""
    schema = json_schema_of(Page, f"{BASE}page.v1.json")
    properties = schema["$defs"]["Page"]["properties"]
    properties.pop("body")
    url = properties.pop("url")
    return {
        "$schema": schema["$schema"],
        "$id": schema["$id"],
        "title": "Page",
        "description": "A raw page, as one line of JSON Lines.",
        "type": "object",
        "properties": {
            "url": {**url, "minLength": 1, "description": "Where the page is from."},
            **BODIES,
            **properties,
        },
        "required": ["url"],
        "oneOf": [{"required": [name]} for name in BODIES],
        # Text is not packed.
        "dependentSchemas": {"body": {"properties": {"content_encoding": {"const": "identity"}}}},
        # An unknown field is most likely misspelt; the caller's own fields belong in `meta`.
        "additionalProperties": False,
    }
