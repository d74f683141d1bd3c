"""Housekeeping, done by one worker at a time for all: trimming, forgetting, heartbeats, the server's append-only log."""

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
from worker.runtime.aof_rewrite import rewrite_aof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.ledger.scripts import Scripts

log = structlog.get_logger("wiremill.worker")

#: Seconds between two rounds.
ROUND_SECONDS = 5
#: Seconds of silence after which a stage's consumer that holds no lease is forgotten, and after which a worker is.
CONSUMER_SILENCE_SECONDS = 600.0
WORKER_SILENCE_SECONDS = 60.0
#: Dead letters dropped in one call: at 40 KB each, the server is busy for a few milliseconds.
_DEAD_LETTERS_PER_CALL = 1000
#: Seconds of silence after which a member of a group of items that holds nothing is forgotten. A live member loses nothing
#: by it, but operators see the names, so a member that is merely idle should keep its own.
MEMBER_SILENCE_SECONDS = 3600.0


class _Heartbeat(msgspec.Struct):
    """The fields of a worker's heartbeat that housekeeping reads."""

    at: float
    plugins: list[str] = msgspec.field(default_factory=list)


_heartbeat = msgspec.json.Decoder(_Heartbeat)


class Housekeeping:
    """Trims streams of items and forgets consumers and workers that are gone; only the holder of the mark does a round."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        #: The parts of a round that failed in the latest round.
        self._failing: set[tuple[str, str]] = set()

    def tick(self, heartbeat: dict[str, Any]) -> None:
        """Write this worker's heartbeat, and do a round when one is due."""
        redis, keys = self._scripts.redis, self._scripts.keys
        now = time.time()
        pipeline = redis.pipeline(transaction=False)
        pipeline.hset(keys.workers, heartbeat["name"], msgspec.json.encode(heartbeat | {"at": now}))
        for name in heartbeat.get("plugins", ()):
            pipeline.sadd(keys.stages, name)
        pipeline.ttl(keys.housekeeping)
        pipeline.set(keys.housekeeping, heartbeat["name"], nx=True, ex=ROUND_SECONDS)
        heartbeat_reply, *_, mark_ttl, claim_reply = pipeline.execute(raise_on_error=False)
        if isinstance(mark_ttl, int) and mark_ttl > ROUND_SECONDS + 1:  # the server's clock was set back meanwhile
            redis.pexpire(keys.housekeeping, ROUND_SECONDS * 1000)
        if claim_reply is True or isinstance(claim_reply, ResponseError):  # no room for the mark: trimming makes room
            self.round(now)
        if isinstance(heartbeat_reply, ResponseError):
            raise heartbeat_reply

    def round(self, now: float) -> None:
        """Do one round. A failed part does not stop the others; an unreachable server ends the round."""
        keys = self._scripts.keys
        with self._part("renew the log"):
            rewrite_aof(self._scripts)
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
                    self._scripts.forget(stage, CONSUMER_SILENCE_SECONDS)
        with self._part("read signs of life", keys.workers):
            self._forget_plugins(self._needed_plugins(now))

    @contextmanager
    def _part(self, part: str, key: str = "") -> Iterator[None]:
        """Run a part of a round; log its error, but only the first of several in a row."""
        try:
            yield
        except UNREACHABLE:
            raise
        except Exception as error:  # noqa: BLE001  (an error with one key concerns that key alone)
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
            self._scripts.forget_members(stream, group["name"], MEMBER_SILENCE_SECONDS)

    def _forget_jobs(self, stream: str) -> None:
        """Destroy the groups of jobs without a heartbeat for long, because they hold up trimming."""
        for group in groups(self._scripts.redis, stream):
            name = group["name"].decode("utf-8", "replace")
            job = JOB_GROUP.fullmatch(name)
            if job and self._scripts.expire_job(job[1], name, JOB_SILENCE_SECONDS, JOB_GRACE_SECONDS):
                log.warning("job.forgotten", group=name, silence_seconds=JOB_SILENCE_SECONDS)

    def _needed_plugins(self, now: float) -> set[str]:
        """Return the plug-ins that any worker enables, and forget the workers that are gone."""
        redis, workers = self._scripts.redis, self._scripts.keys.workers
        needed = {*enabled_stages(self._scripts.settings)}
        for name, raw in cast("dict[bytes, bytes]", redis.hgetall(workers)).items():
            try:
                heartbeat = _heartbeat.decode(raw)
            except ValueError as error:  # msgspec's errors, and invalid UTF-8
                redis.hdel(workers, name)
                worker = clean(name[:100].decode("utf-8", "replace"))
                log.warning("worker.unreadable", worker=worker, error=clean(str(error)[:200]))
                continue
            if now - heartbeat.at > WORKER_SILENCE_SECONDS:
                redis.hdel(workers, name)
            else:
                needed |= {*heartbeat.plugins}
        return needed

    def _trim_dead_letters(self) -> None:
        """Drop the oldest dead letters beyond the operator's limit."""
        limit = self._scripts.settings.dead_max_letters
        if not limit:
            return
        dropped = 0
        while trimmed := self._scripts.trim_dead_letters(limit, _DEAD_LETTERS_PER_CALL):
            dropped += trimmed
        if dropped:
            log.warning("letters.dropped", letters=dropped, dead_max_letters=limit)

    def _forget_plugins(self, needed: set[str]) -> None:
        """Forget the plug-ins that no worker enables and no page waits for."""
        redis, keys = self._scripts.redis, self._scripts.keys
        for raw in cast("set[bytes]", redis.smembers(keys.stages)):
            name = raw.decode("utf-8", "replace")
            with self._part("strike off", keys.stage(name)):
                if name not in needed and not redis.xlen(keys.stage(name)):
                    redis.srem(keys.stages, raw)
