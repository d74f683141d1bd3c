"""Times told from the reader's now ("3 hours ago", "vor 2 Tagen", "2 дня назад"), by the patterns of CLDR.

They mean something only with the time that the page was fetched at, and are read only in English and the page's own
language: the patterns of one language cost some 10 ms to make, once a process.
"""

# ruff: noqa: RUF001  # signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, Literal, NamedTuple

from worker.parse.fields.dates.calendars import plain_digits
from worker.parse.fields.dates.moment import Moment

#: Units that a day can be told from. A week, a month or a year ago is too vague for a day.
_UNITS: Final[dict[Literal["minute", "hour", "day"], int]] = {"minute": 60, "hour": 3600, "day": 86_400}
#: Numbers that between them need every plural form of CLDR's languages.
_NUMBERS: Final = (1, 2, 3, 5, 11, 21)
#: Today and yesterday, which Babel leaves out of CLDR's data.
_WORDS: Final = [
    """today|heute|hoy|aujourd’hui|aujourd'hui|oggi|hoje|vandaag|idag|i dag|dnes|danes|danas|dziś|dzisiaj|ma|tänään|bugün|
    сегодня|сьогодні|днес|данас|σήμερα|היום|اليوم|امروز|आज|আজ|วันนี้|hôm nay|hari ini|오늘|今日|今天|本日|šiandien|šodien|täna""",
    """yesterday|gestern|ayer|hier|ieri|ontem|gisteren|igår|i går|včera|včeraj|jučer|juče|wczoraj|tegnap|eilen|dün|вчера|
    вчора|јуче|χθες|אתמול|أمس|ديروز|دیروز|গতকাল|เมื่อวาน|hôm qua|kemarin|어제|昨日|昨天|vakar|eile|ahir""",
]
_LONGEST: Final = 60


class _Pattern(NamedTuple):
    """What a text looks like that is so many seconds old; without group n it is `number` units old."""

    text: re.Pattern[str]
    unit: int
    number: int


def find_relative(text: str, fetched_at: str | None, language: str | None = None) -> Moment | None:
    """Return the time that a short `text` tells from `fetched_at` (RFC 3339); None where it tells none.

    A time told in minutes is kept as one, one told in hours or days as the day that it falls on in the zone of
    `fetched_at`.
    """
    now = _now(fetched_at)
    if now is None or not text or len(text) > _LONGEST:
        return None
    text = " ".join(plain_digits(text).lower().split())
    for known in dict.fromkeys(((language or "en").replace("_", "-").split("-")[0].lower(), "en")):
        for pattern in _patterns(known):
            found = pattern.text.search(text)
            if found:
                number = int(found["n"]) if "n" in pattern.text.groupindex else pattern.number
                return _before(now, number, pattern.unit)
    text = text.strip(" ,.:")
    days = next((days for days, words in enumerate(_WORDS) if text in re.split(r"\|\s*", words)), None)
    return None if days is None else _before(now, days, _UNITS["day"])


def _now(fetched_at: str | None) -> datetime | None:
    if not fetched_at:
        return None
    try:
        now = datetime.fromisoformat(fetched_at)
    except ValueError:
        return None
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def _before(now: datetime, number: int, unit: int) -> Moment | None:
    if number > 366:
        return None
    try:
        then = now - timedelta(seconds=number * unit)
    except OverflowError:
        return None
    if unit == _UNITS["minute"]:
        return Moment(then.replace(microsecond=0).isoformat(), "second")
    return Moment(then.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC).isoformat(), "day")


@cache
def _patterns(language: str) -> list[_Pattern]:
    # Here and not above: few pages need it, and Babel takes its time to import.
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_timedelta

    try:
        locale = Locale.parse({"no": "nb", "nn": "nb"}.get(language, language))
    except (UnknownLocaleError, ValueError):
        return []
    found: dict[str, _Pattern] = {}
    for unit, seconds in _UNITS.items():
        for form in ("long", "short", "narrow"):
            for number in _NUMBERS:
                delta = timedelta(seconds=-number * seconds)
                # The threshold keeps Babel from making a week of so many days.
                most = 1e9 if unit == "day" else 60
                told = format_timedelta(
                    delta, granularity=unit, threshold=most, add_direction=True, format=form, locale=locale
                )
                _add(found, told.lower(), seconds, number)
    # The longest first: "21 days ago" holds "1 day ago" in no language, but "5 min" may hold "5 m".
    return [found[source] for source in sorted(found, key=lambda source: -len(source))]


def _add(found: dict[str, _Pattern], told: str, seconds: int, number: int) -> None:
    told = " ".join(plain_digits(told).split())
    source = re.escape(told).replace(re.escape(str(number)), r"(?P<n>\d{1,3})", 1).replace(r"\ ", r"\s*")
    # "-5 min" is short for "5 min ago" in some languages, and too much else.
    if source not in found and len(told) > 2 and told[0] not in "-−+":
        found[source] = _Pattern(re.compile(rf"(?<![^\W_]){source}(?![^\W_])"), seconds, number)
