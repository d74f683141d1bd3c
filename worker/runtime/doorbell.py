"""The doorbell: wakes a worker process when a stage has work. A lost bell delays work by at most `bell_seconds`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from wiremill.ledger.workers import server_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from celery import Celery

    from wiremill.ledger.scripts import Scripts

log = structlog.get_logger("wiremill.worker")

#: The Celery task that a bell invokes.
TASK = "wiremill.drain"

#: How often one bell may double the number of processes: 2^5 processes of a stage wake within a few batches.
SPREAD = 5
#: The message header with the time the bell was rung: seconds since 1970, by the clock of the Redis server.
RUNG_AT = "wiremill_rung_at"
#: Seconds after which the previous stage rings again although no process has answered.
_PENDING_SECONDS = 60
#: Seconds after which an unanswered bell has expired.
_EXPIRY_SECONDS = 30.0
#: Bells that may wait in a stage's queue.
_MAX_WAITING = 16
#: Seconds between two readings of the server's clock: it may be set, or another server may take over.
_CLOCK_SYNC_SECONDS = 10.0


class Doorbell:
    """The bells of all stages, as rung and answered by one process.

    Bells carry the time of the server's clock, because the clocks of two hosts may differ by more than a bell lasts.

    Args:
        scripts: the connection on which bells are counted.
        app: the Celery application that sends them.
    """

    def __init__(self, scripts: Scripts, app: Celery) -> None:
        self._app = app
        self._scripts = scripts
        self._redis = scripts.redis
        self._keys = scripts.keys
        #: The server's clock minus this process's monotonic clock, in seconds.
        self._clock_offset = 0.0
        self._next_clock_sync = 0.0

    def ring(self, stage: str, spread: int = SPREAD) -> bool:
        """Ring a stage's bell; return whether the broker took it.

        An unreachable broker is not an error: a worker's next check of the backlog rings again. A bell that is answered
        too late is ignored, because workers check the backlog by themselves.
        """
        message: dict[str, Any] = {"args": (stage, spread), "queue": stage, "headers": {RUNG_AT: self._now()}}
        try:
            self._app.send_task(TASK, **message, retry=False, ignore_result=True)
        except (OperationalError, RedisError, OSError) as error:
            log.debug("bell.lost", stage=stage, error=type(error).__name__)
            return False
        return True

    def ring_next(self, stages: Sequence[str]) -> None:
        """Ring the bells of the next stages, except those that already have one on its way."""
        pipeline = self._redis.pipeline(transaction=False)
        for stage in stages:
            pipeline.set(self._keys.bell(stage), 1, nx=True, ex=_PENDING_SECONDS)
        for stage, first in zip(stages, pipeline.execute(raise_on_error=False), strict=True):
            if first is True:
                self.ring(stage)

    def queue_is_full(self, stage: str) -> bool:
        """Return whether so many bells are waiting that one more would wake no further process.

        Reads the length of Celery's queue in this Redis. With another broker it is always empty, and bells only expire.
        """
        return self._redis.llen(self._keys.queue(stage)) >= _MAX_WAITING

    def has_expired(self, rung_at: float | None) -> bool:
        """Return whether a bell has waited too long; `rung_at` is None if the bell carries no timestamp."""
        return rung_at is not None and self._now() - rung_at > _EXPIRY_SECONDS

    def answer(self, stage: str) -> None:
        """Clear the mark of a pending bell before the first lease, so that pages handed on later ring again."""
        self._redis.delete(self._keys.bell(stage))

    def _now(self) -> float:
        """Return the time of the server's clock, which is read once in `_CLOCK_SYNC_SECONDS`."""
        if time.monotonic() >= self._next_clock_sync:
            server = server_seconds(self._scripts)
            # If the server was unreachable, the call waited, and the clock was read at the end of that wait.
            self._clock_offset = server - time.monotonic()
            self._next_clock_sync = time.monotonic() + _CLOCK_SYNC_SECONDS
        return time.monotonic() + self._clock_offset
