"""Resolution of incomplete dates against the day of publication."""

from __future__ import annotations

from datetime import date
from typing import Literal

#: Start, end, date and precision of a mention.
Mention = tuple[int, int, str, Literal["day", "month", "year"]]


def valid_date(year: int, month: int, day: int) -> date | None:
    """Return a date, None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def resolve_day(start: int, end: int, year: str | None, month: int, day: int, published: date | None) -> Mention | None:  # noqa: PLR0917
    """Return the mention of a day and month, with the given year or else the one nearest to `published`."""
    if year is not None:
        value = valid_date(int(year), month, day)
    elif published is not None:
        near = [valid_date(published.year + step, month, day) for step in (-1, 0, 1)]
        value = min((one for one in near if one is not None), key=lambda one: abs((one - published).days), default=None)
    else:
        value = None
    return None if value is None else (start, end, value.isoformat(), "day")


def resolve_month(published: date, month: int, *, future: bool, strictly: bool = False) -> str:
    """Return the latest such month not after `published` (or before it, if `strictly`), or the next one if `future`."""
    year = published.year
    if future and month < published.month:
        year += 1
    elif not future and (month > published.month or (strictly and month == published.month)):
        year -= 1
    return f"{year:04}-{month:02}"
