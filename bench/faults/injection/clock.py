"""An adjustable clock for single processes (libfaketime); the machine's clock does not change."""

from __future__ import annotations

from pathlib import Path

_LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")


def library() -> Path | None:
    """Return the path of libfaketime's multithreaded version, None if it is not installed."""
    return next((found for pattern in _LIBRARIES for found in sorted(Path("/").glob(pattern[1:]))), None)


class Clock:
    """The wall clock of processes that start with its `environ`; their monotonic clock is not affected."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set_offset(0)
        self.environ = {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    @staticmethod
    def missing() -> str:
        """Return why no clock can be adjusted here, or an empty string."""
        return "" if library() else "libfaketime is not installed"

    def set_offset(self, seconds: int) -> None:
        """Set the clock so many seconds ahead of the real time, or behind it if negative."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}s\n")
        fresh.replace(self._file)
