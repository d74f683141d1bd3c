"""The consumer: reads items as a member of a consumer group, so that many share the work and no item is missed."""

from __future__ import annotations

import os
import secrets
import socket
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Self

import msgspec
from redis.exceptions import RedisError, ResponseError

from wiremill.client.connection import connect, refuses_writes
from wiremill.contract.item import Item
from wiremill.errors import WiremillError
from wiremill.ledger.keys import Keys
from wiremill.ledger.scripts import Scripts
from wiremill.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds between attempts to create a group.
_PAUSE = 0.05
#: Seconds that a closing member waits for the server.
_LEAVE_SECONDS = 1.0
#: The buffered items are renewed once their last renewal is older than this fraction of `take_over_seconds`. That is cheap
#: for a fast caller, and a slow caller, taking up to 19/20 of `take_over_seconds` per item, loses no item.
_RENEW_FRACTION = 1 / 20

_item = msgspec.json.Decoder(Item)


class Consumer:
    """Reads the items of a stream as a member of a consumer group.

        with Consumer(group="search-index") as consumer:
            for item in consumer:
                index(item.url, item.document.text)

    An item is acknowledged when the next one is requested, or when the `with` block ends without an error. An item on which
    the caller fails or dies is therefore read again. Items that a member has held for `take_over_seconds` go to another
    member; that time restarts with each item, so choose it longer than the slowest item takes. Delivery is at least once:
    drop repeats by `item.id`. A new group begins with the oldest item in the stream. Not thread-safe.

    Args:
        route: the route to read; None for all items.
        group: the name of the group; each group gets every item.
        consumer: the name of this member; a member that reuses a name resumes the items held under it. By default a unique
            name, which is removed from the group when the member closes and holds nothing.
        redis_url: the server; default: from the settings.
        settings: used instead of those from environment and file.
        batch: number of items fetched at once.
        take_over_seconds: a member that holds an item for so long without requesting the next counts as dead.
        idle_seconds: end the iteration after so long without an item; None never ends it.
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
        self._ephemeral = not consumer
        self.consumer = consumer or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.batch = batch
        self.take_over_seconds = take_over_seconds
        self.idle_seconds = idle_seconds
        self._redis = connect(settings)
        self._scripts = Scripts(self._redis, settings, keys)
        self._current: bytes | None = None
        self._buffer: list[tuple[bytes, dict[bytes, bytes]]] = []
        self._renewed_at = 0.0
        self._next_take_over = 0.0
        self._resumed = False
        self._joined = False

    def __iter__(self) -> Iterator[Item]:
        # Items left over from an earlier iteration, after an error or a break, are still held and come first.
        self._current, self._buffer, self._resumed = None, [], False
        self._ensure_group()
        last = time.monotonic()
        while True:
            if self._buffer:
                self._advance()
            else:
                self.ack()
                self._fetch()
            if self._buffer:
                entry, fields = self._buffer.pop(0)
                self._current = entry
                yield self._decode(entry, fields)
                last = time.monotonic()
            elif self.idle_seconds is not None and time.monotonic() - last >= self.idle_seconds:
                return

    def ack(self) -> None:
        """Acknowledge the current item at once, for example before a `break`."""
        if self._current is not None:
            self._redis.xack(self.stream, self.group, self._current)
            self._current = None

    def close(self) -> None:
        """Close the connection; items that were not acknowledged stay with this name until another member takes them over."""
        self._redis.close()
        if self._ephemeral and self._joined:
            self._leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.ack()
        self.close()

    def _leave(self) -> None:
        """Remove this one-time name from the group; if the server is unreachable, housekeeping does it later."""
        with (
            suppress(RedisError, OSError),
            closing(connect(self._scripts.settings, retries=0, timeout=_LEAVE_SECONDS)) as client,
        ):
            scripts = Scripts(client, self._scripts.settings, self._scripts.keys)
            scripts.forget_members(self.stream, self.group, 0, self.consumer)

    def _ensure_group(self) -> None:
        self._joined = True
        try:
            self._redis.xgroup_create(self.stream, self.group, id="0", mkstream=True)
        except ResponseError as error:
            # A server that is out of memory refuses to create a group, but an existing one can still be read.
            if "BUSYGROUP" not in str(error) and not refuses_writes(error):
                raise

    def _fetch(self) -> None:
        """Fill the buffer: first with items held under this name, then with those of dead members, then with new ones."""
        if not self._resumed:
            held = self._read("0", None)
            if held:
                self._buffer = held
                return
            self._resumed = True
        if time.monotonic() >= self._next_take_over:
            self._buffer = self._take_over()
            if self._buffer:
                return
            self._next_take_over = time.monotonic() + min(1.0, self.take_over_seconds / 4)
        self._buffer = self._read(">", 250)

    def _read(self, after: str, block_ms: int | None) -> list[tuple[bytes, dict[bytes, bytes]]]:
        try:
            answer = self._redis.xreadgroup(
                self.group, self.consumer, {self.stream: after}, count=self.batch, block=block_ms
            )
        except ResponseError as error:
            self._recreate_group(error)
            return []
        self._renewed_at = time.monotonic()
        entries = answer[0][1] if isinstance(answer, list) and answer else []
        if isinstance(answer, dict):  # RESP3
            entries = next(iter(answer.values()))[0] if answer else []
        gone = [entry for entry, fields in entries if not fields]
        if gone:  # held, but trimmed meanwhile because of the operator's limit
            self._redis.xack(self.stream, self.group, *gone)
        return [(entry, fields) for entry, fields in entries if fields]

    def _take_over(self) -> list[tuple[bytes, dict[bytes, bytes]]]:
        try:
            answer = self._redis.xautoclaim(
                self.stream, self.group, self.consumer, int(self.take_over_seconds * 1000), count=self.batch
            )
        except ResponseError as error:
            self._recreate_group(error)
            return []
        self._renewed_at = time.monotonic()
        return [(entry, fields) for entry, fields in answer[1] if entry and fields]

    def _recreate_group(self, error: ResponseError) -> None:
        """Recreate the group if the server lost it with its latest writes, or had no memory to create it."""
        if "NOGROUP" not in str(error):
            raise error
        time.sleep(_PAUSE)
        self._ensure_group()

    def _advance(self) -> None:
        """Acknowledge the current item and renew the next ones; drop those that another member has taken over."""
        renew_all = time.monotonic() - self._renewed_at > self.take_over_seconds * _RENEW_FRACTION
        while self._buffer:
            asked = [entry for entry, _ in (self._buffer if renew_all else self._buffer[:1])]
            now = time.monotonic()
            held = set(self._scripts.advance(self.stream, self.group, self.consumer, self._current, asked))
            self._current = None
            self._renewed_at = now if renew_all else self._renewed_at
            if len(held) == len(asked):
                return
            self._buffer = [(entry, fields) for entry, fields in self._buffer if entry in held or entry not in asked]

    def _decode(self, entry: bytes, fields: dict[bytes, bytes]) -> Item:
        try:
            return _item.decode(fields[b"data"])
        except (KeyError, msgspec.MsgspecError) as error:
            raise WiremillError(
                f"entry {entry.decode()} of {self.stream} is not an item: {error!r}; remove it with "
                f"XACK {self.stream} {self.group} {entry.decode()}"
            ) from error
