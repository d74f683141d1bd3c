#!/usr/bin/env python
"""Exits with 0 if the worker of this container has written a heartbeat recently, otherwise with 1 and the reason.

A worker writes its heartbeat to Redis every second, from its main process. So this reads one field from Redis and wakes no
worker.
"""

from __future__ import annotations

import socket
import sys
import time

from redis.exceptions import RedisError

from wiremill.client.connection import connect
from wiremill.errors import WiremillError
from wiremill.ledger.scripts import Scripts
from wiremill.ledger.workers import read_heartbeats
from wiremill.settings import load_settings

#: Seconds. A worker on a machine that is short of processor time may miss many heartbeats.
MAX_SILENCE_SECONDS = 30.0


def trouble() -> str:
    """Return what is wrong, or an empty string."""
    host = socket.gethostname()
    try:
        settings = load_settings()
        heartbeats = read_heartbeats(Scripts(connect(settings, retries=0), settings))
    except (RedisError, WiremillError) as error:
        return f"{type(error).__name__}: {error}"
    # Celery names a worker NAME@HOST; the clock is the one that the worker read, so no two clocks are compared.
    latest = max((heartbeat.at for heartbeat in heartbeats if heartbeat.name.partition("@")[2] == host), default=None)
    if latest is None:
        return f"no heartbeat of a worker on {host}"
    silent = time.time() - latest
    return f"no heartbeat for {silent:.0f} s" if silent > MAX_SILENCE_SECONDS else ""


if __name__ == "__main__":
    sys.exit(trouble() or 0)
