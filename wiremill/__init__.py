"""Wiremill: raw pages in, enriched items out, nothing lost.

    from wiremill import Consumer, Producer

The names below are public. Each is imported on first use, which keeps importing the package cheap.
`docs/architecture.md` describes the packages. Anything not named here or there may change in any release.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wiremill.client.consumer import Consumer
    from wiremill.client.producer import Producer
    from wiremill.client.receipt import Receipt
    from wiremill.contract.classification import Classification
    from wiremill.contract.document import Document
    from wiremill.contract.enrichment import Enrichment
    from wiremill.contract.extension import Extension
    from wiremill.contract.item import Item
    from wiremill.contract.page import Page
    from wiremill.contract.plugin import Plugin
    from wiremill.errors import (
        IntakeFull,
        MalformedPage,
        PageFault,
        RulesError,
        ServerError,
        SettingsError,
        WiremillError,
    )
    from wiremill.options import load_options
    from wiremill.settings import Settings, load_settings

#: The module that defines each public name.
_MODULES = {
    "Classification": "wiremill.contract.classification",
    "Consumer": "wiremill.client.consumer",
    "Document": "wiremill.contract.document",
    "Enrichment": "wiremill.contract.enrichment",
    "Extension": "wiremill.contract.extension",
    "IntakeFull": "wiremill.errors",
    "Item": "wiremill.contract.item",
    "MalformedPage": "wiremill.errors",
    "Page": "wiremill.contract.page",
    "PageFault": "wiremill.errors",
    "Plugin": "wiremill.contract.plugin",
    "Producer": "wiremill.client.producer",
    "Receipt": "wiremill.client.receipt",
    "RulesError": "wiremill.errors",
    "ServerError": "wiremill.errors",
    "Settings": "wiremill.settings",
    "SettingsError": "wiremill.errors",
    "WiremillError": "wiremill.errors",
    "load_options": "wiremill.options",
    "load_settings": "wiremill.settings",
}

__all__ = [
    "Classification",
    "Consumer",
    "Document",
    "Enrichment",
    "Extension",
    "IntakeFull",
    "Item",
    "MalformedPage",
    "Page",
    "PageFault",
    "Plugin",
    "Producer",
    "Receipt",
    "RulesError",
    "ServerError",
    "Settings",
    "SettingsError",
    "WiremillError",
    "load_options",
    "load_settings",
]


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'wiremill' has no attribute {name!r}; the public names are {', '.join(__all__)}")
    value = getattr(import_module(module), name)
    globals()[name] = value  # the next access bypasses this function
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
