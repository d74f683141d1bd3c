"""A clock that can be turned, for single processes: libfaketime; the machine's own stays as it is."""

from __future__ import annotations

from pathlib import Path

_LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")


def library() -> Path | None:
    """Return libfaketime for processes of several threads, where it is installed."""
    return next((found for pattern in _LIBRARIES for found in sorted(Path("/").glob(pattern[1:]))), None)


class Clock:
    """The wall clock of processes that start with its `environ`; the monotonic one goes on as it should."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.turn(0)
        self.environ = {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    @staticmethod
    def missing() -> str:
        """Return why no clock can be turned here, or an empty text."""
        return "" if library() else "libfaketime is not installed"

    def turn(self, seconds: int) -> None:
        """Let the clock be so many seconds ahead of the true one, or behind it."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}s\n")
        fresh.replace(self._file)
