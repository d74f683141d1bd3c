"""The doorman of a worker: rings for work that no bell has told of, and keeps the house.

A step of Celery's consumer, run by its timer in the main process. It must never wait long: its connection gives up
at once, and what fails is tried again at the next turn.
"""

from __future__ import annotations

import math
import os
import time
from typing import Any, ClassVar

import structlog
from celery import bootsteps
from celery.platforms import EX_FAILURE
from celery.worker import state
from redis.exceptions import RedisError, ResponseError

from wiremill.client.connection import check_server_version, connect
from wiremill.errors import ServerError
from wiremill.ledger.keys import Keys
from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.ledger.stages import enabled_stages, in_order, served_stages
from wiremill.ledger.wrong_key import WrongKey
from wiremill.settings import load_settings
from worker.runtime.doorbell import Doorbell
from worker.runtime.housekeeping import Housekeeping
from worker.runtime.pool import pool_name
from worker.runtime.process_names import process_name

log = structlog.get_logger("wiremill.worker")

#: Seconds between two signs of life, looks for dead processes and for expired leases.
_LIFE_SECONDS = 1.0


class RuntimeStep(bootsteps.StartStopStep):  # type: ignore[misc]  # celery publishes no types
    """Rings a stage's bell when it has work and this worker has a process at leisure."""

    requires: ClassVar[set[str]] = {"celery.worker.consumer.tasks:Tasks"}

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self.settings = load_settings()
        self.keys = Keys(self.settings.namespace)
        self._scripts = Scripts(connect(self.settings, retries=0, timeout=_LIFE_SECONDS), self.settings, self.keys)
        self._doorbell = Doorbell(self._scripts, consumer.app)
        self._housekeeping = Housekeeping(self._scripts)
        self._enabled = enabled_stages(self.settings)
        self._timer: Any = None
        self._stages: list[str] = []
        self._processes: set[int] = set()
        self._next_life = 0.0
        self._next_turn = 0.0
        self._away = False
        self._ready = False

    def start(self, consumer: Any) -> None:
        """Begin; called again when Celery has lost and found its broker."""
        self._stages = served_stages(consumer.app.amqp.queues.consume_from)
        self._timer = consumer.timer.call_repeatedly(self.settings.bell_seconds, self._turn, (consumer,))

    def stop(self, _consumer: Any) -> None:
        """Stop until `start`, or for good."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _turn(self, consumer: Any) -> None:
        if time.monotonic() < self._next_turn:
            return
        try:
            if not self._ready:
                if not self._fit():
                    self._end()
                    return
                ensure_groups(self._scripts.redis, self.keys, in_order([*self._enabled, *self._stages]))
                self._ready = True
            life = time.monotonic() >= self._next_life
            if life:
                self._next_life = time.monotonic() + _LIFE_SECONDS
                self._release_dead(consumer)
                self._keep(consumer)
            self._ring(consumer, include_expired=life)
            if self._away:
                self._away = False
                log.info("redis.returned")
        except WrongKey as error:
            # What somebody else has written is put right by hand, and this worker has more to do than that key.
            self._next_turn = time.monotonic() + _LIFE_SECONDS
            log.warning("redis.refused", error=str(error))
        except (RedisError, OSError) as error:
            self._ready = False
            self._next_turn = time.monotonic() + _LIFE_SECONDS
            if not self._away:
                self._away = True
                log.warning("redis.away", error=type(error).__name__)

    def _fit(self) -> bool:
        """Return whether the server is new enough."""
        try:
            check_server_version(self._scripts.redis)
        except ServerError as error:
            log.error("redis.too_old", error=str(error))  # noqa: TRY400  # no fault of ours
            return False
        return True

    def _end(self) -> None:
        """Have the worker stop, with an exit code that says why not."""
        self._next_turn = math.inf
        state.should_stop = EX_FAILURE

    def _keep(self, consumer: Any) -> None:
        """Keep the house; a server that has no room for a sign of life must still have its bells rung."""
        try:
            self._housekeeping.turn(self._sign_of_life(consumer))
        except ResponseError as error:
            log.warning("redis.refused", error=type(error).__name__)

    def _ring(self, consumer: Any, *, include_expired: bool) -> None:
        """Ring for as many processes as are at leisure and have a batch to do."""
        leisure = self._concurrency(consumer) - len(state.reserved_requests)
        if leisure <= 0 or not self._stages:
            return
        waiting = self._scripts.backlog(self._stages, include_expired=include_expired)
        for stage, pages in waiting.items():
            if pages > 0 and self._first_to_ring(stage):
                for _ in range(min(leisure, 1 + pages // self.settings.batch_pages)):
                    self._doorbell.ring(stage)

    def _first_to_ring(self, stage: str) -> bool:
        """Of many idle workers one rings for the same work."""
        redis, mark = self._scripts.redis, self.keys.bell(stage) + ":look"
        milliseconds = max(1, int(self.settings.bell_seconds * 900))
        if redis.set(mark, 1, nx=True, px=milliseconds):
            return True
        # A server whose clock was set back would keep the mark for as long as that.
        if redis.ttl(mark) * 1000 > milliseconds + 1000:  # in whole seconds, rounded
            redis.pexpire(mark, milliseconds)
        return False

    def _release_dead(self, consumer: Any) -> None:
        """Let the leases of this worker's dead processes go, so that their pages need not wait out the lease."""
        pool = getattr(getattr(consumer.pool, "_pool", None), "_pool", None)
        if pool is None:
            return
        alive = {process.pid for process in pool if process.pid}
        dead = self._processes - alive
        if dead:
            names = [process_name(pid) for pid in dead]
            for stage in self._stages:
                freed = self._scripts.release(stage, names)
                if freed:
                    log.warning("leases.released", stage=stage, pages=freed, processes=sorted(dead))
        self._processes = alive

    def _sign_of_life(self, consumer: Any) -> dict[str, Any]:
        return {
            "name": consumer.hostname,
            "pid": os.getpid(),
            "stages": self._stages,
            "plugins": self._enabled,
            "pool": pool_name(type(consumer.pool)),
            "processes": self._concurrency(consumer),
            "busy": len(state.active_requests),
        }

    @staticmethod
    def _concurrency(consumer: Any) -> int:
        return int(getattr(consumer.pool, "num_processes", None) or getattr(consumer.pool, "limit", None) or 1)
