"""The contract as JSON Schema 2020-12 and AsyncAPI 3, generated from the types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wiremill.contract.extension import Extension
from wiremill.contract.item import Item
from wiremill.schema.asyncapi import asyncapi
from wiremill.schema.json_schema import BASE, json_schema_of
from wiremill.schema.page_line import page_line

__all__ = ["schemas", "write_schemas"]


def schemas() -> dict[str, dict[str, Any]]:
    """Return every document of the contract, by the name of its file.

    ``item.v1.json`` describes an item, ``extension.v1.json`` a plug-in's result that comes after its item,
    ``page.v1.json`` a line of JSON Lines for ``wiremill push``, ``asyncapi.json`` the streams.
    """
    return {
        "item.v1.json": json_schema_of(Item, f"{BASE}item.v1.json"),
        "extension.v1.json": json_schema_of(Extension, f"{BASE}extension.v1.json"),
        "page.v1.json": page_line(),
        "asyncapi.json": asyncapi(),
    }


def write_schemas(folder: str | Path) -> list[Path]:
    """Write every document of the contract into a folder, which is made if it is missing; return the files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, document in schemas().items():
        file = folder / name
        file.write_text(f"{json.dumps(document, indent=2, ensure_ascii=False)}\n", encoding="utf-8")
        files.append(file)
    return files
