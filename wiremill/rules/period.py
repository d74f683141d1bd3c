"""Reads times in the form of RFC 3339 as periods: an instant, or a whole day, month or year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

#: Characters. RFC 3339 needs 25, and fractions of a second a few more.
_MAX_CHARACTERS = 64
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:)(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Period(NamedTuple):
    """A period of time that includes both ends."""

    first: datetime
    last: datetime


def read_period(text: str) -> Period | None:
    """Return the period that a text means, or None if it is no time.

    ``2022-11-28T09:30:00+01:00`` (RFC 3339, offset required) is an instant; ``2022-11-28``, ``2022-11`` and ``2022``
    are that whole day, month or year in UTC. Digits beyond microseconds are cut off.
    """
    return _read(text) if len(text) <= _MAX_CHARACTERS else None


# Several routes read the same few texts: the dates of one item.
@lru_cache(maxsize=4096)
def _read(text: str) -> Period | None:
    text = text.upper()  # RFC 3339, section 5.6: "t" and "z" are allowed
    try:
        if found := _DATE.fullmatch(text):
            return _calendar(*found.groups())
        if found := _TIME.fullmatch(text):
            return _instant(*found.groups())
    except (ValueError, OverflowError):
        pass
    return None


def _calendar(year: str, month: str | None, day: str | None) -> Period:
    first = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
    last_month = int(month or 12)
    last_day = int(day or monthrange(first.year, last_month)[1])
    return Period(first, datetime(first.year, last_month, last_day, 23, 59, 59, 999_999, tzinfo=UTC))


def _instant(minute: str, second: str, fraction: str | None, offset: str) -> Period:
    # datetime has no leap seconds (section 5.7): one counts as the start of the next minute.
    leap = second == "60"
    digits = "" if leap or not fraction else f".{fraction[:6]:0<6}"
    instant = datetime.fromisoformat(f"{minute}{'59' if leap else second}{digits}{offset}")
    # In UTC like all bounds, because times of one zone compare fastest.
    instant = instant.astimezone(UTC) + timedelta(seconds=leap)
    return Period(instant, instant)
