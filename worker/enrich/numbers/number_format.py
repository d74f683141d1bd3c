"""Numbers as they are written: with groups, decimals and their marks by the habit of a language."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re

#: Spaces that part the groups of a number.
SPACES = " \u00a0\u202f"
#: A number with its groups and decimals: "1,234.5", "1.234,5", "1 234,5", "12,34,567".
_GROUPED = re.compile(r"\d+(?:[.,' \u00a0\u202f’٬٫]\d+)*")
#: Digits of a number that are believed, as many as a float holds to the last; what has more is an identifier.
_MOST_DIGITS = 15
_JOINTS = frozenset(".,' \u00a0\u202f’٬٫")
#: Languages that write decimals with a point; all others with a comma (CLDR).
_DECIMAL_POINT = frozenset(
    ("en zh ja ko th he hi bn ta te mr gu kn ml pa ne si my km ms sw ha yo am ga cy mt tl").split()
)


def parse_number(  # noqa: C901, PLR0911  (a ladder of how numbers are written)
    text: str, start: int, stop: int, language: str
) -> tuple[int, float | None]:
    """Return where a number ends that begins with digits, and its value; None for what is no number (dates, phones, versions)."""
    following = text[stop : stop + 1]
    if following not in _JOINTS or not text[stop + 1 : stop + 2].isdecimal():
        return stop, (float(text[start:stop]) if stop - start <= _MOST_DIGITS else None)
    match = _GROUPED.match(text, start)
    if match is None:
        return stop, None
    number, end = match[0], match.end()
    if len(number) > 2 * _MOST_DIGITS or sum(map(str.isdecimal, number)) > _MOST_DIGITS:
        return end, None
    marks = [mark for mark in number if not mark.isdecimal()]
    parts = re.split(r"\D", number)
    kinds = set(marks)
    if any(mark in SPACES for mark in kinds) and any(len(part) != 3 for part in parts[1:] if part is not parts[-1]):
        # "in 2022 34 people": two numbers.
        return stop, float(parts[0])
    last = marks[-1]
    decimal = ""
    if last in SPACES:
        if any(len(part) != 3 for part in parts[1:]) or len(parts[0]) > 3:
            return stop, float(parts[0])
        return end, float("".join(parts))
    if marks.count(last) > 1:
        # One mark twice groups, or it is a date or version.
        grouped = all(len(part) == 3 for part in parts[1:]) or (
            len(parts[-1]) == 3 and all(len(part) == 2 for part in parts[1:-1])
        )
        return end, (float("".join(parts)) if grouped and len(kinds) == 1 and len(parts[0]) <= 3 else None)
    if len(kinds) > 1:
        decimal, whole = parts[-1], parts[:-1]
        if any(len(part) not in {2, 3} for part in whole[1:]):
            return end, None
        return end, float("".join(whole) + "." + decimal)
    # One mark: it groups where three digits follow and the language does not use it for decimals.
    if len(parts[1]) == 3 and len(parts[0]) <= 3 and parts[0] != "0" and last != _decimal(language):
        return end, float("".join(parts))
    if last in "'’" and len(parts[1]) != 3:
        return stop, None
    return end, float(parts[0] + "." + parts[1])


def _decimal(language: str) -> str:
    return "." if language in _DECIMAL_POINT else "٫" if language in {"ar", "fa", "ur"} else ","
