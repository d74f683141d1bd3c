"""The doorbell: how a stage's workers are told that there is work. A lost bell costs no more than `bell_seconds`."""

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

#: The name of the task that a bell is a message for.
TASK = "wiremill.drain"

#: Doublings of the helpers that one bell may call: 2^5 processes of a stage wake within a few batches.
SPREAD = 5
#: The header of a bell's message that says when it was rung: seconds since 1970, by the clock of the Redis server.
RUNG_AT = "wiremill_rung_at"
#: Seconds after which the stage before rings again although nobody has come.
_WAIT_SECONDS = 60
#: Seconds after which an unanswered bell is void.
_VOID_SECONDS = 30.0
#: Bells that may wait at a stage.
_MOST_WAITING = 16
#: Seconds after which the server is asked for its time again: it may have been set, or another server taken its place.
_ASK_SECONDS = 10.0


class Doorbell:
    """The bells of all stages, rung and answered by one process.

    Bells are dated by the server's clock, because those of two hosts may differ by more than a bell lasts.

    Args:
        scripts: the connection on which bells are counted.
        app: the Celery application that sends them.
    """

    def __init__(self, scripts: Scripts, app: Celery) -> None:
        self._app = app
        self._scripts = scripts
        self._redis = scripts.redis
        self._keys = scripts.keys
        #: The server's clock less the monotonic one of this process.
        self._ahead = 0.0
        self._ask_at = 0.0

    def ring(self, stage: str, spread: int = SPREAD) -> bool:
        """Ring a stage's bell; return whether it was heard.

        A broker that is away is no fault, for the next look of a worker rings again. A bell that nobody answers in time
        is void: whoever comes then looks for itself.
        """
        message: dict[str, Any] = {"args": (stage, spread), "queue": stage, "headers": {RUNG_AT: self._now()}}
        try:
            self._app.send_task(TASK, **message, retry=False, ignore_result=True)
        except (OperationalError, RedisError, OSError) as error:
            log.debug("bell.lost", stage=stage, error=type(error).__name__)
            return False
        return True

    def ring_next(self, stages: Sequence[str]) -> None:
        """Ring the bells of the next stages, unless one is on its way already."""
        pipeline = self._redis.pipeline(transaction=False)
        for stage in stages:
            pipeline.set(self._keys.bell(stage), 1, nx=True, ex=_WAIT_SECONDS)
        for stage, first in zip(stages, pipeline.execute(raise_on_error=False), strict=True):
            if first is True:
                self.ring(stage)

    def enough(self, stage: str) -> bool:
        """Return whether so many bells wait already that one more would wake nobody.

        It looks into the queue as Celery keeps it in this Redis; with another broker bells only become void.
        """
        return self._redis.llen(self._keys.queue(stage)) >= _MOST_WAITING

    def void(self, rung_at: float | None) -> bool:
        """Return whether a bell has waited for too long; None stands for one that was rung without its time."""
        return rung_at is not None and self._now() - rung_at > _VOID_SECONDS

    def answer(self, stage: str) -> None:
        """Say that somebody has come, before the first look: what is handed on after that rings anew."""
        self._redis.delete(self._keys.bell(stage))

    def _now(self) -> float:
        """Return the time of the server's clock, which costs a round trip only now and then."""
        if time.monotonic() >= self._ask_at:
            server = server_seconds(self._scripts)
            # The clock was read at the end of a wait for a server that was away, if there was one.
            self._ahead = server - time.monotonic()
            self._ask_at = time.monotonic() + _ASK_SECONDS
        return time.monotonic() + self._ahead
