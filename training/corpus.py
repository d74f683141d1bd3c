"""The truth of a corpus: for each page what its main text and metadata are, and the body it was made for.

A corpus is a folder with `truth.jsonl.gz`, one row a line, and the bodies that the rows name under `file`, packed with
zstd. A row has `id`, `url`, `source`, `page_type`, `main_text`, `title`, `authors`, `published` (RFC 3339 or a day),
`with` and `without` (snippets that belong to the main text and that do not), and may have `language`, `html_lang`,
`publisher` and `duplicate_of` (the id of a page with nearly the same text). What is not known is null.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

NAME = "truth.jsonl.gz"
#: Where a language is not declared, or not in a form that tells which.
UNDECLARED = "undeclared"
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
#: bytes; no body of a corpus is longer.
_MAX_BYTES = 1 << 28


def read(folder: Path) -> list[Row]:
    """Return the rows of a corpus.

    Raises:
        SystemExit: there is no corpus in the folder.
    """
    file = folder / NAME
    if not file.is_file():
        raise SystemExit(
            f"--corpus {folder}: there is no {NAME} in it; name a folder as training/corpus.py describes it"
        )
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if not rows:
        raise SystemExit(f"--corpus {folder}: {NAME} has no rows; name a folder as training/corpus.py describes it")
    return rows


def spread(rows: Sequence[Row], limit: int | None) -> list[Row]:
    """Return `limit` rows from all over the corpus, so that each source and page type keeps its share."""
    if not limit or limit >= len(rows):
        return list(rows)
    return [rows[number * len(rows) // limit] for number in range(limit)]


def read_body(folder: Path, row: Row) -> bytes:
    """Return the body of a row's page.

    Raises:
        SystemExit: the file is not there.
    """
    file = folder / row["file"]
    try:
        packed = file.read_bytes()
    except FileNotFoundError:
        raise SystemExit(
            f"--corpus {folder}: {row['file']} of row {row['id']} is missing; copy the corpus anew"
        ) from None
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_BYTES)


class Samples(Sequence[tuple[Row, bytes]]):
    """Rows with their bodies, read when they are asked for: all of them at once would fill hundreds of megabytes."""

    def __init__(self, folder: Path, rows: Sequence[Row]) -> None:
        self._folder, self._rows = folder, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Samples(self._folder, self._rows[index])
        row = self._rows[index]
        return row, read_body(self._folder, row)


def source(row: Row) -> str:
    """Return the source's name as the tables have it: `WCXB` for the split `wcxb-dev`, else as it stands."""
    name = row["source"]
    return "WCXB" if name.partition("-")[0] == "wcxb" else name


def language(row: Row) -> str:
    """Return the primary language: what the source says, else what the page declares."""
    found = _LANGUAGE.fullmatch((row.get("language") or row.get("html_lang") or "").strip())
    return found[1].lower() if found else UNDECLARED
