"""Number formats: digit groups, decimals and their separators, by language."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re

#: Spaces that separate digit groups.
SPACES = " \u00a0\u202f"
#: A number with digit groups and decimals: "1,234.5", "1.234,5", "1 234,5", "12,34,567".
_GROUPED = re.compile(r"\d+(?:[.,' \u00a0\u202f’٬٫]\d+)*")
#: digits that a float represents exactly; a number with more is an identifier
_MAX_DIGITS = 15
_SEPARATORS = frozenset(".,' \u00a0\u202f’٬٫")
#: Languages with a decimal point; all others have a decimal comma (CLDR).
_DECIMAL_POINT = frozenset(
    ("en zh ja ko th he hi bn ta te mr gu kn ml pa ne si my km ms sw ha yo am ga cy mt tl").split()
)


def parse_number(  # noqa: C901, PLR0911  (a ladder of how numbers are written)
    text: str, start: int, stop: int, language: str
) -> tuple[int, float | None]:
    """Return the end and the value of a number whose first digits are given; None for dates, phone numbers, versions."""
    following = text[stop : stop + 1]
    if following not in _SEPARATORS or not text[stop + 1 : stop + 2].isdecimal():
        return stop, (float(text[start:stop]) if stop - start <= _MAX_DIGITS else None)
    match = _GROUPED.match(text, start)
    if match is None:
        return stop, None
    number, end = match[0], match.end()
    if len(number) > 2 * _MAX_DIGITS or sum(map(str.isdecimal, number)) > _MAX_DIGITS:
        return end, None
    marks = [mark for mark in number if not mark.isdecimal()]
    parts = re.split(r"\D", number)
    kinds = set(marks)
    if any(mark in SPACES for mark in kinds) and any(len(part) != 3 for part in parts[1:] if part is not parts[-1]):
        # "in 2022 34 people" has two numbers.
        return stop, float(parts[0])
    last = marks[-1]
    decimal = ""
    if last in SPACES:
        if any(len(part) != 3 for part in parts[1:]) or len(parts[0]) > 3:
            return stop, float(parts[0])
        return end, float("".join(parts))
    if marks.count(last) > 1:
        # A repeated separator separates groups, unless this is a date or version.
        grouped = all(len(part) == 3 for part in parts[1:]) or (
            len(parts[-1]) == 3 and all(len(part) == 2 for part in parts[1:-1])
        )
        return end, (float("".join(parts)) if grouped and len(kinds) == 1 and len(parts[0]) <= 3 else None)
    if len(kinds) > 1:
        decimal, whole = parts[-1], parts[:-1]
        if any(len(part) not in {2, 3} for part in whole[1:]):
            return end, None
        return end, float("".join(whole) + "." + decimal)
    # A single separator separates groups if three digits follow and it is not the decimal separator of the language.
    if len(parts[1]) == 3 and len(parts[0]) <= 3 and parts[0] != "0" and last != _decimal(language):
        return end, float("".join(parts))
    if last in "'’" and len(parts[1]) != 3:
        return stop, None
    return end, float(parts[0] + "." + parts[1])


def _decimal(language: str) -> str:
    return "." if language in _DECIMAL_POINT else "٫" if language in {"ar", "fa", "ur"} else ","
