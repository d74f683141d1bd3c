"""Dates that begin with the name of a month, a weekday, or a day such as yesterday."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from worker.enrich.dates.names import NOT_WEEKDAY_AFTER, NOT_WEEKDAY_BEFORE
from worker.enrich.dates.resolution import resolve_day, resolve_month
from worker.enrich.dates.tense import clause_around, has_cue_beside, is_future
from worker.enrich.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from worker.enrich.dates.names import DateNames
    from worker.enrich.dates.resolution import Mention
    from worker.enrich.text import IndexedText

_DAY_BESIDE = re.compile(r",?\s\(?(3[01]|[12]\d|[1-9])(?![\d:%])")


def _find_names(indexed: IndexedText, names: DateNames) -> Iterator[tuple[int, str]]:
    """Yield the names with their offsets, the longest at each; only first words that the text has are searched for."""
    text = indexed.text
    if names.unspaced:
        for match in names.name.finditer(text):
            yield match.start(), match[0]
        return
    # (`intersection` iterates over the dictionary, which is small; `&` would iterate over the set.)
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


def find_named_dates(indexed: IndexedText, names: DateNames) -> Iterator[Mention]:
    """Yield the mentions that begin with a name."""
    text, published = indexed.text, indexed.published
    for start, name in _find_names(indexed, names):
        stop = start + len(name)
        if name in names.months:
            mention = _month_mention(text, start, stop, published, names)
            if mention is not None:
                yield mention
        if published is None or name in names.months:
            continue
        if name in names.weekdays:
            if (
                NOT_WEEKDAY_BEFORE.search(text, max(0, start - 8), start) is None
                and NOT_WEEKDAY_AFTER.match(text, stop) is None
            ):
                yield start, stop, _resolve_weekday(text, start, stop, published, names).isoformat(), "day"
        elif not _means_morning(text, start, name):
            yield start, stop, (published + timedelta(days=names.rules.relative_days[name])).isoformat(), "day"


def _means_morning(text: str, start: int, name: str) -> bool:
    """Tell whether "morgen" or "mañana" means the morning."""
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
    text: str, start: int, stop: int, published: date | None, names: DateNames
) -> Mention | None:
    month = names.months[text[start:stop]]
    after = names.after_month.match(text, stop)
    if after is not None and after["alone"]:
        return start, after.end("alone"), f"{int(after['alone'])}-{month:02}", "month"
    if after is not None:
        end = after.end("year") if after["year"] else after.end("day")
        return resolve_day(start, end, after["year"], month, int(after["day"]), published)
    if published is None or names.before_month is None or text[start:stop] not in names.whole_months:
        return None
    if names.before_month.search(text, max(0, start - 24), start) is None:
        return None
    if re.match(r"\.?\s?\d", text[stop : stop + 3]) is not None:
        return None
    before, behind = clause_around(text, start, stop)
    if has_cue_beside(names.last_cues, before, behind):
        return start, stop, resolve_month(published, month, future=False, strictly=True), "month"
    ahead = has_cue_beside(names.next_cues, before, behind) or is_future(before, behind, names)
    return start, stop, resolve_month(published, month, future=ahead), "month"


def _resolve_weekday(text: str, start: int, stop: int, published: date, names: DateNames) -> date:
    weekday = names.weekdays[text[start:stop]]
    before, behind = clause_around(text, start, stop)
    since = (published.weekday() - weekday) % 7
    if has_cue_beside(names.next_cues, before, behind):
        return published + timedelta(days=7 - since)
    if has_cue_beside(names.last_cues, before, behind):
        return published - timedelta(days=since or 7)
    numbered = _DAY_BESIDE.match(text, stop)
    if numbered is not None:
        # As in "segunda-feira (28)" and "Sonntag, 27. November".
        for days in (0, 7, -7, 14, -14, 21, -21, 28, -28):
            day = published + timedelta(days=days - since)
            if day.day == int(numbered[1]):
                return day
    if since and is_future(before, behind, names):
        return published + timedelta(days=7 - since)
    return published - timedelta(days=since)
