"""Content type and packing of a file, from the suffixes of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import PurePath

    from wiremill.contract.page import ContentEncoding

#: Content types without charset: a file name does not contain it, and parse detects it in the bytes.
CONTENT_TYPES: Final = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".xml": "application/xml",
}
_ENCODINGS: Final[dict[str, ContentEncoding]] = {".gz": "gzip", ".zst": "zstd"}
_JSONLINES: Final = (".jsonl", ".ndjson")


class FileName(NamedTuple):
    """The content type and packing that a file name states."""

    #: The name without the suffix of its packing.
    name: str
    content_type: str | None
    content_encoding: ContentEncoding
    is_jsonlines: bool


def parse_file_name(path: PurePath) -> FileName:
    """Return what a file's suffixes state, ignoring case; ``page.html.gz`` is HTML packed with gzip."""
    encoding = _ENCODINGS.get(path.suffix.lower())
    inner = path.with_suffix("") if encoding else path
    suffix = inner.suffix.lower()
    return FileName(inner.name, CONTENT_TYPES.get(suffix), encoding or "identity", suffix in _JSONLINES)
