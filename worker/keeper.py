"""Housekeeping that one worker at a time does for all: trimming, forgetting, signs of life, the server's log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

import msgspec
import structlog
from redis.exceptions import ResponseError

from wiremill.stages import enabled_stages, known_stages
from wiremill.streams import published_streams
from worker.serverlog import renew_log

if TYPE_CHECKING:
    from wiremill.scripts import Scripts

log = structlog.get_logger("wiremill.worker")

#: Seconds between two rounds.
ROUND_SECONDS = 5
#: Seconds of silence after which a consumer that holds nothing, and a worker, are forgotten.
SILENCE_SECONDS = 600.0
WORKER_SECONDS = 60.0
#: Dead letters dropped in one call: at 40 KB each the server is busy for some ms.
_CULLED = 1000


class Keeper:
    """Trims streams of items and forgets who has gone; only the holder of the keeper's mark does."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def turn(self, sign_of_life: dict[str, Any]) -> None:
        """Give a sign of life of this worker, and do a round when one is due."""
        redis, keys = self._scripts.redis, self._scripts.keys
        now = time.time()
        pipeline = redis.pipeline(transaction=False)
        pipeline.hset(keys.workers, sign_of_life["name"], msgspec.json.encode(sign_of_life | {"at": now}))
        for name in sign_of_life.get("plugins", ()):
            pipeline.sadd(keys.stages, name)
        pipeline.ttl(keys.keeper)
        pipeline.set(keys.keeper, sign_of_life["name"], nx=True, ex=ROUND_SECONDS)
        told, *_, left, mine = pipeline.execute(raise_on_error=False)
        if isinstance(left, int) and left > ROUND_SECONDS + 1:  # the server's clock was set back meanwhile
            redis.pexpire(keys.keeper, ROUND_SECONDS * 1000)
        if mine is True or isinstance(mine, ResponseError):  # without room for the mark, trimming is what makes room
            self.round(now)
        if isinstance(told, ResponseError):
            raise told

    def round(self, now: float) -> None:
        """Do one round."""
        redis, keys = self._scripts.redis, self._scripts.keys
        renew_log(self._scripts)
        self._cull()
        limit = self._scripts.settings.items_max_length
        for stream in published_streams(redis, keys):
            read, unread = self._scripts.trim(stream, limit)
            if unread:
                log.warning("items.trimmed_unread", stream=stream, items=unread, items_max_length=limit)
            elif read:
                log.debug("items.trimmed", stream=stream, items=read)
        for stage in known_stages(self._scripts):
            self._scripts.forget(stage, SILENCE_SECONDS)
        needed = {*enabled_stages(self._scripts.settings)}
        for name, raw in cast("dict[bytes, bytes]", redis.hgetall(keys.workers)).items():
            sign = msgspec.json.decode(raw)
            if now - float(sign["at"]) > WORKER_SECONDS:
                redis.hdel(keys.workers, name)
            else:
                needed |= {*sign.get("plugins", ())}
        self._strike_off(needed)

    def _cull(self) -> None:
        """Drop the dead letters past the operator's limit."""
        limit = self._scripts.settings.dead_max_letters
        if not limit:
            return
        dropped = 0
        while culled := self._scripts.cull(limit, _CULLED):
            dropped += culled
        if dropped:
            log.warning("letters.dropped", letters=dropped, dead_max_letters=limit)

    def _strike_off(self, needed: set[str]) -> None:
        """Strike off the plug-ins that nobody enables and no page waits for."""
        redis, keys = self._scripts.redis, self._scripts.keys
        for raw in cast("set[bytes]", redis.smembers(keys.stages)):
            if raw.decode() not in needed and not redis.xlen(keys.stage(raw.decode())):
                redis.srem(keys.stages, raw)
