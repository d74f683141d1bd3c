"""Housekeeping that one worker at a time does for all: trimming, forgetting, signs of life, the server's log."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import msgspec
import structlog
from redis.exceptions import ResponseError

from wiremill.client.connection import UNREACHABLE
from wiremill.ledger.job_group import GRACE_SECONDS as JOB_GRACE_SECONDS
from wiremill.ledger.job_group import SILENCE_SECONDS as JOB_SILENCE_SECONDS
from wiremill.ledger.keys import JOB_GROUP
from wiremill.ledger.stages import enabled_stages, known_stages
from wiremill.ledger.streams import groups, published_streams
from wiremill.terminal import clean
from worker.runtime.aof_rewrite import renew_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.ledger.scripts import Scripts

log = structlog.get_logger("wiremill.worker")

#: Seconds between two rounds.
ROUND_SECONDS = 5
#: Seconds of silence after which a consumer of a stage that holds nothing, and a worker, are forgotten.
SILENCE_SECONDS = 600.0
WORKER_SECONDS = 60.0
#: Dead letters dropped in one call: at 40 KB each the server is busy for some ms.
_DEAD_LETTERS_PER_CALL = 1000
#: Seconds of silence after which a member of a group of items that holds nothing is forgotten. It costs one that is alive
#: nothing; but operators see the names, so one that only rests should keep its own.
MEMBER_SECONDS = 3600.0


class _Sign(msgspec.Struct):
    """What housekeeping reads of a sign of life."""

    at: float
    plugins: list[str] = msgspec.field(default_factory=list)


_sign = msgspec.json.Decoder(_Sign)


class Housekeeping:
    """Trims streams of items and forgets who has gone; only the holder of the housekeeping's mark does."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        #: The parts of a round that failed when they were done last.
        self._failing: set[tuple[str, str]] = set()

    def turn(self, sign_of_life: dict[str, Any]) -> None:
        """Give a sign of life of this worker, and do a round when one is due."""
        redis, keys = self._scripts.redis, self._scripts.keys
        now = time.time()
        pipeline = redis.pipeline(transaction=False)
        pipeline.hset(keys.workers, sign_of_life["name"], msgspec.json.encode(sign_of_life | {"at": now}))
        for name in sign_of_life.get("plugins", ()):
            pipeline.sadd(keys.stages, name)
        pipeline.ttl(keys.housekeeping)
        pipeline.set(keys.housekeeping, sign_of_life["name"], nx=True, ex=ROUND_SECONDS)
        told, *_, left, mine = pipeline.execute(raise_on_error=False)
        if isinstance(left, int) and left > ROUND_SECONDS + 1:  # the server's clock was set back meanwhile
            redis.pexpire(keys.housekeeping, ROUND_SECONDS * 1000)
        if mine is True or isinstance(mine, ResponseError):  # without room for the mark, trimming is what makes room
            self.round(now)
        if isinstance(told, ResponseError):
            raise told

    def round(self, now: float) -> None:
        """Do one round. A part that fails keeps no other from being done; a server that is away ends the round."""
        keys = self._scripts.keys
        with self._part("renew the log"):
            renew_log(self._scripts)
        for stream in (keys.items, keys.history):
            with self._part("forget jobs", stream):
                self._forget_jobs(stream)
        streams = [keys.items]
        with self._part("find streams", keys.counts):
            streams = published_streams(self._scripts.redis, keys)
        for stream in streams:
            with self._part("trim", stream):
                self._trim(stream)
            with self._part("forget members", stream):
                self._forget_members(stream)
        with self._part("drop letters", keys.dead):
            self._trim_dead_letters()
        with self._part("trim", keys.history):
            self._scripts.trim_history()
        with self._part("forget consumers", keys.stages):
            for stage in known_stages(self._scripts):
                with self._part("forget consumers", keys.stage(stage)):
                    self._scripts.forget(stage, SILENCE_SECONDS)
        with self._part("read signs of life", keys.workers):
            self._strike_off(self._needed(now))

    @contextmanager
    def _part(self, part: str, key: str = "") -> Iterator[None]:
        """Do a part of a round; an error in it is logged, the first time of several in a row."""
        try:
            yield
        except UNREACHABLE:
            raise
        except Exception as error:  # noqa: BLE001  (what is wrong with one key concerns that key alone)
            if (part, key) not in self._failing:
                log.warning("upkeep.failed", part=part, key=key, error=clean(f"{type(error).__name__}: {error}"[:200]))
            self._failing.add((part, key))
        else:
            self._failing.discard((part, key))

    def _trim(self, stream: str) -> None:
        limit = self._scripts.settings.items_max_length
        read, unread = self._scripts.trim(stream, limit)
        if unread:
            log.warning("items.trimmed_unread", stream=stream, items=unread, items_max_length=limit)
        elif read:
            log.debug("items.trimmed", stream=stream, items=read)

    def _forget_members(self, stream: str) -> None:
        for group in groups(self._scripts.redis, stream):
            self._scripts.forget_members(stream, group["name"], MEMBER_SECONDS)

    def _forget_jobs(self, stream: str) -> None:
        """Destroy the groups of jobs that have given no sign of life for long: they hold up trimming."""
        for group in groups(self._scripts.redis, stream):
            name = group["name"].decode("utf-8", "replace")
            job = JOB_GROUP.fullmatch(name)
            if job and self._scripts.expire_job(job[1], name, JOB_SILENCE_SECONDS, JOB_GRACE_SECONDS):
                log.warning("job.forgotten", group=name, silence_seconds=JOB_SILENCE_SECONDS)

    def _needed(self, now: float) -> set[str]:
        """Return the plug-ins that any worker enables; forget the workers that have gone."""
        redis, workers = self._scripts.redis, self._scripts.keys.workers
        needed = {*enabled_stages(self._scripts.settings)}
        for name, raw in cast("dict[bytes, bytes]", redis.hgetall(workers)).items():
            try:
                sign = _sign.decode(raw)
            except ValueError as error:  # those of msgspec, and of text that is no UTF-8
                redis.hdel(workers, name)
                worker = clean(name[:100].decode("utf-8", "replace"))
                log.warning("worker.unreadable", worker=worker, error=clean(str(error)[:200]))
                continue
            if now - sign.at > WORKER_SECONDS:
                redis.hdel(workers, name)
            else:
                needed |= {*sign.plugins}
        return needed

    def _trim_dead_letters(self) -> None:
        """Drop the dead letters past the operator's limit."""
        limit = self._scripts.settings.dead_max_letters
        if not limit:
            return
        dropped = 0
        while trimmed := self._scripts.trim_dead_letters(limit, _DEAD_LETTERS_PER_CALL):
            dropped += trimmed
        if dropped:
            log.warning("letters.dropped", letters=dropped, dead_max_letters=limit)

    def _strike_off(self, needed: set[str]) -> None:
        """Strike off the plug-ins that nobody enables and no page waits for."""
        redis, keys = self._scripts.redis, self._scripts.keys
        for raw in cast("set[bytes]", redis.smembers(keys.stages)):
            name = raw.decode("utf-8", "replace")
            with self._part("strike off", keys.stage(name)):
                if name not in needed and not redis.xlen(keys.stage(name)):
                    redis.srem(keys.stages, raw)
