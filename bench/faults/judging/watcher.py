"""Watches a run: how many pages are published when, and which items are in the stream for good."""

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

#: A consumer group that keeps items from being trimmed until the watcher has read them.
GROUP = "watch"
#: Seconds between two polls.
POLL_SECONDS = 0.5
#: Seconds after which an entry is in the server's log, so that no restart loses it: `everysec` is at most 2 s late, and a disk
#: may be full for ten.
SETTLE_SECONDS = 15.0


class Watcher:
    """Polls the server twice a second in its own thread, bypassing the proxy."""

    def __init__(self, client: redis.Redis, keys: Keys, began: float, on_poll: Callable[[], None]) -> None:
        self._redis = client
        self._keys = keys
        self._began = began
        self._on_poll = on_poll
        #: Seconds since the start of the run, and pages published by then.
        self.samples: list[tuple[float, int]] = []
        #: Entries of the stream of items: intake id and page id.
        self.items: list[tuple[str, str]] = []
        self._seen_at: list[tuple[float, str]] = []
        self._cursor = "-"
        self._over = threading.Event()
        client.xgroup_create(keys.items, GROUP, id="0", mkstream=True)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and read the remaining items."""
        self._over.set()
        self._thread.join()
        self._read_items("+")

    def _run(self) -> None:
        while not self._over.wait(POLL_SECONDS):
            with contextlib.suppress(redis.RedisError, OSError):
                self._poll()
            self._on_poll()

    def _poll(self) -> None:
        now = time.monotonic()
        published = int(cast("bytes | None", self._redis.hget(self._keys.counts, "published")) or 0)
        self.samples.append((now - self._began, published))
        last = cast("list[tuple[bytes, object]]", self._redis.xrevrange(self._keys.items, count=1))
        if last:
            self._seen_at.append((now, last[0][0].decode()))
        settled = [entry for at, entry in self._seen_at if now - at > SETTLE_SECONDS]
        if settled:
            self._seen_at = self._seen_at[len(settled) :]
            self._read_items(settled[-1])
            self._redis.xgroup_setid(self._keys.items, GROUP, settled[-1])

    def _read_items(self, until: str) -> None:
        for entry, event in entries(self._redis, self._keys.items, start=self._cursor, end=until):
            self.items.append((event[b"intakeid"].decode(), event[b"id"].decode()))
            self._cursor = f"({entry}"
