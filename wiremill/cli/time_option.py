"""The type of options that take a time: `2h`, `30m` or `7d` ago, or a date or time of ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import click

_AGO = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class TimeParamType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from click 8.4 on
    """A time; without an offset it is UTC."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the time that a text means."""
        if isinstance(value, datetime):
            return value
        ago = _AGO.fullmatch(value.strip())
        try:
            if ago:
                return datetime.now(UTC) - timedelta(seconds=float(ago[1]) * _UNITS[ago[2]])
            moment = datetime.fromisoformat(value.strip())
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time: write 2h, 30m or 7d for so long ago, or 2024-05-31T12:00:00Z", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
