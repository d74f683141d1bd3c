"""Helpers of tests that put something else in the place of a key."""

from __future__ import annotations

import time
from contextlib import contextmanager

from wiremill.ledger.keys import STAGES


@contextmanager
def in_the_way(redis, key):
    """A set stands under the key, and what was there comes back."""
    was = redis.exists(key)
    if was:
        redis.rename(key, "aside")
    redis.sadd(key, "in the way")
    try:
        yield
    finally:
        redis.delete(key)
        if was:
            redis.rename("aside", key)


def everything(redis):
    """All keys with what is in them, leases included."""
    return {key: redis.dump(key) for key in redis.keys("*")}


def prepared(flow, stage):
    """Work up to the end of a step of a stage; return what finishes it, any number of times."""
    for before in STAGES[: STAGES.index(stage)]:
        flow.step(before)
    calls, finish = [], flow.scripts.finish

    def keep(*arguments):
        calls.append(arguments)
        return ["lost"] * len(arguments[2])

    flow.scripts.finish = keep
    try:
        flow.step(stage)
    finally:
        flow.scripts.finish = finish
    [arguments] = calls
    return lambda: finish(*arguments)


def until_at_rest(flow):
    """Failed pages wait a little before they are tried again."""
    until = time.monotonic() + 20
    while flow.in_flight() or any(flow.redis.xlen(flow.keys.stage(stage)) for stage in flow.steps):
        assert time.monotonic() < until
        flow.run()
