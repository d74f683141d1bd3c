"""Workers by their signs of life."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

#: Seconds of silence after which a worker no longer counts as alive; it gives a sign every second, or later when the
#: machine is busy.
ALIVE_SECONDS = 10.0


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker says of itself."""

    name: str
    pid: int = 0
    #: Those it serves.
    stages: list[str] = msgspec.field(default_factory=list)
    #: The plug-ins that its setting `stages` enables.
    plugins: list[str] = msgspec.field(default_factory=list)
    #: The name of Celery's pool; empty for a worker of a version that did not tell.
    pool: str = ""
    processes: int = 0
    busy: int = 0
    #: Seconds since 1970, by the worker's own clock.
    at: float = 0.0


_heartbeat = msgspec.json.Decoder(Heartbeat)


def read_heartbeats(scripts: Scripts) -> list[Heartbeat]:
    """Return the latest sign of every worker, sorted by name; one that can't be read is left out."""
    heartbeats = []
    for raw in scripts.redis.hvals(scripts.keys.workers):
        try:
            heartbeats.append(_heartbeat.decode(raw))
        except ValueError:  # those of msgspec, and of text that is no UTF-8
            continue
    return sorted(heartbeats, key=lambda heartbeat: heartbeat.name)


def server_seconds(scripts: Scripts) -> float:
    """Return the time of the Redis server's clock, in seconds since 1970."""
    seconds, microseconds = scripts.redis.time()
    return float(seconds) + float(microseconds) / 1e6


def clock_offset(scripts: Scripts) -> float:
    """Return by how many seconds the server's clock is ahead of this host's, as well as one round trip tells."""
    before = time.time()
    server = server_seconds(scripts)
    return server - (before + time.time()) / 2
