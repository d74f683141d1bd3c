"""Ids of stream entries: what Redis takes for one, and the time that it tells.

An id is `<milliseconds>-<sequence>`, two numbers below 2^64. Redis makes it by its clock (`XADD key *`), so it tells when
the entry was added. A client may give an id of its own instead, as of microseconds; and since ids only grow, Redis makes
the ones after it of the same number. Such an id names its entry as well as any other, and tells no time.
"""

from __future__ import annotations

import re

#: The greatest id there can be; none follows it, so nothing can be asked for behind it.
LAST_ID = f"{2**64 - 1}-{2**64 - 1}"
#: As Redis writes it, without leading zeros.
_ID = re.compile(r"(0|[1-9][0-9]{0,19})-(0|[1-9][0-9]{0,19})")
#: Milliseconds since 1970 of the beginning of the year 2000: an earlier id was made by hand.
EARLIEST_MS = 946_684_800_000
#: Milliseconds by which an id may be ahead of a clock: those of two machines differ by less unless one is wrong.
AHEAD_MS = 24 * 3600 * 1000


def is_entry_id(text: str) -> bool:
    """Return whether an entry can have this id; any other is an error to Redis."""
    found = _ID.fullmatch(text)
    return found is not None and int(found[1]) < 2**64 and int(found[2]) < 2**64


def sort_key(entry: str) -> tuple[int, int]:
    """Return a key that sorts entry ids as Redis does; what is no id comes before all."""
    found = _ID.fullmatch(entry)
    return (int(found[1]), int(found[2])) if found else (-1, -1)


def entry_time_ms(entry: str, now_ms: float) -> int | None:
    """Return when an entry was added, in milliseconds since 1970, None where its id can't be a time.

    Args:
        entry: the id.
        now_ms: the time, by the clock of the server that made the id or one near it.
    """
    milliseconds = sort_key(entry)[0]
    return milliseconds if EARLIEST_MS <= milliseconds <= now_ms + AHEAD_MS else None
