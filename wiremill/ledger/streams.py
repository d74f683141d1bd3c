"""Typed reads of streams of any length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from redis.exceptions import ResponseError

from wiremill.ledger.entry_id import LAST_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

    from wiremill.ledger.keys import Keys

#: Name of the count of results of a plug-in that publish does not wait for.
_SIDE_DONE = re.compile(r"side:([^:]+):done")
#: Entries per call, so that a long stream does not block the server.
CHUNK = 1000

Fields = dict[bytes, bytes]


def entries(redis: redis.Redis, stream: str, *, start: str = "-", end: str = "+") -> Iterator[tuple[str, Fields]]:
    """Yield id and fields of the entries of a stream, oldest first."""
    after = start
    while rows := cast("list[tuple[bytes, Fields]]", redis.xrange(stream, min=after, max=end, count=CHUNK)):
        for entry, fields in rows:
            yield entry.decode(), fields
        if entry.decode() == LAST_ID:
            return
        after = f"({entry.decode()}"


def pending(redis: redis.Redis, stream: str, group: str) -> Iterator[str]:
    """Yield the ids of a group's pending entries; none if the group does not exist."""
    after = "-"
    while True:
        try:
            rows: list[dict[str, Any]] = cast(
                "Any", redis.xpending_range(stream, group, min=after, max="+", count=CHUNK)
            )
        except ResponseError as error:
            if "NOGROUP" in str(error):
                return
            raise
        if not rows:
            return
        for row in rows:
            yield row["message_id"].decode()
        last = rows[-1]["message_id"].decode()
        if last == LAST_ID:
            return
        after = f"({last}"


def groups(redis: redis.Redis, stream: str) -> list[dict[str, Any]]:
    """Return the answer of XINFO GROUPS; an empty list if the stream does not exist."""
    try:
        return redis.xinfo_groups(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return []
        raise


def published_streams(redis: redis.Redis, keys: Keys) -> list[str]:
    """Return the streams for consumers, which are trimmed: all items, and each route and side stage that has written any."""
    names = sorted(name.decode("utf-8", "replace") for name in cast("list[bytes]", redis.hkeys(keys.counts)))
    routes = [keys.route(name.removeprefix("route:")) for name in names if name.startswith("route:")]
    sides = [keys.extensions(name.split(":")[1]) for name in names if _SIDE_DONE.fullmatch(name)]
    return [keys.items, *routes, *sides]
