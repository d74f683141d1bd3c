"""Times as pages write them, converted to RFC 3339."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from worker.parse.fields.dates.calendars import ERAS, ascii_digits, from_persian, gregorian_year, is_thai, persian_month
from worker.parse.fields.dates.moment import Moment
from worker.parse.fields.dates.months import month_of

if TYPE_CHECKING:
    from collections.abc import Iterator


#: A date before or after these years is a mistake: the web began in 1990.
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
#: characters of a text that are searched for dates.
_MAX_CHARS: Final = 20_000
#: Offsets of named zones in hours (RFC 2822, 4.3, and European ones).
_ZONE_HOURS: Final = {
    "Z": 0.0, "UTC": 0.0, "GMT": 0.0, "UT": 0.0, "WET": 0.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0,
    "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "CET": 1.0, "CEST": 2.0, "MEZ": 1.0, "MESZ": 2.0, "BST": 1.0,
    "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "JST": 9.0, "KST": 9.0, "AEST": 10.0, "AEDT": 11.0,
}  # fmt: skip

_CLOCK: Final = (
    r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d|60))?(?:[.,]\d{1,9})?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?(?:\s*(?P<zone>Z\b|[+-]\d\d:?\d\d\b|(?:UTC|GMT)[+-]\d{1,2}\b|[A-Z]{2,4}\b))?"
)
_ISO: Final = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)(?:(?:T|\s+|\s*,\s*)" + _CLOCK + ")?"
)
_COMPACT: Final = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?$"
)
_UNIX_TIME: Final = re.compile(r"^\d{10}(?:\d{3})?$")
#: Between a date and its time: a comma, a bar, a dash, or up to two short words ("at", "um", "a las").
_OPTIONAL_CLOCK: Final = r"(?:(?:\s*[,|•·–—-]\s*|\s+)(?:[^\W\d]{1,4}\s+){0,2}" + _CLOCK + ")?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|-?(?:го|е)|\.)?"
#: Letters, and the vowel signs that are part of words in Indic scripts, Thai, Khmer and Burmese.
_VOWEL_SIGNS: Final = r"\u0900-\u0963\u0970-\u0dff\u0e31-\u0e4e\u1000-\u103f\u1780-\u17d3"
_NAME: Final = rf"(?P<name>[^\W\d_](?:[^\W\d_]|[{_VOWEL_SIGNS}]|(?<=[\u0e00-\u0e7f])\.(?=[\u0e00-\u0e7f])){{2,15}})\.?"
_DAY_FIRST: Final = re.compile(
    r"(?<![\d.])"
    + _DAY
    + r"\s*(?:de\s+|d['’]|of\s+|ב|-|/)?"
    + _NAME
    + r",?\s*(?:de[l]?\s+|พ\.ศ\.\s*|-|/)?(?P<year>\d{4})(?!\d)(?:\s?[гр]\.?(?=[\s,]))?"
    + _OPTIONAL_CLOCK
)
_MONTH_FIRST: Final = re.compile(r"(?<!\w)" + _NAME + r"\s+" + _DAY + r",?\s+(?P<year>\d{4})(?!\d)" + _OPTIONAL_CLOCK)
#: The year first: Hungarian, Lithuanian ("2024 m. kovo 5 d."), Latvian ("2024. gada 5. martā"), Basque.
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?:\s*m)?\.?(?:\(?e\)?ko)?\s+"
    + _NAME
    + r"\s+"
    + _DAY
    + r"(?!\d)(?:\s?d\.)?"
    + _OPTIONAL_CLOCK
)
_LATVIAN: Final = re.compile(r"(?<!\d)(?P<year>\d{4})\.?\s+gada\s+" + _DAY + r"\s*" + _NAME + _OPTIONAL_CLOCK)
_VIETNAMESE: Final = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})[,\s]\s*(?:năm\s+)?(?P<year>\d{4})(?!\d)" + _OPTIONAL_CLOCK,
    re.IGNORECASE,
)
_EAST_ASIAN: Final = re.compile(
    r"(?<!\d)(?:(?P<era>令和|平成|昭和|民國|民国)\s*)?(?P<year>\d{1,4}|元)\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*"
    r"(?P<day>\d{1,2})\s*[日일号號]?(?:\s*[（(].[）)])?"
    r"(?:\s*(?P<noon>午前|午後|上午|下午|오전|오후)?\s*(?P<hour>[01]?\d|2[0-3])(?:[:时點点]|時|시)\s*(?P<minute>[0-5]\d)?)?"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<year>\d{4})(?![\d/-])" + _OPTIONAL_CLOCK
)
_NUMERIC_YEAR: Final = re.compile(
    r"(?<![\d./])(?P<year>\d{4})[./]\s?(?P<month>\d{1,2})[./]\s?(?P<day>\d{1,2})(?![\d/])" + _OPTIONAL_CLOCK
)
#: A year of two digits: first in the languages of East Asia, and where it can't be last (24.05.31); else last.
_SHORT_YEAR: Final = re.compile(
    r"(?<![\d./-])(?P<x>\d\d)(?P<sep>[./])\s?(?P<y>\d\d)(?P=sep)\s?(?P<z>\d\d)(?![\d./-]?\d)"
    + _OPTIONAL_CLOCK
    + r"(?=\W{0,3}$|\s?[|,·•()\[\]–—-])"
)
_IN_URL: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([/-]?)(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_NAMED_IN_URL: Final = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3,10})/(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|$)"
)
_PATTERNS: Final = (
    _ISO, _DAY_FIRST, _MONTH_FIRST, _EAST_ASIAN, _YEAR_FIRST, _LATVIAN, _VIETNAMESE, _NUMERIC, _NUMERIC_YEAR,
)  # fmt: skip
_DIGIT: Final = re.compile(r"\d").search
#: Every date has a year of four digits, or a character for a year.
_FOUR_DIGITS: Final = re.compile(r"\d{4}").search
_EAST_ASIAN_YEAR: Final = re.compile(r"\d\s*[年년]|元年").search
_TWO_DIGITS: Final = re.compile(r"\d\d([./])\s?\d\d\1\s?\d\d(?!\d)").search
#: characters; in a longer text, three numbers of two digits are hardly ever a date.
_MAX_CHARS_OF_SHORT_YEAR: Final = 60
#: A two-digit year up to this one is of this century, a later one of the last. To be raised in time.
_LAST_SHORT_YEAR: Final = 30
#: Languages that write the year first.
_YEAR_FIRST_LANGUAGES: Final = ("ko", "ja", "zh")
_AFTERNOON: Final = frozenset({"午後", "下午", "오후"})


def has_year(text: str) -> bool:
    """Tell whether `text` may contain a date; much quicker than to look for one."""
    # Most lines have no digit; only the first year of an era is written without one.
    if _DIGIT(text) is None:
        return "元年" in text
    return (
        _FOUR_DIGITS(text) is not None
        or (len(text) <= _MAX_CHARS_OF_SHORT_YEAR and _TWO_DIGITS(text) is not None)
        or (not text.isascii() and _EAST_ASIAN_YEAR(text) is not None)
    )


def parse_time(text: str, *, month_first: bool = False, language: str | None = None) -> Moment | None:
    """Read a time that a machine or a person wrote; None if there is none, or an impossible one.

    `month_first` decides numeric dates that could be read either way (03/04/2024), as in the United States; `language`
    is that of the page, whose month names take precedence.
    """
    text = text.strip()[:200]
    iso = _ISO.fullmatch(text)
    if iso:
        return _moment(iso, int(iso["year"]), int(iso["month"]), int(iso["day"]))
    if _UNIX_TIME.match(text):
        return _from_unix_time(int(text[:10]))
    compact = _COMPACT.match(text)
    if compact:
        return _moment(compact, int(compact["year"]), int(compact["month"]), int(compact["day"]))
    for moment, _, _ in find_times(text, month_first=month_first, language=language):
        return moment
    return None


def find_times(
    text: str, *, month_first: bool = False, language: str | None = None
) -> Iterator[tuple[Moment, int, int]]:
    """Yield the times found in `text` with their start and end, in order."""
    text = ascii_digits(text[:_MAX_CHARS])
    if not has_year(text):
        return
    found: list[tuple[int, int, Moment]] = []
    for pattern in _PATTERNS if len(text) > _MAX_CHARS_OF_SHORT_YEAR else (*_PATTERNS, _SHORT_YEAR):
        for match in pattern.finditer(text):
            moment = _read(match, month_first, language)
            if moment:
                found.append((match.start(), match.end(), moment))
    found.sort(key=lambda each: (each[0], -each[1]))
    reached = 0
    for start, end, moment in found:
        if start >= reached:
            yield moment, start, end
            reached = end


def time_in_url(url: str) -> Moment | None:
    """Return the date in the path of `url` (``/2024/03/05/``), None if there is none."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    for match in _IN_URL.finditer(path):
        if match[2] or match.end() - match.start() == 8:
            moment = _moment(match, int(match["year"]), int(match["month"]), int(match["day"]))
            if moment:
                return moment
    named = _NAMED_IN_URL.search(path.lower())
    month = month_of(named["name"]) if named else None
    return _moment(named, int(named["year"]), month, int(named["day"])) if named and month else None


def _read(match: re.Match[str], month_first: bool, language: str | None) -> Moment | None:  # noqa: FBT001  # inner loop
    groups = match.groupdict()
    if "era" in groups or "x" in groups:
        return _east_asian(match) if "era" in groups else _short_year(match, month_first, language)
    year, day = int(groups["year"]), int(groups.get("day") or 0)
    if "name" in groups:
        persian = persian_month(groups["name"])
        if persian:
            return _persian(match, year, persian, day)
        month = month_of(groups["name"], language)
        thai = is_thai(groups["name"])
        return _moment(match, gregorian_year(year, thai=thai), month, day) if month else None
    thai = (language or "").startswith("th")
    if "a" in groups:
        first, second = int(groups["a"]), int(groups["b"])
        if second > 12 or (month_first and groups["sep"] == "/" and first <= 12):
            first, second = second, first
        return _moment(match, gregorian_year(year, thai=thai), second, first)
    if (language or "").startswith("fa") and year < 1500:
        return _persian(match, year, int(groups["month"]), day)
    return _moment(match, gregorian_year(year, thai=thai), int(groups["month"]), day)


def _east_asian(match: re.Match[str]) -> Moment | None:
    year = 1 if match["year"] == "元" else int(match["year"])
    return _moment(match, year + ERAS.get(match["era"] or "", 0), int(match["month"]), int(match["day"]))


def _short_year(match: re.Match[str], month_first: bool, language: str | None) -> Moment | None:  # noqa: FBT001  # inner loop
    first, second, third = int(match["x"]), int(match["y"]), int(match["z"])
    day, month = (
        (second, first) if second > 12 or (month_first and match["sep"] == "/" and first <= 12) else (first, second)
    )
    readings = [(third, month, day), (first, second, third)]
    if (language or "").startswith(_YEAR_FIRST_LANGUAGES):
        readings.reverse()
    for year, month_of_year, day_of_month in readings:
        century = 2000 if year <= _LAST_SHORT_YEAR else 1900
        found = _moment(match, century + year, month_of_year, day_of_month)
        if found:
            return found
    return None


def _persian(match: re.Match[str], year: int, month: int, day: int) -> Moment | None:
    try:
        return _moment(match, *from_persian(year, month, day))
    except ValueError:
        return None


def _moment(match: re.Match[str], year: int, month: int, day: int) -> Moment | None:
    groups = match.groupdict()
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        if groups.get("hour") is None:
            return Moment(datetime(year, month, day, tzinfo=UTC).isoformat(), "day")
        hour = int(groups["hour"])
        half = (groups.get("half") or "").lower()
        noon = groups.get("noon")
        if (half or noon) and hour <= 12:
            hour = hour % 12 + (12 if half == "p" or noon in _AFTERNOON else 0)
        second = min(int(groups.get("second") or 0), 59)
        offset = _offset(groups.get("zone"))
        zone = UTC if offset is None else timezone(offset)
        moment = datetime(year, month, day, hour, int(groups["minute"] or 0), second, tzinfo=zone)
    except ValueError:
        return None
    # Many systems write a bare date as midnight sharp; it stays as it was written.
    return Moment(moment.isoformat(), "second", offset is None)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    zone = zone.upper()
    if zone in _ZONE_HOURS:
        return timedelta(hours=_ZONE_HOURS[zone])
    number = zone.removeprefix("UTC").removeprefix("GMT")
    if number[:1] not in {"+", "-"}:
        return None
    digits = number[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:4] or 0)
    if hours > 14 or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (-1 if number[0] == "-" else 1)


def _from_unix_time(seconds: int) -> Moment | None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return Moment(moment.isoformat(), "second") if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
