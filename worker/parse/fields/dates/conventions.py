"""How the dates of a page are to be read: its habit of writing them, its language, and when it was fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.fields.dates.relative import find_relative
from worker.parse.fields.dates.times import parse_time

if TYPE_CHECKING:
    from worker.parse.fields.dates.moment import Moment

#: Tags of English that say nothing of a country with another habit.
_MONTH_FIRST: Final = frozenset({"en", "en-us", "en-ph"})
#: Countries where English is written with the day before the month.
_DAY_FIRST_HOSTS: Final = re.compile(
    r"^[a-z]+://[^/?#]*\.(?:uk|au|nz|ie|in|za|pk|bd|ng|ke|gh|sg|my|hk|lk|mt|eu|cy)(?:[:/?#]|$)"
)


class DateConventions(NamedTuple):
    """What the dates of a page are read by."""

    #: Whether 03/04/2024 is 4 March.
    month_first: bool = False
    #: As the page declares it.
    language: str | None = None
    #: RFC 3339; what "3 hours ago" is told from.
    fetched_at: str | None = None


def conventions_of(language: str | None, url: str | None, fetched_at: str | None) -> DateConventions:
    """Return how the dates of the page at `url` in `language` are to be read."""
    tag = (language or "").lower().replace("_", "-")
    return DateConventions(tag in _MONTH_FIRST and not _DAY_FIRST_HOSTS.search(url or ""), language, fetched_at)


def read_time(text: str, reading: DateConventions) -> Moment | None:
    """Read a time that a machine or a person wrote in a field of its own."""
    found = parse_time(text, month_first=reading.month_first, language=reading.language)
    if found is None and reading.fetched_at:
        return find_relative(text, reading.fetched_at, reading.language)
    return found
