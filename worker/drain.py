"""Draining: the work behind a doorbell, in one process."""

from __future__ import annotations

import gc
import os
import time
from typing import TYPE_CHECKING

from wiremill.connection import connect
from wiremill.keys import Keys
from wiremill.scripts import Scripts
from wiremill.settings import load_settings
from worker import bell
from worker.limits import give_back_memory
from worker.stages import make_stage
from worker.step import Step, consumer_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.settings import Settings

#: Times a command, and a connection, is tried again while the server is away: 35 s and more.
_PATIENCE = 20
#: Seconds of work after which memory is given back.
_GIVE_BACK_SECONDS = 10.0


class Drainer:
    """The stages of one process, with its connection."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.keys = Keys(settings.namespace)
        self.redis = connect(settings, patience=_PATIENCE)
        self.scripts = Scripts(self.redis, settings, self.keys)
        self._consumer = consumer_name()
        self._steps: dict[str, Step] = {}
        self._give_back_at = 0.0

    def step(self, stage: str) -> Step:
        """Return the step of a stage, made on first use."""
        if stage not in self._steps:
            self._steps[stage] = Step(make_stage(stage, self.scripts), self.scripts, consumer=self._consumer)
        return self._steps[stage]

    def drain(self, stage: str, spread: int) -> None:
        """Do batches until none is left, or `drain_seconds` have passed and other stages are due."""
        bell.answer(stage, self.redis, self.keys)
        step = self.step(stage)
        step.look_now()
        begun = time.monotonic()
        until = begun + self.settings.drain_seconds
        while True:
            pages, handed_on = step.once()
            self._give_back()
            if handed_on and step.stage.next:
                bell.ring_next(step.stage.next, self.redis, self.keys)
            if not pages:
                return
            if step.full and spread > 0:
                spread -= 1
                if not bell.enough(stage, self.redis, self.keys):
                    bell.ring(stage, spread)
            if time.monotonic() >= until:
                # Without a bell nobody may come back to what is left: then this process stays, well within its limit.
                if bell.enough(stage, self.redis, self.keys) or bell.ring(stage, 0):
                    return
                if time.monotonic() - begun > self.settings.task_seconds / 2:
                    return
                until = time.monotonic() + self.settings.drain_seconds

    def _give_back(self) -> None:
        now = time.monotonic()
        if now >= self._give_back_at:
            self._give_back_at = now + _GIVE_BACK_SECONDS
            give_back_memory()


_drainers: dict[int, Drainer] = {}


def drain(stage: str, spread: int) -> None:
    """Drain a stage in this process; connections are made anew in each process, never shared across a fork."""
    drainer = _drainers.get(os.getpid())
    if drainer is None:
        _drainers.clear()
        drainer = _drainers[os.getpid()] = Drainer(load_settings())
    drainer.drain(stage, spread)


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
