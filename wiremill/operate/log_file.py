"""Finds the events of a page in the log files of workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wiremill.errors import WiremillError
from wiremill.json_codec import decode_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

#: The fields of an event that name its page.
_NAMES = ("intake_id", "page_id", "trace_id")


def events_of(files: Iterable[Path], names: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the events of the pages with these ids, in the order of time; lines that are no events are skipped.

    Raises:
        WiremillError: a file can't be read.
    """
    found = [event for file in files for event in _matching(file, names)]
    yield from sorted(found, key=lambda event: str(event.get("timestamp", "")))


def _matching(file: Path, names: Collection[str]) -> Iterator[dict[str, Any]]:
    wanted = [name.encode() for name in names]
    try:
        with file.open("rb") as stream:
            for line in stream:
                if not any(name in line for name in wanted):
                    continue
                try:
                    event = decode_json(line)
                except ValueError:
                    continue
                if isinstance(event, dict) and any(event.get(field) in names for field in _NAMES):
                    yield event
    except OSError as error:
        raise WiremillError(f"log file {file}: {error.strerror}") from error
