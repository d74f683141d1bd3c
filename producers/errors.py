"""Errors of a source of pages.

WiremillError
└── SourceError    a file, a folder or a line of one gives no page; `path` and `line` say where
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wiremill.errors import WiremillError

if TYPE_CHECKING:
    from pathlib import Path


class SourceError(WiremillError):
    """A file, a folder or a line of one gives no page."""

    def __init__(self, path: str, message: str, *, line: int | None = None) -> None:
        super().__init__(f"{path}: line {line}: {message}" if line else f"{path}: {message}")
        #: As the caller named it, or found below what the caller named; ``<stdin>`` for standard input.
        self.path = path
        #: Counted from 1; None where it is the whole file.
        self.line = line


#: Takes an error of a source. If it returns, the faulty file, folder or line is skipped and reading goes on.
Report = Callable[[SourceError], None]


def unreadable(path: Path, error: OSError, *, line: int | None = None) -> SourceError:
    """Return the error for a file or folder that the system refuses to read."""
    return SourceError(str(path), f"can't be read: {error.strerror or error}", line=line)
