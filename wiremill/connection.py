"""Connections to Redis that outlive a restart of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import BusyLoadingError, OutOfMemoryError, ResponseError
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

#: What a server answers that can't write its log, as when its disk is full.
_LOG_FULL = "MISCONF"

#: Redis 6.2 has the first XAUTOCLAIM and XPENDING IDLE.
FLOOR = (6, 2)


class LogFull(RedisConnectionError):
    """The server takes no writes, for it can't write its log; like one that is away it may be back at any time."""


class Client(redis.Redis):
    """A client that waits for a server that can't write its log, as for one that is away."""

    patience = Retry(ExponentialWithJitterBackoff(cap=2.0, base=0.02), 0)

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command.

        Raises:
            LogFull: its patience is at an end.
        """

        def run() -> Any:
            try:
                return super(Client, self).execute_command(*args, **options)  # type: ignore[no-untyped-call]
            except ResponseError as error:
                if _LOG_FULL in str(error):  # within a script of Redis 6.2 it stands in the middle
                    raise LogFull(str(error)) from error
                raise

        return self.patience.call_with_retry(run, lambda _: None)


def is_full(error: Exception) -> bool:
    """Return whether a server refused a write because its memory or its disk is full."""
    # The text is that of Redis 6.2, where a script ran out of memory.
    return isinstance(error, OutOfMemoryError | LogFull) or (isinstance(error, ResponseError) and "OOM" in str(error))


def connect(settings: Settings, *, patience: int = 12, timeout: float = SOCKET_TIMEOUT) -> redis.Redis:
    """Return a client of the Redis in `settings`; it connects on first use.

    A command is tried again up to `patience` times, with growing pauses of up to 2 s (12: about 20 s in all); after that
    its error is raised. All scripts of Wiremill may be repeated without harm, which is what makes that safe.
    """
    backoff = ExponentialWithJitterBackoff(cap=2.0, base=0.02)
    retry = Retry(backoff, patience, supported_errors=AWAY)
    try:
        client = Client.from_url(
            settings.redis_url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            health_check_interval=30,
            retry=retry,
            retry_on_error=list(AWAY),
        )
    except ValueError as error:
        raise SettingsError(f"redis_url {hide_password(settings.redis_url)!r}: {error}") from error
    cast("Client", client).patience = Retry(backoff, patience, supported_errors=(LogFull,))
    return client


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
