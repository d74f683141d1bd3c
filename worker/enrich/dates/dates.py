"""Dates that a text speaks of, resolved against the day of its publication.

Rules, for a language that `grammar` knows:

- A date with its year means itself. Numbers with dots are day.month.year; with slashes the larger-than-12 part is the
  day, and where neither is, day first, except in English without a declared region other than the US, where such a
  date is left out.
- A day and month without a year is the nearest such day to the publication.
- A month alone, after a preposition, is the latest one not after the publication; the next one where its clause is
  about the future.
- A weekday is the latest one on or before the publication; the first one after it where its clause is about the
  future. "next" and "last" before or after it never mean the publication's own day.
- today, yesterday, tomorrow: as they say. Without a publication date, only dates with a year are found.

Whether a clause is about the future is told by a sign right behind the mention ("on Sunday said", "lunes será"), else
by the nearest one before it in its sentence, else by the first one behind it in its clause.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from wiremill.enrichment import DateMention
from worker.enrich.dates import numeric
from worker.enrich.dates.names import NO_WEEKDAY_AFTER, NO_WEEKDAY_BEFORE, DateNames, date_names
from worker.enrich.dates.tense import clause_around, has_cue_beside, is_future
from worker.enrich.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from worker.enrich.dates.numeric import Mention
    from worker.enrich.text.indexed import IndexedText

#: mentions of one text; a table of dates is no news
MAX_MENTIONS = 50

_DAY_BESIDE = re.compile(r",?\s\(?(3[01]|[12]\d|[1-9])(?![\d:%])")


def find_dates(indexed: IndexedText) -> list[DateMention]:
    """Return the date mentions of a text in its order, at most `MAX_MENTIONS`."""
    day = indexed.published
    names = date_names(indexed.language)
    found: dict[int, Mention] = {}
    for mention in numeric.find_numeric_dates(indexed, names):
        found[mention[0]] = mention
    for mention in _named_dates(indexed, day, names):
        found.setdefault(mention[0], mention)
    mentions: list[DateMention] = []
    end = 0
    for start in sorted(found):
        _, stop, value, precision = found[start]
        if start >= end:
            mentions.append(DateMention(value, precision, start, stop))
            end = stop
            if len(mentions) == MAX_MENTIONS:
                break
    return mentions


def _find_names(indexed: IndexedText, names: DateNames) -> Iterator[tuple[int, str]]:
    """Yield where the names stand, the longest of each place; to look for the words of the text is cheap."""
    text = indexed.text
    if names.runs_on:
        for match in names.name.finditer(text):
            yield match.start(), match[0]
        return
    # (A set that is asked for what it shares with a dictionary walks the dictionary, which is small; `&` walks the set.)
    for first in indexed.vocabulary.intersection(names.first_words):
        starts = indexed.capitals.get(first)
        for start in occurrences(text, first) if starts is None else starts:
            if start and text[start - 1].isalnum() and text[start - 1].isascii() is first[0].isascii():
                continue
            for name in names.first_words[first]:
                stop = start + len(name)
                if text.startswith(name, start) and not (
                    text[stop : stop + 1].isalnum() or text[stop : stop + 1] == "_"
                ):
                    yield start, name
                    break


def _named_dates(indexed: IndexedText, today: date | None, names: DateNames) -> Iterator[Mention]:
    """Yield the mentions that begin with a name of a month, a weekday or a day like yesterday."""
    text = indexed.text
    for start, name in _find_names(indexed, names):
        stop = start + len(name)
        if name in names.months:
            mention = _month_mention(text, start, stop, today, names)
            if mention is not None:
                yield mention
        if today is None or name in names.months:
            continue
        if name in names.weekdays:
            if (
                NO_WEEKDAY_AFTER.search(text, max(0, start - 8), start) is None
                and NO_WEEKDAY_BEFORE.match(text, stop) is None
            ):
                yield start, stop, _resolve_weekday(text, start, stop, today, names).isoformat(), "day"
        elif not _means_morning(text, start, name):
            yield start, stop, (today + timedelta(days=names.grammar.relative[name])).isoformat(), "day"


def _means_morning(text: str, start: int, name: str) -> bool:
    """Tell "morgen" and "mañana" that mean the morning."""
    if name not in {"morgen", "mañana"}:
        return False
    return (
        re.search(
            r"(?:la|esta|heute|gestern|am|jeden|tag|mittwoch|de|elke|vandaag|dag)\s$",
            text[max(0, start - 12) : start],
            re.IGNORECASE,
        )
        is not None
    )


def _month_mention(  # noqa: PLR0911  (a ladder of what may follow)
    text: str, start: int, stop: int, today: date | None, names: DateNames
) -> Mention | None:
    month = names.months[text[start:stop]]
    after = names.after_month.match(text, stop)
    if after is not None and after["alone"]:
        return start, after.end("alone"), f"{int(after['alone'])}-{month:02}", "month"
    if after is not None:
        end = after.end("year") if after["year"] else after.end("day")
        return numeric.resolve_day(start, end, after["year"], month, int(after["day"]), today)
    if today is None or names.before_month is None or text[start:stop] not in names.whole_months:
        return None
    if names.before_month.search(text, max(0, start - 24), start) is None:
        return None
    if re.match(r"\.?\s?\d", text[stop : stop + 3]) is not None:
        return None
    before, behind = clause_around(text, start, stop)
    if has_cue_beside(names.gone, before, behind):
        return start, stop, numeric.resolve_month(today, month, future=False, strictly=True), "month"
    ahead = has_cue_beside(names.coming, before, behind) or is_future(before, behind, names)
    return start, stop, numeric.resolve_month(today, month, future=ahead), "month"


def _resolve_weekday(text: str, start: int, stop: int, today: date, names: DateNames) -> date:
    weekday = names.weekdays[text[start:stop]]
    before, behind = clause_around(text, start, stop)
    since = (today.weekday() - weekday) % 7
    if has_cue_beside(names.coming, before, behind):
        return today + timedelta(days=7 - since)
    if has_cue_beside(names.gone, before, behind):
        return today - timedelta(days=since or 7)
    numbered = _DAY_BESIDE.match(text, stop)
    if numbered is not None:
        # As in "segunda-feira (28)" and "Sonntag, 27. November".
        for days in (0, 7, -7, 14, -14, 21, -21, 28, -28):
            day = today + timedelta(days=days - since)
            if day.day == int(numbered[1]):
                return day
    if since and is_future(before, behind, names):
        return today + timedelta(days=7 - since)
    return today - timedelta(days=since)
