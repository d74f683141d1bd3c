"""Draining: the work behind a doorbell, in one process."""

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

#: Times a command, and a connection, is tried again while the server is away: 35 s and more.
_RETRIES = 20
#: Seconds that a stage rests after an error of the server, twice as long after each in a row: bells come ten times a second.
_REST_SECONDS, _LONGEST_REST_SECONDS = 0.1, 5.0
#: Seconds of work after which memory is given back.
_GIVE_BACK_SECONDS = 10.0


class Drainer:
    """The stages of one process, with its connection."""

    def __init__(self, settings: Settings, app: Celery) -> None:
        self.settings = settings
        self.keys = Keys(settings.namespace)
        self.redis = connect(settings, retries=_RETRIES)
        self.scripts = Scripts(self.redis, settings, self.keys)
        self.doorbell = Doorbell(self.scripts, app)
        self._consumer = consumer_name()
        self._steps: dict[str, Step] = {}
        self._rests: dict[str, _Rest] = {}
        self._give_back_at = 0.0

    def step(self, stage: str) -> Step:
        """Return the step of a stage, made on first use."""
        if stage not in self._steps:
            self._steps[stage] = Step(make_stage(stage, self.scripts), self.scripts, consumer=self._consumer)
        return self._steps[stage]

    def drain(self, stage: str, spread: int, rung_at: float | None = None) -> None:
        """Answer a bell: do batches until none is left, or `drain_seconds` have passed and other stages are due.

        Raises:
            RedisError: the server is away or refuses; the stage rests for a little then.
        """
        rest = self._rests.setdefault(stage, _Rest())
        if rest.goes_on():
            return
        try:
            if not self.doorbell.void(rung_at):
                self._drain(stage, spread)
        except (RedisError, OSError):
            rest.begin()
            raise
        rest.end()

    def _drain(self, stage: str, spread: int) -> None:
        self.doorbell.answer(stage)
        step = self.step(stage)
        step.include_expired_next()
        begun = time.monotonic()
        until = begun + self.settings.drain_seconds
        while True:
            pages, handed_on = step.run_batch()
            self._give_back()
            if handed_on and step.stage.next:
                self.doorbell.ring_next(step.stage.next)
            if not pages:
                return
            if step.full and spread > 0:
                spread -= 1
                if not self.doorbell.enough(stage):
                    self.doorbell.ring(stage, spread)
            if time.monotonic() >= until:
                # Without a bell nobody may come back to what is left: then this process stays, well within its limit.
                if self.doorbell.enough(stage) or self.doorbell.ring(stage, 0):
                    return
                if time.monotonic() - begun > self.settings.task_seconds / 2:
                    return
                until = time.monotonic() + self.settings.drain_seconds

    def _give_back(self) -> None:
        now = time.monotonic()
        if now >= self._give_back_at:
            self._give_back_at = now + _GIVE_BACK_SECONDS
            give_back_memory()


class _Rest:
    """A pause after an error, longer after each in a row."""

    def __init__(self) -> None:
        self._until = 0.0
        self._seconds = _REST_SECONDS

    def goes_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self) -> None:
        self._until = time.monotonic() + self._seconds
        self._seconds = min(2 * self._seconds, _LONGEST_REST_SECONDS)

    def end(self) -> None:
        self._seconds = _REST_SECONDS


_drainers: dict[int, Drainer] = {}


def drain(app: Celery, stage: str, spread: int, rung_at: float | None = None) -> None:
    """Drain a stage in this process; connections are made anew in each process, never shared across a fork."""
    drainer = _drainers.get(os.getpid())
    if drainer is None:
        _drainers.clear()
        drainer = _drainers[os.getpid()] = Drainer(load_settings(), app)
    drainer.drain(stage, spread, rung_at)


def warm_up(stages: Sequence[str]) -> None:
    """Load what stages need, and check the settings they use, in the process that will fork."""
    settings = load_settings()
    scripts = Scripts(connect(settings), settings)
    for stage in stages:
        make_stage(stage, scripts).warm_up()
    scripts.redis.close()
    # What is loaded now stays: out of the collector's sight its pages stay shared after the fork.
    gc.collect()
    gc.freeze()
