"""Connections to Redis that survive a restart of the server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    DataError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from wiremill.client import sentinel
from wiremill.errors import ServerError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wiremill.settings import Settings

#: Seconds; a command without an answer by then is retried on a new connection.
SOCKET_TIMEOUT = 10.0
#: Errors of a server that is down, starting or unreachable.
UNREACHABLE = (RedisConnectionError, RedisTimeoutError, BusyLoadingError, ConnectionError, OSError)

#: Oldest supported version: Redis 6.2 introduced XAUTOCLAIM and XPENDING IDLE.
MIN_VERSION = (6, 2)

#: The user and password of a URL.
_USER = re.compile(r"(?<=://)([^:/?#]*):[^/?#]+@")
_NUMBER = re.compile(r"\d{1,9}")
_PASSWORD_OPTION = re.compile(r"((?:^|[?&])\w*password=)[^&#]+")


class WritesRefused(RedisConnectionError):
    """The server refuses writes for now; like an unreachable server, it may recover at any time."""


class LogFull(WritesRefused):
    """The server can't write its append-only file, for example because its disk is full."""


class NoReplicas(WritesRefused):
    """The server has fewer replicas than its `min-replicas-to-write`."""


class Busy(WritesRefused):
    """The server runs a slow script, for example after it was suspended in the middle of one."""


#: Texts of such answers; Redis 6.2 puts them in the middle of the message if the error occurs within a script.
_REFUSALS = {"MISCONF": LogFull, "NOREPLICAS": NoReplicas, "is busy running a script": Busy}


class Client(redis.Redis):
    """A client that retries commands while the server refuses writes, as it does while the server is unreachable."""

    refusal_retry = Retry(ExponentialWithJitterBackoff(cap=2.0, base=0.02), 0)

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command.

        Raises:
            WritesRefused: the server still refuses writes after the last retry.
        """

        def run() -> Any:
            try:
                return super(Client, self).execute_command(*args, **options)  # type: ignore[no-untyped-call]
            except ResponseError as error:
                refused = _refused(error)
                if refused is not None:
                    raise refused from error
                raise

        return self.refusal_retry.call_with_retry(run, lambda _: None)


def _refused(error: Exception) -> WritesRefused | None:
    return next((kind(str(error)) for words, kind in _REFUSALS.items() if words in str(error)), None)


def refuses_writes(error: Exception) -> bool:
    """Return whether the server refuses writes for now: memory or disk is full, replicas are missing, a script is slow."""
    if not isinstance(error, ResponseError):
        return isinstance(error, WritesRefused)
    # The text is how Redis 6.2 reports that a script ran out of memory.
    return isinstance(error, OutOfMemoryError) or "OOM" in str(error) or _refused(error) is not None


def is_server_fault(error: Exception) -> bool:
    """Return whether an error is caused by the state of the server rather than by a page or the data in Redis."""
    if isinstance(error, ResponseError):
        return refuses_writes(error) or isinstance(error, (ClusterDownError, NoPermissionError, ReadOnlyError))
    return isinstance(error, (RedisError, OSError)) and not isinstance(error, DataError)


def connect(settings: Settings, *, retries: int = 12, timeout: float = SOCKET_TIMEOUT) -> redis.Redis:
    """Return a client for the Redis in `settings`; it connects on first use.

    Connecting, and each command, is retried up to `retries` times with growing pauses of up to 2 s; then the error is raised.
    With 12 retries that takes about 20 s if there is no server, and up to some minutes if the server becomes unreachable
    during a command, since each retry of the command may have to connect. Retries are safe because all scripts of Wiremill
    can be repeated without harm. With Sentinel, each retry goes to the current master.

    Raises:
        SettingsError: `redis_url` is not a URL of a Redis server or of sentinels.
    """
    backoff = ExponentialWithJitterBackoff(cap=2.0, base=0.02)
    options: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "health_check_interval": 30,
        "retry": Retry(backoff, retries, supported_errors=UNREACHABLE),
        "retry_on_error": list(UNREACHABLE),
    }
    url = settings.redis_url
    try:
        if sentinel.is_sentinel_url(url):
            client = Client.from_pool(sentinel.master_pool(url, **options))
        else:
            client = Client.from_url(url, **options)
    except ValueError as error:
        hint = f"; the form for sentinels is {sentinel.URL_FORM}" if url.startswith("sentinel") else ""
        raise SettingsError(f"redis_url {hide_password(url)!r}: {error}{hint}") from error
    cast("Client", client).refusal_retry = Retry(backoff, retries, supported_errors=(WritesRefused,))
    return client


def required_replicas(settings: Settings) -> int:
    """Return how many replicas must have a page before a producer forgets it."""
    if settings.wait_replicas is not None:
        return settings.wait_replicas
    return int(sentinel.is_sentinel_url(settings.redis_url))


def broker_settings(settings: Settings) -> dict[str, Any]:
    """Return the broker as settings of Celery: `broker_url` if set, else the Redis of the pages in kombu's notation.

    `broker_transport_options` and `broker_use_ssl` are only set with Sentinel.

    Raises:
        SettingsError: a URL of sentinels is malformed.
    """
    url = settings.broker_url or settings.redis_url
    if not sentinel.is_sentinel_url(url):
        return {"broker_url": f"redis+socket://{url.removeprefix('unix://')}" if url.startswith("unix://") else url}
    try:
        parsed = sentinel.parse_sentinel_url(url)
    except ValueError as error:
        name = "broker_url" if settings.broker_url else "redis_url"
        raise SettingsError(f"{name} {hide_password(url)!r}: {error}") from error
    found = {"broker_url": sentinel.broker_urls(parsed), "broker_transport_options": sentinel.broker_options(parsed)}
    tls = sentinel.broker_tls(parsed)
    return found if tls is None else found | {"broker_use_ssl": tls}


def hide_password(url: str) -> str:
    """Return the URL without its passwords, for logs and messages."""
    return _PASSWORD_OPTION.sub(r"\1***", _USER.sub(r"\1:***@", url))


def server_version(info: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the Redis version that a server claims to be compatible with in `INFO server`; (0, 0) if none."""
    return tuple(int(part) for part in _NUMBER.findall(str(info.get("redis_version", "0.0")))[:3])


def check_server_version(client: redis.Redis) -> None:
    """Reject a server older than `MIN_VERSION`; a server that does not report its version is accepted.

    Raises:
        ServerError: it is too old; the message says what to do.
        RedisError: it does not answer.
    """
    try:
        info = client.info("server")
    except NoPermissionError:
        return
    version = server_version(info)
    if (0, 0) < version[:2] < MIN_VERSION:
        oldest = ".".join(map(str, MIN_VERSION))
        raise ServerError(
            f"the Redis server is version {'.'.join(map(str, version))}, which is too old: install Redis {oldest} or newer, "
            "or Valkey, or name another server in WIREMILL_REDIS_URL"
        )
