"""Digits of other scripts converted to ASCII, and dates of other calendars to Gregorian ones."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Final

#: The zeros of scripts in which dates are written: Arabic-Indic, Persian, Devanagari, Bengali, Gurmukhi,
#: Gujarati, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Burmese, Khmer, full-width.
_ZEROS: Final = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u1040\u17e0\uff10"
_ASCII_TABLE: Final = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)} | {
    ord("\uff0f"): "/", ord("\uff1a"): ":", ord("\uff0e"): ".", ord("\uff0d"): "-", 0x200F: None, 0x200E: None, 0xA0: " ",
    0x202F: " ",
}  # fmt: skip
#: Months of the Persian (Solar Hijri) calendar.
_PERSIAN_MONTHS: Final = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()  # noqa: SIM905  # as one reads it
#: Python's ordinal of 1 Farvardin 979, 20 March 1600.
_PERSIAN_EPOCH: Final = date(1600, 3, 20).toordinal()
#: The year before the first one of an era, in Japan and Taiwan.
ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
#: Years by which the Buddhist calendar of Thailand is ahead.
_BUDDHIST_OFFSET: Final = 543


def ascii_digits(text: str) -> str:
    """Return `text` with ASCII digits. Only marks of direction are dropped, so that positions stay."""
    return text if text.isascii() else text.translate(_ASCII_TABLE)


def persian_month(name: str) -> int | None:
    """Return the number of the Persian month called `name`."""
    name = unicodedata.normalize("NFC", name)
    return _PERSIAN_MONTHS.index(name) + 1 if name in _PERSIAN_MONTHS else None


def from_persian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return the Gregorian date of a Persian one by 33-year cycles (Borkowski 1996), valid from 1244 to 1531.

    Raises:
        ValueError: there is no such day.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError("no such day")
    year -= 979
    days = 365 * year + year // 33 * 8 + (year % 33 + 3) // 4
    days += 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    found = date.fromordinal(days + day - 1 + _PERSIAN_EPOCH)
    return found.year, found.month, found.day


def gregorian_year(year: int, *, thai: bool) -> int:
    """Return the Gregorian year; a year far ahead in a `thai` text is a Buddhist one."""
    return year - _BUDDHIST_OFFSET if thai and 2500 <= year < 2700 else year


def is_thai(text: str) -> bool:
    """Tell whether there is a Thai letter in `text`."""
    return any("\u0e00" <= character <= "\u0e7f" for character in text)
