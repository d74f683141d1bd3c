"""The bootstep of a worker's main process: rings for pages that no bell has announced, and does the housekeeping.

Runs on the timer of Celery's consumer, so it must not block: the connection fails fast, and a failed round is retried on
the next tick.
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

#: Seconds between two heartbeats, and between two checks for dead processes and expired leases.
_HEARTBEAT_SECONDS = 1.0


class RuntimeStep(bootsteps.StartStopStep):  # type: ignore[misc]  # celery publishes no types
    """Rings a stage's bell when the stage has work and this worker has an idle process."""

    requires: ClassVar[set[str]] = {"celery.worker.consumer.tasks:Tasks"}

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self.settings = load_settings()
        self.keys = Keys(self.settings.namespace)
        self._scripts = Scripts(connect(self.settings, retries=0, timeout=_HEARTBEAT_SECONDS), self.settings, self.keys)
        self._doorbell = Doorbell(self._scripts, consumer.app)
        self._housekeeping = Housekeeping(self._scripts)
        self._enabled = enabled_stages(self.settings)
        self._timer: Any = None
        self._stages: list[str] = []
        self._processes: set[int] = set()
        self._next_heartbeat = 0.0
        self._next_tick = 0.0
        self._unreachable = False
        self._ready = False

    def start(self, consumer: Any) -> None:
        """Start the timer; Celery calls this again after it has reconnected to its broker."""
        self._stages = served_stages(consumer.app.amqp.queues.consume_from)
        self._timer = consumer.timer.call_repeatedly(self.settings.bell_seconds, self._tick, (consumer,))

    def stop(self, _consumer: Any) -> None:
        """Stop the timer, until `start` or for good."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self, consumer: Any) -> None:
        if time.monotonic() < self._next_tick:
            return
        try:
            if not self._ready:
                if not self._server_is_supported():
                    self._stop_worker()
                    return
                ensure_groups(self._scripts.redis, self.keys, in_order([*self._enabled, *self._stages]))
                self._ready = True
            heartbeat_due = time.monotonic() >= self._next_heartbeat
            if heartbeat_due:
                self._next_heartbeat = time.monotonic() + _HEARTBEAT_SECONDS
                self._release_dead_processes(consumer)
                self._do_housekeeping(consumer)
            self._ring(consumer, include_expired=heartbeat_due)
            if self._unreachable:
                self._unreachable = False
                log.info("redis.returned")
        except WrongKey as error:
            # An operator must repair a key of the wrong type; meanwhile this worker goes on with everything else.
            self._next_tick = time.monotonic() + _HEARTBEAT_SECONDS
            log.warning("redis.refused", error=str(error))
        except (RedisError, OSError) as error:
            self._ready = False
            self._next_tick = time.monotonic() + _HEARTBEAT_SECONDS
            if not self._unreachable:
                self._unreachable = True
                log.warning("redis.away", error=type(error).__name__)

    def _server_is_supported(self) -> bool:
        """Return whether the server is recent enough."""
        try:
            check_server_version(self._scripts.redis)
        except ServerError as error:
            log.error("redis.too_old", error=str(error))  # noqa: TRY400  # not an error of this code
            return False
        return True

    def _stop_worker(self) -> None:
        """Make Celery stop this worker with an exit code of failure."""
        self._next_tick = math.inf
        state.should_stop = EX_FAILURE

    def _do_housekeeping(self, consumer: Any) -> None:
        """Do the housekeeping. If the server has no room for a heartbeat, log it: bells must still be rung."""
        try:
            self._housekeeping.tick(self._heartbeat(consumer))
        except ResponseError as error:
            log.warning("redis.refused", error=type(error).__name__)

    def _ring(self, consumer: Any, *, include_expired: bool) -> None:
        """Ring each stage's bell for as many idle processes as the stage has batches."""
        idle = self._concurrency(consumer) - len(state.reserved_requests)
        if idle <= 0 or not self._stages:
            return
        waiting = self._scripts.backlog(self._stages, include_expired=include_expired)
        for stage, pages in waiting.items():
            if pages > 0 and self._claim_bell(stage):
                for _ in range(min(idle, 1 + pages // self.settings.batch_pages)):
                    self._doorbell.ring(stage)

    def _claim_bell(self, stage: str) -> bool:
        """Return whether this worker is the one of many idle workers that rings for the same pages."""
        redis, mark = self._scripts.redis, self.keys.bell(stage) + ":look"
        milliseconds = max(1, int(self.settings.bell_seconds * 900))
        if redis.set(mark, 1, nx=True, px=milliseconds):
            return True
        # If the server's clock was set back, the mark would outlive its time by as much.
        if redis.ttl(mark) * 1000 > milliseconds + 1000:  # in whole seconds, rounded
            redis.pexpire(mark, milliseconds)
        return False

    def _release_dead_processes(self, consumer: Any) -> None:
        """Release the leases of this worker's dead processes, so that their pages need not wait for the leases to expire."""
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

    def _heartbeat(self, consumer: Any) -> dict[str, Any]:
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
