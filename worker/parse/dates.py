"""Times as pages write them, to RFC 3339."""

# ruff: noqa: RUF001  # signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.months import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.document import Precision

#: Years outside of which a date is a mistake: the web began in 1990.
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
#: characters of a text that are searched for dates.
_SEARCHED: Final = 20_000
#: Hours that the names of zones stand for (RFC 2822, 4.3, and European ones).
_ZONES: Final = {
    "Z": 0.0, "UTC": 0.0, "GMT": 0.0, "UT": 0.0, "WET": 0.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0,
    "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "CET": 1.0, "CEST": 2.0, "MEZ": 1.0, "MESZ": 2.0, "BST": 1.0,
    "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "JST": 9.0, "KST": 9.0, "AEST": 10.0, "AEDT": 11.0,
}  # fmt: skip

_CLOCK: Final = (
    r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d|60))?(?:[.,]\d{1,9})?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?(?:\s*(?P<zone>Z\b|[+-]\d\d:?\d\d\b|(?:UTC|GMT)[+-]\d{1,2}\b|[A-Z]{2,4}\b))?"
)
_ISO: Final = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)(?:(?:T|\s+|\s*,\s*)" + _CLOCK + ")?"
)
_COMPACT: Final = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?$"
)
_EPOCH: Final = re.compile(r"^\d{10}(?:\d{3})?$")
#: Between a date and its time: a comma, a bar, a dash, or up to two short words ("at", "um", "a las").
_GAP: Final = r"(?:(?:\s*[,|•·–—-]\s*|\s+)(?:[^\W\d]{1,4}\s+){0,2}" + _CLOCK + ")?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
_NAME: Final = r"(?P<name>[^\W\d_][^\W\d_\u0300-\u036f]{2,13}[^\W\d_]?|[^\W_]{3})\.?"
_DAY_FIRST: Final = re.compile(
    r"(?<![\d.])" + _DAY + r"\s*(?:de\s+|of\s+|-|/)?" + _NAME + r",?\s*(?:de[l]?\s+|-|/)?(?P<year>\d{4})(?!\d)" + _GAP
)
_MONTH_FIRST: Final = re.compile(r"(?<!\w)" + _NAME + r"\s+" + _DAY + r",?\s+(?P<year>\d{4})(?!\d)" + _GAP)
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?P<year>\d{4})\.?\s+" + _NAME + r"\s+" + _DAY + r"(?!\d)" + _GAP)
_EAST_ASIAN: Final = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?(?:\s*" + _CLOCK + ")?"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4})(?![\d/-])" + _GAP
)
_NUMERIC_YEAR: Final = re.compile(
    r"(?<![\d./])(?P<year>\d{4})[./](?P<month>\d{1,2})[./](?P<day>\d{1,2})(?![\d/])" + _GAP
)
_IN_URL: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([/-]?)(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_TEXTUAL: Final = (_ISO, _DAY_FIRST, _MONTH_FIRST, _EAST_ASIAN, _YEAR_FIRST, _NUMERIC, _NUMERIC_YEAR)


class Moment(NamedTuple):
    """A time in RFC 3339, how exact it is, and whether its zone had to be assumed."""

    value: str
    precision: Precision
    zone_assumed: bool = False

    @property
    def day(self) -> str:
        """The date as printed, ``YYYY-MM-DD``."""
        return self.value[:10]


def parse_time(text: str, *, month_first: bool = False) -> Moment | None:
    """Read a time that a machine or a person wrote; None where there is none, or an impossible one.

    `month_first` decides numeric dates that could be read either way (03/04/2024), as in the United States.
    """
    text = text.strip()[:200]
    if _EPOCH.match(text):
        return _from_epoch(int(text[:10]))
    compact = _COMPACT.match(text)
    if compact:
        return _moment(compact, int(compact["month"]), int(compact["day"]))
    for moment, _, _ in find_times(text, month_first=month_first):
        return moment
    return None


def find_times(text: str, *, month_first: bool = False) -> Iterator[tuple[Moment, int, int]]:
    """Yield the times found in `text` with their start and end, in order."""
    text = text[:_SEARCHED]
    found: list[tuple[int, int, Moment]] = []
    for pattern in _TEXTUAL:
        for match in pattern.finditer(text):
            moment = _read(match, month_first=month_first)
            if moment:
                found.append((match.start(), match.end(), moment))
    found.sort(key=lambda each: (each[0], -each[1]))
    reached = 0
    for start, end, moment in found:
        if start >= reached:
            yield moment, start, end
            reached = end


def time_in_url(url: str) -> Moment | None:
    """Return the date in the path of `url` (``/2024/03/05/``), None where there is none."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    for match in _IN_URL.finditer(path):
        if match[2] or match.end() - match.start() == 8:
            moment = _moment(match, int(match["month"]), int(match["day"]))
            if moment:
                return moment
    return None


def _read(match: re.Match[str], *, month_first: bool) -> Moment | None:
    groups = match.groupdict()
    if "name" in groups:
        month = MONTHS.get(groups["name"].lower())
        return _moment(match, month, int(groups["day"])) if month else None
    if "a" in groups:
        first, second = int(groups["a"]), int(groups["b"])
        if second > 12 or (month_first and groups["sep"] == "/" and first <= 12):
            first, second = second, first
        return _moment(match, second, first)
    return _moment(match, int(groups["month"]), int(groups["day"]))


def _moment(match: re.Match[str], month: int, day: int) -> Moment | None:
    groups = match.groupdict()
    year = int(groups["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        if groups.get("hour") is None:
            return Moment(datetime(year, month, day, tzinfo=UTC).isoformat(), "day")
        hour = int(groups["hour"])
        half = (groups.get("half") or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        second = min(int(groups.get("second") or 0), 59)
        offset = _offset(groups.get("zone"))
        zone = UTC if offset is None else timezone(offset)
        moment = datetime(year, month, day, hour, int(groups["minute"]), second, tzinfo=zone)
    except ValueError:
        return None
    # Midnight sharp in a machine's notation is what a bare date becomes in many systems; it stays as it was printed.
    return Moment(moment.isoformat(), "second", offset is None)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    zone = zone.upper()
    if zone in _ZONES:
        return timedelta(hours=_ZONES[zone])
    number = zone.removeprefix("UTC").removeprefix("GMT")
    if number[:1] not in {"+", "-"}:
        return None
    digits = number[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:4] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (-1 if number[0] == "-" else 1)


def _from_epoch(seconds: int) -> Moment | None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return Moment(moment.isoformat(), "second") if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
