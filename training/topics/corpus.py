"""Labelled texts to learn topics from: ``*.jsonl.gz`` whose rows have text, lang, label, source and licence class."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from training.files import packed_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: What may go into a file that is shipped.
SHIPPABLE: Final = frozenset({"open", "open-claimed"})
#: The 17 top topics in the order of the model's columns.
TOPS: Final = tuple(f"medtop:{number:02}000000" for number in range(1, 18))
_COLUMNS: Final = {code: column for column, code in enumerate(TOPS)}


class Row(NamedTuple):
    """One labelled text."""

    id: str
    source: str
    language: str
    #: Column of the top topic.
    label: int
    title: str
    text: str
    #: The label as its source has it.
    original: str
    #: What ties translations of one sentence together; "" for a text that stands alone.
    sentence: str
    shippable: bool

    @property
    def whole(self) -> str:
        """The title and the text, one line each."""
        return f"{self.title}\n{self.text}" if self.title else self.text


def read(folder: Path) -> list[Row]:
    """Return all rows of all files in a folder, by file name and place in the file, each text once.

    Raises:
        ValueError: a row has a label that is no top topic.
    """
    rows: dict[tuple[str, str, str], Row] = {}
    for path in packed_files(folder):
        for found in _rows(path):
            if found["label"] not in _COLUMNS:
                raise ValueError(f"{path.name}: {found['label']} is no top topic of Media Topics")
            row = Row(
                found["id"],
                found["source"],
                found["lang"],
                _COLUMNS[found["label"]],
                found.get("title") or "",
                found["text"],
                str(found.get("orig_label", "")),
                found.get("sid", ""),
                found["licence_class"] in SHIPPABLE,
            )
            rows.setdefault((row.source, row.language, row.whole), row)
    return list(rows.values())


def chance(row_id: str) -> float:
    """Return a number from 0 up to 1 that is fixed for an id, to draw samples by."""
    return int.from_bytes(hashlib.blake2b(row_id.encode(), digest_size=4).digest(), "big") / 2**32


def at_most(rows: Iterable[Row], limit: int) -> list[Row]:
    """Return up to `limit` rows of each source, language and label, drawn by their ids."""
    kept: list[Row] = []
    taken: dict[tuple[str, str, int], int] = {}
    for row in sorted(rows, key=lambda row: chance(row.id)):
        key = (row.source, row.language, row.label)
        taken[key] = taken.get(key, 0) + 1
        if taken[key] <= limit:
            kept.append(row)
    return kept


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
