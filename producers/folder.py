"""Walks a folder of pages in the order of names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from producers.errors import Report, SourceError, unreadable
from producers.file_name import CONTENT_TYPES, parse_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def page_files(folder: Path, report: Report) -> Iterator[Path]:
    """Yield the page files of a folder and the folders in it, sorted by name in each.

    Hidden files and folders are left out, and so is everything that is neither a file nor a folder. Links are followed; a
    folder that is reached twice is read once. Only the names in the open folders are held in memory.

    A file or folder that can't be read is reported, and so is a folder without any page.
    """
    seen: set[tuple[int, int]] = set()
    open_folders = [(folder, _sorted_names(folder, seen, report))]
    found = False
    while open_folders:
        parent, names = open_folders[-1]
        name = next(names, None)
        if name is None:
            open_folders.pop()
            continue
        path = parent / name
        try:
            if path.is_dir():
                open_folders.append((path, _sorted_names(path, seen, report)))
            # A broken link is not a file, but somebody meant a page, so it is yielded and reading it reports the error.
            elif parse_file_name(path).content_type and (path.is_file() or not path.exists()):
                found = True
                yield path
        except OSError as error:
            report(unreadable(path, error))
    if not found:
        looked_for = f"{', '.join(CONTENT_TYPES)}, also with .gz or .zst"
        report(SourceError(str(folder), f"holds no page: looked for {looked_for}; name JSON Lines files themselves"))


def _sorted_names(folder: Path, seen: set[tuple[int, int]], report: Report) -> Iterator[str]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return iter(())
        seen.add((status.st_dev, status.st_ino))
        return iter(sorted(name for name in os.listdir(folder) if not name.startswith(".")))  # noqa: PTH208  (names only)
    except OSError as error:
        report(unreadable(folder, error))
        return iter(())
