"""Heartbeats of workers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

#: Seconds without a heartbeat after which a worker no longer counts as alive. Workers send one every second, or later if
#: the machine is busy.
ALIVE_SECONDS = 10.0


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's report about itself."""

    name: str
    pid: int = 0
    #: The stages it serves.
    stages: list[str] = msgspec.field(default_factory=list)
    #: The plug-ins enabled by its setting `stages`.
    plugins: list[str] = msgspec.field(default_factory=list)
    #: The name of its Celery pool; empty for versions that did not report it.
    pool: str = ""
    processes: int = 0
    busy: int = 0
    #: Seconds since 1970, by the worker's clock.
    at: float = 0.0


_heartbeat = msgspec.json.Decoder(Heartbeat)


def read_heartbeats(scripts: Scripts) -> list[Heartbeat]:
    """Return the latest heartbeat of every worker, sorted by name, without unreadable ones."""
    heartbeats = []
    for raw in scripts.redis.hvals(scripts.keys.workers):
        try:
            heartbeats.append(_heartbeat.decode(raw))
        except ValueError:  # also msgspec's errors, and invalid UTF-8
            continue
    return sorted(heartbeats, key=lambda heartbeat: heartbeat.name)


def server_seconds(scripts: Scripts) -> float:
    """Return the time of the Redis server's clock, in seconds since 1970."""
    seconds, microseconds = scripts.redis.time()
    return float(seconds) + float(microseconds) / 1e6


def clock_offset(scripts: Scripts) -> float:
    """Return by how many seconds the server's clock is ahead of this host's, estimated from one round trip."""
    before = time.time()
    server = server_seconds(scripts)
    return server - (before + time.time()) / 2
