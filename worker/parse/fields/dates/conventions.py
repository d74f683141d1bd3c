"""How the dates of a page are read: its order of day and month, its language, and when it was fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.fields.dates.relative import find_relative
from worker.parse.fields.dates.times import parse_time

if TYPE_CHECKING:
    from worker.parse.fields.dates.moment import Moment

#: English, unless the tag names a country that writes the day first.
_MONTH_FIRST: Final = frozenset({"en", "en-us", "en-ph"})
#: Hosts in countries where English is written with the day before the month.
_DAY_FIRST_HOSTS: Final = re.compile(
    r"^[a-z]+://[^/?#]*\.(?:uk|au|nz|ie|in|za|pk|bd|ng|ke|gh|sg|my|hk|lk|mt|eu|cy)(?:[:/?#]|$)"
)


class DateConventions(NamedTuple):
    """The conventions by which the dates of a page are read."""

    #: Whether 03/04/2024 is 4 March.
    month_first: bool = False
    #: As the page declares it.
    language: str | None = None
    #: RFC 3339; "3 hours ago" is counted from it.
    fetched_at: str | None = None


def conventions_of(language: str | None, url: str | None, fetched_at: str | None) -> DateConventions:
    """Return the conventions of the page at `url` in `language`."""
    tag = (language or "").lower().replace("_", "-")
    return DateConventions(tag in _MONTH_FIRST and not _DAY_FIRST_HOSTS.search(url or ""), language, fetched_at)


def read_time(text: str, conventions: DateConventions) -> Moment | None:
    """Read a time that stands in a field of its own."""
    found = parse_time(text, month_first=conventions.month_first, language=conventions.language)
    if found is None and conventions.fetched_at:
        return find_relative(text, conventions.fetched_at, conventions.language)
    return found
