"""The consumer: reads items with a consumer group, so that many share the work and none is missed."""

from __future__ import annotations

import os
import secrets
import socket
import time
from typing import TYPE_CHECKING, Self

import msgspec
from redis.exceptions import ResponseError

from wiremill.connection import connect, is_full
from wiremill.errors import WiremillError
from wiremill.item import Item
from wiremill.keys import Keys
from wiremill.scripts import Scripts
from wiremill.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds between two tries to make a group.
_PAUSE = 0.05

_item = msgspec.json.Decoder(Item)


class Consumer:
    """Reads the items of a stream as a member of a consumer group.

        with Consumer(group="search-index") as consumer:
            for item in consumer:
                index(item.url, item.document.text)

    An item is acknowledged when the next one is asked for, or when the `with` block ends without an error: so one that
    the caller failed on, or died on, is read again. What a member left behind for `take_over_seconds` goes to another;
    choose that above the time for the slowest item. Delivery is at least once: drop repeats by `item.id`.
    A new group begins with the oldest item that the stream still has. Not for several threads at once.

    Args:
        route: the route to read; None for all items.
        group: the name of the group; each group gets every item.
        consumer: the name of this member; one that is used again resumes what it held.
        redis_url: where; from the settings unless given.
        settings: in place of those from environment and file.
        batch: items fetched at once.
        take_over_seconds: a member that has held an item for so long without asking for the next counts as dead.
        idle_seconds: end the iteration when nothing came for so long; None goes on for ever.
    """

    def __init__(
        self,
        route: str | None = None,
        *,
        group: str,
        consumer: str | None = None,
        redis_url: str | None = None,
        settings: Settings | None = None,
        batch: int = 64,
        take_over_seconds: float = 60.0,
        idle_seconds: float | None = None,
    ) -> None:
        if settings is None:
            settings = load_settings(redis_url=redis_url) if redis_url else load_settings()
        keys = Keys(settings.namespace)
        self.stream = keys.route(route) if route else keys.items
        self.group = group
        self.consumer = consumer or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.batch = batch
        self.take_over_seconds = take_over_seconds
        self.idle_seconds = idle_seconds
        self._redis = connect(settings)
        self._scripts = Scripts(self._redis, settings, keys)
        self._current: bytes | None = None
        self._buffer: list[tuple[bytes, dict[bytes, bytes]]] = []
        self._renewed = 0.0
        self._look_at = 0.0
        self._resumed = False

    def __iter__(self) -> Iterator[Item]:
        # What an earlier iteration was left with, by an error or a break, is still held and comes first.
        self._current, self._buffer, self._resumed = None, [], False
        self._ensure_group()
        last = time.monotonic()
        while True:
            self.ack()
            if not self._buffer:
                self._fetch()
            if self._buffer and self._hold():
                entry, fields = self._buffer.pop(0)
                self._current = entry
                yield self._decode(entry, fields)
                last = time.monotonic()
            elif self.idle_seconds is not None and time.monotonic() - last >= self.idle_seconds:
                return

    def ack(self) -> None:
        """Acknowledge the item in hand at once, as before a `break`."""
        if self._current is not None:
            self._redis.xack(self.stream, self.group, self._current)
            self._current = None

    def close(self) -> None:
        """Close the connection; what was not acknowledged stays for this name, or for who takes it over."""
        self._redis.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.ack()
        self.close()

    def _ensure_group(self) -> None:
        try:
            self._redis.xgroup_create(self.stream, self.group, id="0", mkstream=True)
        except ResponseError as error:
            # A server without memory lets nobody make a group; where there is one, it can be read all the same.
            if "BUSYGROUP" not in str(error) and not is_full(error):
                raise

    def _fetch(self) -> None:
        """Fill the buffer: first with what this name held before, then what others left, then what is new."""
        if not self._resumed:
            held = self._read("0", None)
            if held:
                self._buffer = held
                return
            self._resumed = True
        if time.monotonic() >= self._look_at:
            self._buffer = self._take_over()
            if self._buffer:
                return
            self._look_at = time.monotonic() + min(1.0, self.take_over_seconds / 4)
        self._buffer = self._read(">", 250)

    def _read(self, after: str, block_ms: int | None) -> list[tuple[bytes, dict[bytes, bytes]]]:
        try:
            answer = self._redis.xreadgroup(
                self.group, self.consumer, {self.stream: after}, count=self.batch, block=block_ms
            )
        except ResponseError as error:
            self._make_again(error)
            return []
        self._renewed = time.monotonic()
        entries = answer[0][1] if isinstance(answer, list) and answer else []
        if isinstance(answer, dict):  # RESP3
            entries = next(iter(answer.values()))[0] if answer else []
        gone = [entry for entry, fields in entries if not fields]
        if gone:  # held, but trimmed past the operator's limit meanwhile
            self._redis.xack(self.stream, self.group, *gone)
        return [(entry, fields) for entry, fields in entries if fields]

    def _take_over(self) -> list[tuple[bytes, dict[bytes, bytes]]]:
        try:
            answer = self._redis.xautoclaim(
                self.stream, self.group, self.consumer, int(self.take_over_seconds * 1000), count=self.batch
            )
        except ResponseError as error:
            self._make_again(error)
            return []
        self._renewed = time.monotonic()
        return [(entry, fields) for entry, fields in answer[1] if entry and fields]

    def _make_again(self, error: ResponseError) -> None:
        """Make the group again where the server has lost it with its latest writes, or had no memory for it."""
        if "NOGROUP" not in str(error):
            raise error
        time.sleep(_PAUSE)
        self._ensure_group()

    def _hold(self) -> bool:
        """Renew the buffer while it waits for a slow caller; drop what another member has taken over."""
        if time.monotonic() - self._renewed > self.take_over_seconds / 3:
            buffered = [entry for entry, _ in self._buffer]
            held = set(self._scripts.renew(self.stream, self.group, self.consumer, buffered))
            self._buffer = [(entry, fields) for entry, fields in self._buffer if entry in held]
            self._renewed = time.monotonic()
        return bool(self._buffer)

    def _decode(self, entry: bytes, fields: dict[bytes, bytes]) -> Item:
        try:
            return _item.decode(fields[b"data"])
        except (KeyError, msgspec.MsgspecError) as error:
            raise WiremillError(
                f"entry {entry.decode()} of {self.stream} is no item: {error!r}; remove it with "
                f"XACK {self.stream} {self.group} {entry.decode()}"
            ) from error
