"""Bells: how a stage's workers are told that there is work. A lost one costs no more than `bell_seconds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis

    from wiremill.keys import Keys

log = structlog.get_logger("wiremill.worker")

#: Doublings of the helpers that one bell may call: 2^5 processes of a stage wake within a few batches.
SPREAD = 5
#: Seconds after which the stage before rings again although nobody has come.
_WAIT_SECONDS = 60
#: Seconds after which an unanswered bell is void.
_EXPIRE_SECONDS = 30
#: Bells that may wait at a stage.
_MOST_WAITING = 16


def ring(stage: str, spread: int = SPREAD) -> bool:
    """Ring a stage's bell; return whether it was heard.

    A broker that is away is no fault, for the next look of a worker rings again. A bell that nobody answers in time
    expires: whoever comes then looks for itself.
    """
    from worker.tasks import drain

    try:
        drain.apply_async(args=(stage, spread), queue=stage, retry=False, expires=_EXPIRE_SECONDS)
    except (OperationalError, RedisError, OSError) as error:
        log.debug("bell.lost", stage=stage, error=type(error).__name__)
        return False
    return True


def enough(stage: str, redis: redis.Redis, keys: Keys) -> bool:
    """Return whether so many bells wait already that one more would wake nobody.

    It looks into the queue as Celery keeps it in this Redis; with another broker bells only expire.
    """
    return redis.llen(keys.queue(stage)) >= _MOST_WAITING


def ring_next(stages: Sequence[str], redis: redis.Redis, keys: Keys) -> None:
    """Ring the bells of the next stages, unless one is on its way already."""
    pipeline = redis.pipeline(transaction=False)
    for stage in stages:
        pipeline.set(keys.bell(stage), 1, nx=True, ex=_WAIT_SECONDS)
    for stage, first in zip(stages, pipeline.execute(raise_on_error=False), strict=True):
        if first is True:
            ring(stage)


def answer(stage: str, redis: redis.Redis, keys: Keys) -> None:
    """Say that somebody has come, before the first look: what is handed on after that rings anew."""
    redis.delete(keys.bell(stage))
