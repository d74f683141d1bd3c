"""The consumer group of a job: what it has not read is not trimmed, for as long as the job gives signs of life."""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from redis.exceptions import RedisError, ResponseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.ledger.scripts import Scripts

#: Seconds between two signs of life: several fit into the last minute of a doubt.
HEARTBEAT_SECONDS = 10.0
#: Seconds without one after which housekeeping gives a job up: long enough for a look at something else with Ctrl-Z.
SILENCE_SECONDS = 15 * 60
#: Seconds after that in which one of housekeeping's rounds, 5 s apart, gives it up.
GRACE_SECONDS = 60


class JobGroup:
    """A group on each of some streams, from their ends on, and a thread that says that its job is alive.

    The thread goes on while the job waits for whoever reads its output.
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
        """Leave nothing of the group on the server."""
        self._closed.set()
        self._destroy()

    def _make(self, stream: str) -> None:
        try:
            self._redis.xgroup_create(stream, self.name, id="$", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):  # its answer was lost; nobody else has this name
                raise

    def _destroy(self) -> None:
        with suppress(RedisError, OSError):
            for stream in self._streams:
                self._redis.xgroup_destroy(stream, self.name)
            self._redis.delete(self._silence_key)

    def _send_heartbeats(self) -> None:
        while not self._closed.wait(HEARTBEAT_SECONDS):
            with suppress(RedisError, OSError):  # one that is away doubts nobody
                self._redis.delete(self._silence_key)
