"""Dates that a text mentions, resolved against its day of publication.

The rules, for a language in `worker.enrich.dates.rules`:

- A date with a year is taken as it is. Numbers with dots are day.month.year. With slashes, the part above 12 is the day;
  if neither is above 12, the day comes first, but in English it depends on the declared region: the month comes first in
  the US, and the date is left out if the region is unknown or writes both.
- A day and month without a year is such a day nearest to the publication.
- A month alone, after a preposition, is the latest one not after the publication, or the next one if its clause is about
  the future.
- A weekday is the latest one on or before the publication, or the first one after it if its clause is about the future.
  With "next" or "last" it is never the day of publication itself.
- Words like "today" and "yesterday" mean what they say. Without a publication date, only dates with a year are found.

Whether a clause is about the future is decided by a cue right after the mention ("on Sunday said", "lunes será"), or else
by the nearest cue before it in its sentence, or else by the first cue after it in its clause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiremill.contract.enrichment import DateMention
from worker.enrich.dates.named import find_named_dates
from worker.enrich.dates.names import date_names
from worker.enrich.dates.numeric import find_numeric_dates

if TYPE_CHECKING:
    from worker.enrich.dates.resolution import Mention
    from worker.enrich.text import IndexedText

#: mentions of one text; a text with more is a table of dates
MAX_MENTIONS = 50


def find_dates(indexed: IndexedText) -> list[DateMention]:
    """Return the date mentions of a text in its order, at most `MAX_MENTIONS`."""
    names = date_names(indexed.language)
    found: dict[int, Mention] = {}
    for mention in find_numeric_dates(indexed, names):
        found[mention[0]] = mention
    for mention in find_named_dates(indexed, names):
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
