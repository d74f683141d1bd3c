"""The AsyncAPI 3 document: the Redis streams and their entries.

A message of AsyncAPI has headers and a payload; an entry of a Redis stream has fields. Items are CloudEvents in binary
mode: the headers are the fields of the attributes, and the payload is the field `data`. In other streams all fields are
the payload.
"""

from __future__ import annotations

from typing import Any, get_args

from wiremill.contract.extension import EXTENSION_TYPE
from wiremill.contract.item import ITEM_TYPE
from wiremill.contract.outcome import DEAD_REASONS
from wiremill.contract.page import ContentEncoding, Page
from wiremill.errors import MALFORMED_REASONS
from wiremill.ledger.keys import STAGES
from wiremill.schema.json_schema import BASE, json_schema_of

#: The version of the contract; it changes together with the `v1` in the names.
VERSION = "1.0.0"


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of Wiremill's streams, for the namespace `wm`."""
    return {
        "asyncapi": "3.0.0",
        "id": f"{BASE}asyncapi.json",
        "info": {
            "title": "Wiremill",
            "version": VERSION,
            "description": "Raw pages in, enriched items out, over Redis Streams. The prefix `wm` is the setting "
            "`namespace`.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "messages": {"page": _page(), "item": _item(), "extension": _extension(), "deadLetter": _dead_letter()}
        },
    }


def _channels() -> dict[str, Any]:
    route = {"description": "The name of a route in the rules: 1 to 64 of a-z, 0-9, _ and -.", "examples": ["russia"]}
    stage = {"description": "The name of a stage that was plugged in.", "examples": ["readability"]}
    return {
        "intake": _channel("wm:intake", "page", "Raw pages: `XADD wm:intake * url https://… body <bytes>`."),
        "items": _channel("wm:items", "item", "Every item."),
        "route": {
            **_channel("wm:items:{route}", "item", "The items that a route takes; the same entries as in `wm:items`."),
            "parameters": {"route": route},
        },
        "extensions": {
            **_channel(
                "wm:extensions:{stage}",
                "extension",
                "What a plug-in that publish does not wait for finds in items published before.",
            ),
            "parameters": {"stage": stage},
        },
        "dead": _channel("wm:dead", "deadLetter", "Pages that a stage could not handle, with all that a replay needs."),
    }


def _channel(address: str, message: str, description: str) -> dict[str, Any]:
    return {
        "address": address,
        "description": description,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
    }


def _operations() -> dict[str, Any]:
    """Return the operations from Wiremill's side: AsyncAPI describes the application, not its clients."""

    def operation(action: str, channel: str, message: str, summary: str) -> dict[str, Any]:
        return {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel}"},
            "messages": [{"$ref": f"#/channels/{channel}/messages/{message}"}],
            "summary": summary,
        }

    return {
        "takePage": operation("receive", "intake", "page", "Takes a raw page in."),
        "publishItem": operation("send", "items", "item", "Publishes an item to all."),
        "routeItem": operation("send", "route", "item", "Publishes an item to the consumers of a route."),
        "extendItem": operation("send", "extensions", "extension", "Adds what a plug-in found to an item of before."),
        "buryPage": operation("send", "dead", "deadLetter", "Puts a page aside that a stage could not handle."),
    }


def _page() -> dict[str, Any]:
    """Return the intake entry: the fields of `Page`, each as text, `body` as bytes."""
    definition = json_schema_of(Page, "")["$defs"]["Page"]
    fields: dict[str, Any] = {
        name: {"type": "string", **({"description": schema["description"]} if "description" in schema else {})}
        for name, schema in definition["properties"].items()
    }
    fields["url"] |= {"minLength": 1, "description": "Where the page is from; absolute."}
    fields["body"] |= {"format": "binary", "minLength": 1}
    fields["content_encoding"] |= {"enum": list(get_args(ContentEncoding)), "default": "identity"}
    fields["fetched_at"] |= {"format": "date-time"}
    fields["status"] |= {"pattern": "^[1-5][0-9]{2}$"}
    fields["traceparent"]["description"] += " Any that is invalid is replaced by that of a new trace."
    for name in ("headers", "meta"):
        fields[name] |= {"contentMediaType": "application/json"}
        fields[name]["description"] = f"{fields[name].get('description', 'The HTTP headers.')} A JSON object."
    return {
        "name": "page",
        "title": "A raw page",
        "contentType": "application/octet-stream",
        "payload": {
            "type": "object",
            "description": "The fields of the stream entry.",
            "properties": fields,
            "required": definition["required"],
        },
    }


def _attributes(kind: str, identity: str, time: str) -> dict[str, Any]:
    """Return the CloudEvents attributes of an event."""
    return {
        "specversion": {"type": "string", "const": "1.0"},
        "id": {"type": "string", "minLength": 1, "description": identity},
        "source": {"type": "string", "format": "uri-reference", "minLength": 1},
        "type": {"type": "string", "const": kind},
        "time": {"type": "string", "format": "date-time", "description": time},
        "subject": {"type": "string", "description": "The page's URL."},
        "traceparent": {
            "type": "string",
            "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            "description": "W3C Trace Context, the same trace as the page's.",
        },
        "datacontenttype": {"type": "string", "const": "application/json"},
        "intakeid": {"type": "string", "description": "The id of the page's intake entry."},
    }


def _item() -> dict[str, Any]:
    attributes = _attributes(ITEM_TYPE, "The item's id; the same page gives the same again.", "When the item was made.")
    return {
        "name": "item",
        "title": "An enriched item",
        "description": "A CloudEvents 1.0 event in binary mode: each header is a field of the stream entry, and the "
        "payload is its field `data`.",
        "contentType": "application/json",
        "headers": {"type": "object", "properties": attributes, "required": list(attributes)},
        "payload": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {"$ref": "./item.v1.json"},
        },
    }


def _extension() -> dict[str, Any]:
    attributes = _attributes(EXTENSION_TYPE, "The item's id, a colon, and the stage.", "When it was found.")
    return {
        "name": "extension",
        "title": "What a plug-in found in an item published before",
        "description": "A CloudEvents 1.0 event in binary mode, as an item is. The field `run` is Wiremill's own.",
        "contentType": "application/json",
        "headers": {"type": "object", "properties": attributes, "required": list(attributes)},
        "payload": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {"$ref": "./extension.v1.json"},
        },
    }


def _dead_letter() -> dict[str, Any]:
    fields = {
        "page": {"type": "string", "description": "The id of the page's intake entry."},
        "stage": {
            "type": "string",
            "description": f"The stage that gave up: {', '.join(STAGES)}, or one that was plugged in.",
        },
        "reason": {"type": "string", "enum": [*MALFORMED_REASONS, *DEAD_REASONS]},
        "error": {"type": "string", "description": "What the stage said."},
        "attempts": {"type": "string", "pattern": "^[0-9]+$"},
        "at": {"type": "string", "format": "date-time"},
        "side": {
            "type": "string",
            "const": "1",
            "description": "The page had been published before; it lacks only what this plug-in would have found.",
        },
    }
    return {
        "name": "deadLetter",
        "title": "A dead letter",
        "contentType": "application/octet-stream",
        "payload": {
            "type": "object",
            "description": "The fields of the stream entry. Fields that begin with `page:` or `record:` hold what a "
            "replay needs, the page's body among them: the intake entry of a page that died in parse, else its record.",
            "properties": fields,
            "required": [name for name in fields if name != "side"],
            "additionalProperties": {"type": "string"},
        },
    }
