"""Connections to Redis that outlive a restart of the server."""

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

#: Seconds; a command that has no answer by then is tried again on a new connection.
SOCKET_TIMEOUT = 10.0
#: What a server that is away, starting or cut off answers with.
UNREACHABLE = (RedisConnectionError, RedisTimeoutError, BusyLoadingError, ConnectionError, OSError)

#: Redis 6.2 has the first XAUTOCLAIM and XPENDING IDLE.
MIN_VERSION = (6, 2)

#: Where a URL has a password.
_USER = re.compile(r"(?<=://)([^:/?#]*):[^/?#]+@")
_NUMBER = re.compile(r"\d{1,9}")
_PASSWORD_OPTION = re.compile(r"((?:^|[?&])\w*password=)[^&#]+")


class WritesRefused(RedisConnectionError):
    """The server takes no writes for now; like one that is away it may be back at any time."""


class LogFull(WritesRefused):
    """It can't write its log, as when its disk is full."""


class NoReplicas(WritesRefused):
    """Fewer replicas follow it than its `min-replicas-to-write`."""


class Busy(WritesRefused):
    """It runs a script that takes long, as one that was stopped in the middle of it and goes on."""


#: What such answers say; within a script of Redis 6.2 it stands in the middle.
_REFUSALS = {"MISCONF": LogFull, "NOREPLICAS": NoReplicas, "is busy running a script": Busy}


class Client(redis.Redis):
    """A client that waits for a server that takes no writes for now, as for one that is away."""

    refusal_retry = Retry(ExponentialWithJitterBackoff(cap=2.0, base=0.02), 0)

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Run a command.

        Raises:
            WritesRefused: its patience is at an end.
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
    """Return whether a server refuses writes for now: memory or disk is full, replicas are away, a script takes long."""
    if not isinstance(error, ResponseError):
        return isinstance(error, WritesRefused)
    # The text is that of Redis 6.2, where a script ran out of memory.
    return isinstance(error, OutOfMemoryError) or "OOM" in str(error) or _refused(error) is not None


def is_server_fault(error: Exception) -> bool:
    """Return whether an error tells of the server's state, so that no page is to blame; others tell of what it holds."""
    if isinstance(error, ResponseError):
        return refuses_writes(error) or isinstance(error, (ClusterDownError, NoPermissionError, ReadOnlyError))
    return isinstance(error, (RedisError, OSError)) and not isinstance(error, DataError)


def connect(settings: Settings, *, retries: int = 12, timeout: float = SOCKET_TIMEOUT) -> redis.Redis:
    """Return a client of the Redis in `settings`; it connects on first use.

    A connection, and a command, is tried again up to `retries` times, with growing pauses of up to 2 s; after that its error
    is raised. With 12 that is about 20 s where there is no server, and up to some minutes where one goes away amid a
    command, since each of its tries may have to connect. All scripts of Wiremill may be repeated without harm, which is
    what makes that safe. With sentinels each try is at the master of that moment.

    Raises:
        SettingsError: `redis_url` is no URL of a Redis or of sentinels.
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
        hint = f"; sentinels are named as {sentinel.URL_FORM}" if url.startswith("sentinel") else ""
        raise SettingsError(f"redis_url {hide_password(url)!r}: {error}{hint}") from error
    cast("Client", client).refusal_retry = Retry(backoff, retries, supported_errors=(WritesRefused,))
    return client


def required_replicas(settings: Settings) -> int:
    """Return how many replicas must have a page before a producer lets go of it."""
    if settings.wait_replicas is not None:
        return settings.wait_replicas
    return int(sentinel.is_sentinel_url(settings.redis_url))


def broker_settings(settings: Settings) -> dict[str, Any]:
    """Return where Celery's broker is, as settings of Celery: its own URL, or the Redis of the pages as kombu knows it.

    `broker_transport_options` and `broker_use_ssl` are there with sentinels alone.

    Raises:
        SettingsError: the URL has not the form of one that names sentinels.
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
    """Return the URL fit for logs and messages."""
    return _PASSWORD_OPTION.sub(r"\1***", _USER.sub(r"\1:***@", url))


def server_version(info: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the version that the server claims compatibility with, of an `INFO server` answer; (0, 0) where it has none."""
    return tuple(int(part) for part in _NUMBER.findall(str(info.get("redis_version", "0.0")))[:3])


def check_server_version(client: redis.Redis) -> None:
    """Refuse a server that is older than `MIN_VERSION`; one that does not tell its version is taken.

    Raises:
        ServerError: it is; the message says what to do.
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
