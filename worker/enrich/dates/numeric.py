"""Dates that begin with a number."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from worker.enrich.dates.names import AFTER_DAY_STARTS
from worker.enrich.dates.resolution import resolve_day, resolve_month, valid_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from worker.enrich.dates.names import DateNames
    from worker.enrich.dates.resolution import Mention
    from worker.enrich.text.indexed import IndexedText

_YEAR_RANGE = range(1900, 2100)
_ISO = re.compile(r"((?:19|20)\d\d)([-/.])(0?[1-9]|1[0-2])\2(3[01]|[12]\d|0?[1-9])(?!\d|\.\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_CJK_DATE = re.compile(r"(\d{4})\s?[年년](?:\s?(1[0-2]|0?[1-9])\s?[月월](?:\s?(3[01]|[12]\d|0?[1-9])\s?[日号號일])?)?")
_CJK_DAY = re.compile(r"(?:(1[0-2]|0?[1-9])\s?[月월]\s?)?(3[01]|[12]\d|0?[1-9])\s?[日号號일](?![間间내후後])")
_CJK_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s?[月월](?![\d個个間间])")
_SEPARATORS = frozenset("./-")
_ENGLISH_MONTH_FIRST = frozenset({"", "US", "PH", "CA"})


def find_numeric_dates(indexed: IndexedText, names: DateNames) -> Iterator[Mention]:
    """Yield the mentions that begin with a number."""
    text, published, language, region = indexed.text, indexed.published, indexed.language, indexed.region
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
                text, start, stop, published, names
            )
            if (
                mention is None
                and published is not None
                and text[stop : stop + 2].lstrip()[:1] in {"日", "号", "號", "月", "월", "일"}
            ):
                mention = _cjk_day_or_month(text, start, published)
        if mention is None and stop - start == 4 and names.before_year is not None:
            mention = _lone_year(text, start, stop, names.before_year)
        if mention is not None:
            yield mention
            end = mention[1]


def _year_first(text: str, start: int, stop: int) -> Mention | None:
    """Parse a date that begins with its year."""
    mark = text[stop : stop + 2].lstrip()[:1]
    if mark in {"-", "/", "."}:
        match = _ISO.match(text, start)
        if match is not None:
            day = valid_date(int(match[1]), int(match[3]), int(match[4]))
            return None if day is None else (start, match.end(), day.isoformat(), "day")
    elif mark in {"年", "년"}:
        match = _CJK_DATE.match(text, start)
        if match is not None and int(match[1]) in _YEAR_RANGE:
            if match[3] is not None:
                day = valid_date(int(match[1]), int(match[2]), int(match[3]))
                return None if day is None else (start, match.end(), day.isoformat(), "day")
            if match[2] is not None:
                return start, match.end(), f"{int(match[1]):04}-{int(match[2]):02}", "month"
            return start, match.end(), f"{int(match[1]):04}", "year"
    return None


def _day_month_year(text: str, start: int, stop: int, language: str, region: str) -> Mention | None:
    match = _NUMERIC.match(text, start) if text[stop : stop + 1] in _SEPARATORS else None
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


def _day_and_month(text: str, start: int, stop: int, published: date | None, names: DateNames) -> Mention | None:
    following = text[stop : stop + 1]
    match = names.after_day.match(text, stop) if following in AFTER_DAY_STARTS or following.isspace() else None
    if match is None:
        return None
    day, month = int(text[start:stop]), names.months[match["month"]]
    end = match.end() if match["year"] else match.end("month")
    return resolve_day(start, end, match["year"], month, day, published)


def _cjk_day_or_month(text: str, start: int, published: date) -> Mention | None:
    match = _CJK_DAY.match(text, start)
    if match is not None:
        if match[1] is not None:
            return resolve_day(start, match.end(), None, int(match[1]), int(match[2]), published)
        # A day alone is in the month of the publication, or in the previous month if it would be more than a week ahead.
        value = valid_date(published.year, published.month, int(match[2]))
        if value is None or value > published + timedelta(days=7):
            last = published.replace(day=1) - timedelta(days=1)
            value = valid_date(last.year, last.month, int(match[2]))
        return None if value is None else (start, match.end(), value.isoformat(), "day")
    match = _CJK_MONTH.match(text, start)
    if match is None:
        return None
    return start, match.end(), resolve_month(published, int(match[1]), future=False), "month"


def _lone_year(text: str, start: int, stop: int, before_year: re.Pattern[str]) -> Mention | None:
    if int(text[start:stop]) not in _YEAR_RANGE or before_year.search(text, max(0, start - 24), start) is None:
        return None
    # "in 2,000" and "in 2000 metres" look like years, but counts rarely follow a preposition; decimals are excluded.
    if text[stop : stop + 1] in {"%", "€", "$"} or re.match(r"[.,]\d", text[stop : stop + 2]) is not None:
        return None
    return start, stop, f"{int(text[start:stop])}", "year"
