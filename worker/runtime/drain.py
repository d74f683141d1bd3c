"""Draining: what a process does when it answers a doorbell."""

from __future__ import annotations

import gc
import os
import time
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from wiremill.client.connection import connect
from wiremill.ledger.keys import Keys
from wiremill.ledger.scripts import Scripts
from wiremill.settings import load_settings
from worker.runtime.doorbell import Doorbell
from worker.runtime.process_limits import give_back_memory
from worker.runtime.process_names import consumer_name
from worker.runtime.stages import make_stage
from worker.runtime.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from celery import Celery

    from wiremill.settings import Settings

#: Retries of a command, and of a connection, while the server is unreachable: 35 s or more in all.
_RETRIES = 20
#: Seconds that a stage pauses after a server error, doubled after each error in a row: bells come ten times a second.
_MIN_BACKOFF_SECONDS, _MAX_BACKOFF_SECONDS = 0.1, 5.0
#: Seconds between two times that free memory is given back to the system.
_GIVE_BACK_SECONDS = 10.0


class Drainer:
    """The stages of one process, and its Redis connection."""

    def __init__(self, settings: Settings, app: Celery) -> None:
        self.settings = settings
        self.keys = Keys(settings.namespace)
        self.redis = connect(settings, retries=_RETRIES)
        self.scripts = Scripts(self.redis, settings, self.keys)
        self.doorbell = Doorbell(self.scripts, app)
        self._consumer = consumer_name()
        self._steps: dict[str, Step] = {}
        self._backoffs: dict[str, _Backoff] = {}
        self._next_give_back = 0.0

    def step(self, stage: str) -> Step:
        """Return the step of a stage, made on first use."""
        if stage not in self._steps:
            self._steps[stage] = Step(make_stage(stage, self.scripts), self.scripts, consumer=self._consumer)
        return self._steps[stage]

    def drain(self, stage: str, spread: int, rung_at: float | None = None) -> None:
        """Answer a bell: process batches until none is left, or until `drain_seconds` have passed and other stages are due.

        Raises:
            RedisError: the server is unreachable or refuses; the stage then pauses for a moment.
        """
        backoff = self._backoffs.setdefault(stage, _Backoff())
        if backoff.active():
            return
        try:
            if not self.doorbell.has_expired(rung_at):
                self._drain(stage, spread)
        except (RedisError, OSError):
            backoff.start()
            raise
        backoff.reset()

    def _drain(self, stage: str, spread: int) -> None:
        self.doorbell.answer(stage)
        step = self.step(stage)
        step.include_expired_next()
        started = time.monotonic()
        until = started + self.settings.drain_seconds
        while True:
            pages, handed_on = step.run_batch()
            self._give_back_memory()
            if handed_on and step.stage.next:
                self.doorbell.ring_next(step.stage.next)
            if not pages:
                return
            if step.full and spread > 0:
                spread -= 1
                if not self.doorbell.queue_is_full(stage):
                    self.doorbell.ring(stage, spread)
            if time.monotonic() >= until:
                # Without a bell no process may return to the remaining pages, so this one continues, well within its limit.
                if self.doorbell.queue_is_full(stage) or self.doorbell.ring(stage, 0):
                    return
                if time.monotonic() - started > self.settings.task_seconds / 2:
                    return
                until = time.monotonic() + self.settings.drain_seconds

    def _give_back_memory(self) -> None:
        now = time.monotonic()
        if now >= self._next_give_back:
            self._next_give_back = now + _GIVE_BACK_SECONDS
            give_back_memory()


class _Backoff:
    """A pause after an error, doubled after each error in a row."""

    def __init__(self) -> None:
        self._until = 0.0
        self._seconds = _MIN_BACKOFF_SECONDS

    def active(self) -> bool:
        return time.monotonic() < self._until

    def start(self) -> None:
        self._until = time.monotonic() + self._seconds
        self._seconds = min(2 * self._seconds, _MAX_BACKOFF_SECONDS)

    def reset(self) -> None:
        self._seconds = _MIN_BACKOFF_SECONDS


_drainers: dict[int, Drainer] = {}


def drain(app: Celery, stage: str, spread: int, rung_at: float | None = None) -> None:
    """Drain a stage in this process; each process opens its own connections, which are never shared across a fork."""
    drainer = _drainers.get(os.getpid())
    if drainer is None:
        _drainers.clear()
        drainer = _drainers[os.getpid()] = Drainer(load_settings(), app)
    drainer.drain(stage, spread, rung_at)


def warm_up(stages: Sequence[str]) -> None:
    """Load what the stages need, and check their settings, in the process that will fork."""
    settings = load_settings()
    scripts = Scripts(connect(settings), settings)
    for stage in stages:
        make_stage(stage, scripts).warm_up()
    scripts.redis.close()
    # Everything loaded now stays. Frozen, it is not touched by the garbage collector, so its memory stays shared after the fork.
    gc.collect()
    gc.freeze()
