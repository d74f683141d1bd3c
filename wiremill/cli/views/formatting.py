"""Counts, durations, sizes and times as readable text."""

from __future__ import annotations

from datetime import UTC, datetime


def pluralise(number: int, one: str, more: str = "") -> str:
    """Return a number and its noun, in the plural unless it is 1: `1 page`, `1,200 pages`."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def format_duration(seconds: float | None) -> str:
    """Return a duration in a fitting unit, or `-` if it is unknown."""
    if seconds is None:
        return "-"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 90:
        return f"{seconds:.1f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.0f} d"


def format_milliseconds(value: float) -> str:
    """Return milliseconds with about three significant digits: `0.31 ms`, `12.4 ms`, `2.35 s`."""
    if abs(value) >= 10_000:
        return f"{value / 1000:,.1f} s"
    if abs(value) >= 1_000:
        return f"{value / 1000:.2f} s"
    return f"{value:.2f} ms" if abs(value) < 1 else f"{value:.1f} ms"


def format_bytes(count: int) -> str:
    """Return a number of bytes in a fitting unit; 1 KB is 1,000 bytes."""
    value = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def format_time(value_ms: float) -> str:
    """Return a time in UTC, to the millisecond."""
    return datetime.fromtimestamp(value_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC"
