"""The consumer group of a job: entries that it has not read are not trimmed while the job sends heartbeats."""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from redis.exceptions import RedisError, ResponseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.ledger.scripts import Scripts

#: Seconds between heartbeats: several fit into `GRACE_SECONDS`.
HEARTBEAT_SECONDS = 10.0
#: Seconds without a heartbeat after which a job counts as dead: long enough to suspend it with Ctrl-Z for a while.
SILENCE_SECONDS = 15 * 60
#: Seconds after that in which a round of housekeeping, every 5 s, destroys its groups.
GRACE_SECONDS = 60


class JobGroup:
    """A consumer group on several streams, starting at their ends, and a thread that sends heartbeats.

    The thread keeps sending while the job is blocked by a slow reader of its output.
    """

    def __init__(self, scripts: Scripts, streams: Sequence[str]) -> None:
        job_id = secrets.token_hex(6)
        self.name = f"wiremill-run-{job_id}"
        self._redis = scripts.redis
        self._silence_key = scripts.keys.job(job_id)
        self._streams = streams
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._send_heartbeats, name="heartbeat", daemon=True)
        try:
            for stream in streams:
                self._make(stream)
        except BaseException:
            self._destroy()
            raise
        self._thread.start()

    def close(self) -> None:
        """Stop the heartbeats and remove the group from the server."""
        self._closed.set()
        self._destroy()

    def _make(self, stream: str) -> None:
        try:
            self._redis.xgroup_create(stream, self.name, id="$", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):  # an earlier answer was lost; the name is unique
                raise

    def _destroy(self) -> None:
        with suppress(RedisError, OSError):
            for stream in self._streams:
                self._redis.xgroup_destroy(stream, self.name)
            self._redis.delete(self._silence_key)

    def _send_heartbeats(self) -> None:
        while not self._closed.wait(HEARTBEAT_SECONDS):
            with suppress(RedisError, OSError):  # an unreachable server expires no job
                self._redis.delete(self._silence_key)
