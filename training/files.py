"""Folders of training data: files of JSON Lines, packed with gzip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_ENDING: Final = ".jsonl.gz"


def packed_files(folder: Path) -> list[Path]:
    """Return the files of a folder by name.

    Raises:
        SystemExit: it has none, which is a folder that was not meant.
    """
    found = sorted(folder.glob(f"*{_ENDING}"))
    if not found:
        raise SystemExit(f"{folder}: there is no file *{_ENDING} in it; name the folder that holds them")
    return found
