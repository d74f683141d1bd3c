"""The taxonomy of Media Topics in the compact form that classify brings."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Languages whose definitions are kept beside the English ones; their words are long enough to tell concepts apart.
_DEFINED_IN = ("en-GB", "de", "es", "fr", "sv", "da", "pt-PT", "ar")


def compact(source: Path) -> bytes:
    """Return the concepts that are in use as gzipped lines ``[code, top, English name, names, definitions]``."""
    content = io.BytesIO()
    # No time of writing in the file: the same taxonomy gives the same bytes.
    with gzip.GzipFile(fileobj=content, mode="wb", mtime=0, filename="") as packed, gzip.open(source, "rt") as lines:
        for line in lines:
            found = json.loads(line)
            if found.get("retired"):
                continue
            names = sorted({name.strip() for name in found.get("names", {}).values()} | {found["name"]})
            said = found.get("definitions", {})
            definitions = sorted({said[key] for key in _DEFINED_IN if key in said})
            kept = [found["code"], found["top"], found["name"], names, definitions]
            packed.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return content.getvalue()
