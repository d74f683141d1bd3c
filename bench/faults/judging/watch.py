"""Watching a run from beside it: what is published when, and what stands in the stream of items for good."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, cast

import redis

from wiremill.ledger.streams import entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from wiremill.ledger.keys import Keys

#: A group that reads nothing itself: it keeps items from being trimmed until they were looked at.
GROUP = "watch"
#: Seconds between two looks.
EVERY = 0.5
#: Seconds after which what a server has shown is in its log, so that no restart takes it back: `everysec` is late by 2 s
#: at most, and a disk may be full for ten.
SETTLED = 15.0


class Watch:
    """Looks twice a second in a thread of its own, past the proxy."""

    def __init__(self, client: redis.Redis, keys: Keys, began: float, also: Callable[[], None]) -> None:
        self._redis = client
        self._keys = keys
        self._began = began
        self._also = also
        #: Seconds since the run began, and pages published until then.
        self.samples: list[tuple[float, int]] = []
        #: Entries of the stream of items: intake id and page id.
        self.items: list[tuple[str, str]] = []
        self._seen_at: list[tuple[float, str]] = []
        self._cursor = "-"
        self._over = threading.Event()
        client.xgroup_create(keys.items, GROUP, id="0", mkstream=True)
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look a last time at everything."""
        self._over.set()
        self._thread.join()
        self._take("+")

    def _go(self) -> None:
        while not self._over.wait(EVERY):
            with contextlib.suppress(redis.RedisError, OSError):
                self._look()
            self._also()

    def _look(self) -> None:
        now = time.monotonic()
        published = int(cast("bytes | None", self._redis.hget(self._keys.counts, "published")) or 0)
        self.samples.append((now - self._began, published))
        last = cast("list[tuple[bytes, object]]", self._redis.xrevrange(self._keys.items, count=1))
        if last:
            self._seen_at.append((now, last[0][0].decode()))
        settled = [entry for at, entry in self._seen_at if now - at > SETTLED]
        if settled:
            self._seen_at = self._seen_at[len(settled) :]
            self._take(settled[-1])
            self._redis.xgroup_setid(self._keys.items, GROUP, settled[-1])

    def _take(self, until: str) -> None:
        for entry, event in entries(self._redis, self._keys.items, start=self._cursor, end=until):
            self.items.append((event[b"intakeid"].decode(), event[b"id"].decode()))
            self._cursor = f"({entry}"
