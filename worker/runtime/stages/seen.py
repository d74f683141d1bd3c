"""The index of seen texts as publish uses it: looked up first, checked again and written in the script that ends a page."""

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


class Seen(msgspec.Struct):
    """What the index said of a page when it was read."""

    keys: list[str]
    field: bytes
    #: The values found under the two keys, b"" for none.
    expected: list[bytes]
    #: The id of the earlier item within the window.
    original: str | None


class SeenIndex:
    """Texts published within the window, and the ids of their items.

    A value that can't be read stands for no text: what anything else has written there must not hold up a page.
    """

    def __init__(self, redis: redis.Redis, keys: Keys, window_seconds: int) -> None:
        self._redis = redis
        self._keys = keys
        self._window = window_seconds

    def look_up(self, likenesses: Sequence[bytes], now: int) -> list[Seen | None]:
        """Return what the index has of each text; None where it can't be asked, as for a key that is no hash."""
        places = [self._place(likeness, now) for likeness in likenesses]
        pipeline = self._redis.pipeline(transaction=False)
        for keys, field in places:
            for key in keys:
                pipeline.hget(key, field)
        answers = pipeline.execute(raise_on_error=False)
        return [self._seen(keys, field, answers[2 * i : 2 * i + 2], now) for i, (keys, field) in enumerate(places)]

    def commit(self, seen: Seen, item_id: str, now: int) -> dict[str, Any]:
        """Return what `finish.lua` needs to check the look-up, and to enter a text that was not there."""
        found = check(seen)
        if seen.original:  # only marked: the first one stays the original
            return found
        return found | {"value": struct.pack(">I", now) + _short(item_id), "expire": 2 * self._window}

    def _place(self, likeness: bytes, now: int) -> tuple[list[str], bytes]:
        """Return the keys of this and the previous slice of time, and the field within them."""
        now_slice = now // self._window
        shard = int.from_bytes(likeness[:2]) % SEEN_SHARDS
        return [self._keys.seen(now_slice, shard), self._keys.seen(now_slice - 1, shard)], likeness[2:10]

    def _seen(self, keys: list[str], field: bytes, answers: list[bytes | Exception | None], now: int) -> Seen | None:
        for key, answer in zip(keys, answers, strict=True):
            if isinstance(answer, ResponseError) and "WRONGTYPE" in str(answer):
                log.warning("index.skipped", key=key, error=str(answer))
                return None
            if isinstance(answer, Exception):
                raise answer
        seen = Seen(keys, field, [cast("bytes | None", answer) or b"" for answer in answers], None)
        for key, value in zip(keys, seen.expected, strict=True):
            if not value or seen.original:
                continue
            try:
                seconds, item_id = struct.unpack(">I", value[:4])[0], _long(value[4:])
            except (struct.error, ValueError) as error:
                log.warning("index.skipped", key=key, error=f"{type(error).__name__}: {error}")
                continue
            if now - seconds <= self._window:
                seen.original = item_id
        return seen


def check(seen: Seen) -> dict[str, Any]:
    """Return what `finish.lua` needs to check that the index still says the same."""
    return {"keys": seen.keys, "field": seen.field, "expected": seen.expected}


def _short(item_id: str) -> bytes:
    """Pack an id: those that Wiremill makes are hex, and half as long as bytes."""
    try:
        packed = bytes.fromhex(item_id)
    except ValueError:
        packed = b""
    return b"\x00" + packed if packed.hex() == item_id and packed else b"\x01" + item_id.encode()


def _long(packed: bytes) -> str:
    kind, rest = packed[:1], packed[1:]
    if not rest or kind not in {b"\x00", b"\x01"}:
        raise ValueError(f"no id: {len(packed)} bytes")
    return rest.hex() if kind == b"\x00" else rest.decode()
