"""Ids of stream entries: which ids are valid, and what time they contain.

An id is `<milliseconds>-<sequence>`, two numbers below 2^64. With `XADD key *`, Redis generates it from its clock, so it
contains the time at which the entry was added. A client may choose the id instead, for example in microseconds. Since ids
only grow, Redis then continues from that number. Such ids are valid but don't contain a time.
"""

from __future__ import annotations

import re

#: The greatest possible id. Redis rejects a range that starts after it.
LAST_ID = f"{2**64 - 1}-{2**64 - 1}"
#: The format that Redis writes, without leading zeros.
_ID = re.compile(r"(0|[1-9][0-9]{0,19})-(0|[1-9][0-9]{0,19})")
#: Milliseconds since 1970 at the start of the year 2000: an earlier id was chosen by a client.
EARLIEST_MS = 946_684_800_000
#: Milliseconds by which an id may be ahead of a clock: the clocks of two machines differ by less unless one is wrong.
AHEAD_MS = 24 * 3600 * 1000


def is_entry_id(text: str) -> bool:
    """Return whether this is a valid entry id; Redis rejects any other."""
    found = _ID.fullmatch(text)
    return found is not None and int(found[1]) < 2**64 and int(found[2]) < 2**64


def sort_key(entry: str) -> tuple[int, int]:
    """Return a key that sorts entry ids like Redis; invalid ids sort first."""
    found = _ID.fullmatch(entry)
    return (int(found[1]), int(found[2])) if found else (-1, -1)


def entry_time_ms(entry: str, now_ms: float) -> int | None:
    """Return when an entry was added, in milliseconds since 1970; None if its id can't be a time.

    Args:
        entry: the id.
        now_ms: the current time, by the clock of the server that generated the id or one close to it.
    """
    milliseconds = sort_key(entry)[0]
    return milliseconds if EARLIEST_MS <= milliseconds <= now_ms + AHEAD_MS else None
