"""Dates that begin with a number, and what they resolve to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from worker.enrich.dates.names import AFTER_DAY_STARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.enrich.dates.names import DateNames
    from worker.enrich.text.indexed import IndexedText

#: Start, end, date and precision of a mention.
Mention = tuple[int, int, str, Literal["day", "month", "year"]]

_YEAR_RANGE = range(1900, 2100)
_ISO = re.compile(r"((?:19|20)\d\d)([-/.])(0?[1-9]|1[0-2])\2(3[01]|[12]\d|0?[1-9])(?!\d|\.\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_CJK = re.compile(r"(\d{4})\s?[年년](?:\s?(1[0-2]|0?[1-9])\s?[月월](?:\s?(3[01]|[12]\d|0?[1-9])\s?[日号號일])?)?")
_CJK_DAY = re.compile(r"(?:(1[0-2]|0?[1-9])\s?[月월]\s?)?(3[01]|[12]\d|0?[1-9])\s?[日号號일](?![間间내후後])")
_CJK_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s?[月월](?![\d個个間间])")
_JOINTS = frozenset("./-")
_ENGLISH_MONTH_FIRST = frozenset({"", "US", "PH", "CA"})


def valid_date(year: int, month: int, day: int) -> date | None:
    """Return a date, None for a day that no month has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_numeric_dates(indexed: IndexedText, names: DateNames) -> Iterator[Mention]:
    """Yield the mentions that begin with a number."""
    text, today, language, region = indexed.text, indexed.published, indexed.language, indexed.region
    end = 0
    for start, stop in indexed.numbers:
        if (
            start < end
            or stop - start > 4
            or (start and (text[start - 1].isalnum() and language not in {"zh", "ja", "ko"}))
        ):
            continue
        mention = _year_first(text, start, stop) if stop - start == 4 else None
        if mention is None and stop - start <= 2:
            mention = _day_month_year(text, start, stop, language, region) or _day_and_month(
                text, start, stop, today, names
            )
            if (
                mention is None
                and today is not None
                and text[stop : stop + 2].lstrip()[:1] in {"日", "号", "號", "月", "월", "일"}
            ):
                mention = _cjk_day_or_month(text, start, today)
        if mention is None and stop - start == 4 and names.before_year is not None:
            mention = _lone_year(text, start, stop, names.before_year)
        if mention is not None:
            yield mention
            end = mention[1]


def _year_first(text: str, start: int, stop: int) -> Mention | None:
    """Read a date that begins with its year."""
    mark = text[stop : stop + 2].lstrip()[:1]
    if mark in {"-", "/", "."}:
        match = _ISO.match(text, start)
        if match is not None:
            day = valid_date(int(match[1]), int(match[3]), int(match[4]))
            return None if day is None else (start, match.end(), day.isoformat(), "day")
    elif mark in {"年", "년"}:
        match = _CJK.match(text, start)
        if match is not None and int(match[1]) in _YEAR_RANGE:
            if match[3] is not None:
                day = valid_date(int(match[1]), int(match[2]), int(match[3]))
                return None if day is None else (start, match.end(), day.isoformat(), "day")
            if match[2] is not None:
                return start, match.end(), f"{int(match[1]):04}-{int(match[2]):02}", "month"
            return start, match.end(), f"{int(match[1]):04}", "year"
    return None


def _day_month_year(text: str, start: int, stop: int, language: str, region: str) -> Mention | None:
    match = _NUMERIC.match(text, start) if text[stop : stop + 1] in _JOINTS else None
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if (
        match[2] != "."
        and language == "en"
        and first <= 12
        and second <= 12
        and first != second
        and region in _ENGLISH_MONTH_FIRST
    ):
        if region != "US":
            return None
        first, second = second, first
    elif match[2] != "." and second > 12:
        first, second = second, first
    day = valid_date(year, second, first)
    return None if day is None else (start, match.end(), day.isoformat(), "day")


def _day_and_month(text: str, start: int, stop: int, today: date | None, names: DateNames) -> Mention | None:
    following = text[stop : stop + 1]
    match = names.after_day.match(text, stop) if following in AFTER_DAY_STARTS or following.isspace() else None
    if match is None:
        return None
    day, month = int(text[start:stop]), names.months[match["month"]]
    end = match.end() if match["year"] else match.end("month")
    return resolve_day(start, end, match["year"], month, day, today)


def resolve_day(start: int, end: int, year: str | None, month: int, day: int, today: date | None) -> Mention | None:  # noqa: PLR0917
    """Return a day and month with its year, or with that which is nearest to `today`."""
    if year is not None:
        value = valid_date(int(year), month, day)
    elif today is not None:
        near = [valid_date(today.year + step, month, day) for step in (-1, 0, 1)]
        value = min((one for one in near if one is not None), key=lambda one: abs((one - today).days), default=None)
    else:
        value = None
    return None if value is None else (start, end, value.isoformat(), "day")


def _cjk_day_or_month(text: str, start: int, today: date) -> Mention | None:
    match = _CJK_DAY.match(text, start)
    if match is not None:
        if match[1] is not None:
            return resolve_day(start, match.end(), None, int(match[1]), int(match[2]), today)
        # A day alone is of the month of the publication, or of the one before where that would lie ahead by
        # more than a week.
        value = valid_date(today.year, today.month, int(match[2]))
        if value is None or value > today + timedelta(days=7):
            last = today.replace(day=1) - timedelta(days=1)
            value = valid_date(last.year, last.month, int(match[2]))
        return None if value is None else (start, match.end(), value.isoformat(), "day")
    match = _CJK_MONTH.match(text, start)
    if match is None:
        return None
    return start, match.end(), resolve_month(today, int(match[1]), future=False), "month"


def _lone_year(text: str, start: int, stop: int, before_year: re.Pattern[str]) -> Mention | None:
    if int(text[start:stop]) not in _YEAR_RANGE or before_year.search(text, max(0, start - 24), start) is None:
        return None
    # "in 2,000", "in 2000 metres" begin like a year; what is counted in thousands is rarely after a preposition,
    # and a decimal is none.
    if text[stop : stop + 1] in {"%", "€", "$"} or re.match(r"[.,]\d", text[stop : stop + 2]) is not None:
        return None
    return start, stop, f"{int(text[start:stop])}", "year"


def resolve_month(today: date, month: int, *, future: bool, strictly: bool = False) -> str:
    """Return the latest such month not after `today` (before it: `strictly`), or the next one in the `future`."""
    year = today.year
    if future and month < today.month:
        year += 1
    elif not future and (month > today.month or (strictly and month == today.month)):
        year -= 1
    return f"{year:04}-{month:02}"
