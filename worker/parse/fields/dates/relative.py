"""Relative times ("3 hours ago", "vor 2 Tagen", "2 дня назад"), by the patterns of CLDR.

They are counted from when the page was fetched, and read only in English and the page's own language: building the
patterns of one language takes some 10 ms, once a process.
"""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, Literal, NamedTuple

from worker.parse.fields.dates.calendars import ascii_digits
from worker.parse.fields.dates.moment import Moment

#: Units that determine a day, in seconds. A week, a month or a year ago is too vague.
_UNIT_SECONDS: Final[dict[Literal["minute", "hour", "day"], int]] = {"minute": 60, "hour": 3600, "day": 86_400}
#: Numbers that cover all plural forms of CLDR's languages.
_PLURAL_NUMBERS: Final = (1, 2, 3, 5, 11, 21)
#: Today and yesterday, which Babel leaves out of CLDR's data.
_DAY_WORDS: Final = [
    """today|heute|hoy|aujourd’hui|aujourd'hui|oggi|hoje|vandaag|idag|i dag|dnes|danes|danas|dziś|dzisiaj|ma|tänään|bugün|
    сегодня|сьогодні|днес|данас|σήμερα|היום|اليوم|امروز|आज|আজ|วันนี้|hôm nay|hari ini|오늘|今日|今天|本日|šiandien|šodien|täna""",
    """yesterday|gestern|ayer|hier|ieri|ontem|gisteren|igår|i går|včera|včeraj|jučer|juče|wczoraj|tegnap|eilen|dün|вчера|
    вчора|јуче|χθες|אתמול|أمس|ديروز|دیروز|গতকাল|เมื่อวาน|hôm qua|kemarin|어제|昨日|昨天|vakar|eile|ahir""",
]
#: characters; a longer text is no relative time.
_MAX_CHARS: Final = 60


class _Pattern(NamedTuple):
    """A pattern of a relative time. Without a group n in it, it means `number` units."""

    text: re.Pattern[str]
    unit: int
    number: int


def find_relative(text: str, fetched_at: str | None, language: str | None = None) -> Moment | None:
    """Return the time that a short `text` gives relative to `fetched_at` (RFC 3339); None if it gives none.

    Minutes give a time. Hours and days give the day in the zone of `fetched_at`.
    """
    now = _now(fetched_at)
    if now is None or not text or len(text) > _MAX_CHARS:
        return None
    text = " ".join(ascii_digits(text).lower().split())
    for known in dict.fromkeys(((language or "en").replace("_", "-").split("-")[0].lower(), "en")):
        for pattern in _patterns(known):
            found = pattern.text.search(text)
            if found:
                number = int(found["n"]) if "n" in pattern.text.groupindex else pattern.number
                return _before(now, number, pattern.unit)
    text = text.strip(" ,.:")
    days = next((days for days, words in enumerate(_DAY_WORDS) if text in re.split(r"\|\s*", words)), None)
    return None if days is None else _before(now, days, _UNIT_SECONDS["day"])


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
    if unit == _UNIT_SECONDS["minute"]:
        return Moment(then.replace(microsecond=0).isoformat(), "second")
    return Moment(then.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC).isoformat(), "day")


@cache
def _patterns(language: str) -> list[_Pattern]:
    # Imported late: few pages need Babel, and it takes 20 ms to import.
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_timedelta

    try:
        locale = Locale.parse({"no": "nb", "nn": "nb"}.get(language, language))
    except (UnknownLocaleError, ValueError):
        return []
    found: dict[str, _Pattern] = {}
    for unit, seconds in _UNIT_SECONDS.items():
        for form in ("long", "short", "narrow"):
            for number in _PLURAL_NUMBERS:
                delta = timedelta(seconds=-number * seconds)
                # The threshold keeps Babel from writing days as weeks.
                threshold = 1e9 if unit == "day" else 60
                phrase = format_timedelta(
                    delta, granularity=unit, threshold=threshold, add_direction=True, format=form, locale=locale
                )
                _add(found, phrase.lower(), seconds, number)
    # The longest first: "5 min" may contain "5 m".
    return [found[source] for source in sorted(found, key=lambda source: -len(source))]


def _add(found: dict[str, _Pattern], phrase: str, seconds: int, number: int) -> None:
    phrase = " ".join(ascii_digits(phrase).split())
    source = re.escape(phrase).replace(re.escape(str(number)), r"(?P<n>\d{1,3})", 1).replace(r"\ ", r"\s*")
    # "-5 min" means "5 min ago" in some languages, but too much else in others.
    if source not in found and len(phrase) > 2 and phrase[0] not in "-−+":
        found[source] = _Pattern(re.compile(rf"(?<![^\W_]){source}(?![^\W_])"), seconds, number)
