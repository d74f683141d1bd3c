"""The index of seen texts as publish uses it: read before the item is made, checked and written by the commit."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, cast

import msgspec
import structlog
from redis.exceptions import ResponseError

from wiremill.ledger.keys import SEEN_SHARDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis

    from wiremill.ledger.keys import Keys

log = structlog.get_logger("wiremill.worker")


class SeenLookup(msgspec.Struct):
    """The state of the index for a page at the time of the look-up."""

    keys: list[str]
    field: bytes
    #: The values found under the two keys, b"" where there was none.
    expected: list[bytes]
    #: The id of the earlier item within the window.
    original: str | None


class SeenIndex:
    """Texts published within the window, and the ids of their items.

    An unreadable value counts as no text: foreign data in the index must not hold up a page.
    """

    def __init__(self, redis: redis.Redis, keys: Keys, window_seconds: int) -> None:
        self._redis = redis
        self._keys = keys
        self._window = window_seconds

    def look_up(self, duplicate_keys: Sequence[bytes], now: int) -> list[SeenLookup | None]:
        """Look each text up; None where the index can't be read, for example because a key is not a hash."""
        locations = [self._location(duplicate_key, now) for duplicate_key in duplicate_keys]
        pipeline = self._redis.pipeline(transaction=False)
        for keys, field in locations:
            for key in keys:
                pipeline.hget(key, field)
        answers = pipeline.execute(raise_on_error=False)
        return [self._lookup(keys, field, answers[2 * i : 2 * i + 2], now) for i, (keys, field) in enumerate(locations)]

    def commit(self, seen: SeenLookup, item_id: str, now: int) -> dict[str, Any]:
        """Return what `finish.lua` needs to check the look-up, and to enter a text that was not found."""
        found = expectation(seen)
        if seen.original:  # only marked: the first one stays the original
            return found
        return found | {"value": struct.pack(">I", now) + _pack_id(item_id), "expire": 2 * self._window}

    def _location(self, duplicate_key: bytes, now: int) -> tuple[list[str], bytes]:
        """Return the keys of the current and the previous time slice, and the field within them."""
        now_slice = now // self._window
        shard = int.from_bytes(duplicate_key[:2]) % SEEN_SHARDS
        return [self._keys.seen(now_slice, shard), self._keys.seen(now_slice - 1, shard)], duplicate_key[2:10]

    def _lookup(
        self, keys: list[str], field: bytes, answers: list[bytes | Exception | None], now: int
    ) -> SeenLookup | None:
        for key, answer in zip(keys, answers, strict=True):
            if isinstance(answer, ResponseError) and "WRONGTYPE" in str(answer):
                log.warning("index.skipped", key=key, error=str(answer))
                return None
            if isinstance(answer, Exception):
                raise answer
        seen = SeenLookup(keys, field, [cast("bytes | None", answer) or b"" for answer in answers], None)
        for key, value in zip(keys, seen.expected, strict=True):
            if not value or seen.original:
                continue
            try:
                seconds, item_id = struct.unpack(">I", value[:4])[0], _unpack_id(value[4:])
            except (struct.error, ValueError) as error:
                log.warning("index.skipped", key=key, error=f"{type(error).__name__}: {error}")
                continue
            if now - seconds <= self._window:
                seen.original = item_id
        return seen


def expectation(seen: SeenLookup) -> dict[str, Any]:
    """Return what `finish.lua` needs to check that the index has not changed since the look-up."""
    return {"keys": seen.keys, "field": seen.field, "expected": seen.expected}


def _pack_id(item_id: str) -> bytes:
    """Pack an id; Wiremill's own ids are hex, so as bytes they take half the space."""
    try:
        packed = bytes.fromhex(item_id)
    except ValueError:
        packed = b""
    return b"\x00" + packed if packed.hex() == item_id and packed else b"\x01" + item_id.encode()


def _unpack_id(packed: bytes) -> str:
    kind, rest = packed[:1], packed[1:]
    if not rest or kind not in {b"\x00", b"\x01"}:
        raise ValueError(f"no id: {len(packed)} bytes")
    return rest.hex() if kind == b"\x00" else rest.decode()
