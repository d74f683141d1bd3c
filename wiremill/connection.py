"""Connections to Redis that outlive a restart of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import BusyLoadingError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from wiremill.errors import SettingsError

if TYPE_CHECKING:
    from wiremill.settings import Settings

#: Seconds; a command that has no answer by then is tried again on a new connection.
SOCKET_TIMEOUT = 10.0
#: What a server that is away, starting or cut off answers with.
AWAY = (RedisConnectionError, RedisTimeoutError, BusyLoadingError, ConnectionError, OSError)

#: Redis 6.2 has the first XAUTOCLAIM and XPENDING IDLE.
FLOOR = (6, 2)


def connect(settings: Settings, *, patience: int = 12, timeout: float = SOCKET_TIMEOUT) -> redis.Redis:
    """Return a client of the Redis in `settings`; it connects on first use.

    A command is tried again up to `patience` times, with growing pauses of up to 2 s (12: about 20 s in all); after that
    its error is raised. All scripts of Wiremill may be repeated without harm, which is what makes that safe.
    """
    retry = Retry(ExponentialWithJitterBackoff(cap=2.0, base=0.02), patience, supported_errors=AWAY)
    try:
        return redis.Redis.from_url(
            settings.redis_url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            health_check_interval=30,
            retry=retry,
            retry_on_error=list(AWAY),
        )
    except ValueError as error:
        raise SettingsError(f"redis_url {hide_password(settings.redis_url)!r}: {error}") from error


def broker_url(settings: Settings) -> str:
    """Return the URL of Celery's broker: its own, or the Redis of the pages in the form that kombu knows."""
    url = settings.broker_url or settings.redis_url
    return f"redis+socket://{url.removeprefix('unix://')}" if url.startswith("unix://") else url


def hide_password(url: str) -> str:
    """Return the URL fit for logs and messages."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url


def server_version(info: dict[str, str]) -> tuple[int, ...]:
    """Return the version that the server claims compatibility with, of an `INFO server` answer."""
    return tuple(int(part) for part in str(info.get("redis_version", "0.0")).split(".")[:3])
