"""Words of many languages that mean the same: the names of emoji by CLDR, and of things on the map by OpenStreetMap.

Both are packages of npm, unpacked: ``cldr-annotations-full`` (Unicode-3.0) and ``@openstreetmap/id-tagging-schema`` (ISC).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Entry(NamedTuple):
    """The words for one thing in one language."""

    #: The emoji, or the preset's path.
    thing: str
    language: str
    words: str


def emoji(package: Path) -> Iterator[Entry]:
    """Yield the names and keywords of emoji, language by language."""
    for path in sorted(package.glob("annotations/*/annotations.json")):
        found = _json(path).get("annotations", {}).get("annotations", {})
        for sign, names in found.items():
            words = dict.fromkeys((*names.get("tts", ()), *names.get("default", ())))
            yield Entry(sign, path.parent.name, ", ".join(words))


def presets(package: Path) -> Iterator[Entry]:
    """Yield the names and search terms of the kinds of things on the map, language by language."""
    english = {entry.thing: entry.words for entry in _presets(package / "dist/translations/en.json", "en")}
    for path in sorted(package.glob("dist/translations/*.json")):
        language = path.name.split(".")[0].split("@")[0]
        if ".min." in path.name or language == "index":
            continue
        for entry in _presets(path, path.name.split(".")[0]):
            # What is not translated is kept in English.
            if language == "en" or (entry.words != english.get(entry.thing) and not language.startswith("en-")):
                yield Entry(entry.thing, language, entry.words)


def _presets(path: Path, language: str) -> Iterator[Entry]:
    for thing, names in _json(path).get(language, {}).get("presets", {}).get("presets", {}).items():
        words = dict.fromkeys((names.get("name", ""), *names.get("terms", ())))
        yield Entry(thing, language, ", ".join(filter(None, words)))


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
