"""Reading streams of any length, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from redis.exceptions import ResponseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

#: Entries asked for at once: a server is not held up by a long stream.
CHUNK = 1000

Fields = dict[bytes, bytes]


def entries(redis: redis.Redis, stream: str, *, start: str = "-") -> Iterator[tuple[str, Fields]]:
    """Yield the entries of a stream, oldest first: id and fields."""
    after = start
    while rows := cast("list[tuple[bytes, Fields]]", redis.xrange(stream, min=after, count=CHUNK)):
        for entry, fields in rows:
            yield entry.decode(), fields
        after = f"({rows[-1][0].decode()}"


def pending(redis: redis.Redis, stream: str, group: str) -> Iterator[str]:
    """Yield the ids of the entries that members of a group hold; none where there is no such group."""
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
        after = f"({rows[-1]['message_id'].decode()}"


def groups(redis: redis.Redis, stream: str) -> list[dict[str, Any]]:
    """Return what XINFO GROUPS tells, an empty list where there is no such stream."""
    try:
        return redis.xinfo_groups(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return []
        raise


def order(entry: str) -> tuple[int, int]:
    """Return a key that sorts entry ids as Redis does."""
    milliseconds, _, sequence = entry.partition("-")
    return int(milliseconds), int(sequence or 0)
