"""Redis behind Sentinel: URLs of sentinels, and connections that ask them for the master on every connect.

The URL has the same form as in redis-vl, docket and others:
`redis+sentinel://[user:password@]host[:26379][,host…]/SERVICE[/DB][?sentinel_username=…&sentinel_password=…]`; with
`rediss+sentinel://` servers and sentinels use TLS. Further options are those of redis-py's URLs.

redis-py's own connections ask the sentinels once, and reuse that address when the connection breaks (redis-py issue 3874):
an old master that restarts before it is demoted would then accept writes that are lost with its demotion.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool, SSLConnection, parse_url
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.retry import Retry
from redis.sentinel import Sentinel

if TYPE_CHECKING:
    import socket

SENTINEL_PORT = 26379
#: Seconds; a sentinel without an answer by then is skipped.
SENTINEL_TIMEOUT = 1.0
#: URL schemes, and whether they mean TLS.
SCHEMES = {"redis+sentinel": False, "rediss+sentinel": True}
URL_FORM = "redis+sentinel://[user:password@]host:26379,host:26379/SERVICE[/DB]"
_URL = re.compile(
    r"(?P<scheme>[a-z+]+)://(?:(?P<user>[^/?#]*)@)?(?P<hosts>[^/?#@]*)"
    r"(?:/(?P<service>[^/?#]*))?(?:/(?P<database>[^/?#]*))?(?:\?(?P<options>[^#]*))?"
)
_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:\s]+))(?::(?P<port>\d{1,5}))?")
#: Errors of a server that is not a master, or has just been demoted. redis-py strips the error code if it has an exception
#: class for it, and Redis 6.2 puts the text in the middle of the message if the error occurs within a script.
_NOT_MASTER = ("read only replica", "UNBLOCKED", "Link with MASTER is down", "used with replica instances")
#: Error of a server that has lost its replicas, perhaps to a new master.
_NO_REPLICAS = "NOREPLICAS"


class NotMaster(RedisConnectionError):
    """The server is not the master, so the connection was closed; the next one goes to the new master."""


class SentinelUrl(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed URL: the addresses of the sentinels, and the service to ask them for."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    database: int
    tls: bool
    #: redis-py arguments for connections to servers (user, password, database, `ssl_…`), and for those to sentinels.
    options: dict[str, Any]
    sentinel_options: dict[str, Any]


def is_sentinel_url(url: str) -> bool:
    """Return whether a URL is one of sentinels."""
    return url.partition("://")[0] in SCHEMES


def parse_sentinel_url(url: str) -> SentinelUrl:
    """Parse a URL of sentinels.

    Raises:
        ValueError: it is malformed; the message says where.
    """
    found = _URL.fullmatch(url)
    if found is None or found["scheme"] not in SCHEMES:
        raise ValueError(f"the form for sentinels is {URL_FORM}")
    if not found["service"]:
        raise ValueError(f"the name of the service is missing, which `sentinel monitor` gives; the form is {URL_FORM}")
    database = found["database"] or "0"
    if not database.isdecimal():
        raise ValueError(f"{database!r} is not a database number; the form is {URL_FORM}")
    tls = SCHEMES[found["scheme"]]
    given = dict(parse_qsl(found["options"] or "", keep_blank_values=True))
    credentials = {
        name: given.pop(f"sentinel_{name}") for name in ("username", "password") if f"sentinel_{name}" in given
    }
    user = f"{found['user']}@" if found["user"] else ""
    options = parse_url(f"{'rediss' if tls else 'redis'}://{user}localhost/{database}?{urlencode(given)}")
    for name in ("host", "connection_class"):
        options.pop(name, None)
    shared = {"ssl": True} | {name: value for name, value in options.items() if name.startswith("ssl_")} if tls else {}
    return SentinelUrl(
        sentinels=tuple(_host(text) for text in found["hosts"].split(",")),
        service=unquote(found["service"]),
        database=int(database),
        tls=tls,
        options=options,
        sentinel_options={
            "socket_timeout": SENTINEL_TIMEOUT,
            "socket_connect_timeout": SENTINEL_TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
            **credentials,
            **shared,
        },
    )


def _host(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not the address of a sentinel; the form is {URL_FORM}")
    return found["six"] or found["name"], int(found["port"] or SENTINEL_PORT)


class MasterConnection(redis.Connection):
    """A connection to the server that the sentinels name as master at the time of connecting."""

    def __init__(self, *, sentinel: Sentinel, service: str, **options: Any) -> None:
        super().__init__(**options)
        self._sentinel = sentinel
        self._service = service

    def _connect(self) -> socket.socket:
        """Ask for the master, and open a socket to it.

        Raises:
            MasterNotFoundError: no sentinel knows a reachable master.
        """
        self.host, self.port = self._sentinel.discover_master(self._service)
        opened: socket.socket = super()._connect()
        return opened

    def on_connect_check_health(self, check_health: bool = True) -> None:  # noqa: FBT001, FBT002  (redis-py's)
        """Check that the server is the master: a partitioned sentinel may name an old one.

        Raises:
            NotMaster: it is a replica.
        """
        super().on_connect_check_health(check_health)
        self.send_command("HELLO", check_health=False)  # unlike ROLE, allowed for every user
        answer = self.read_response()
        greeting = answer if isinstance(answer, dict) else dict(zip(answer[::2], answer[1::2], strict=False))
        if greeting.get(b"role", greeting.get("role")) in {b"replica", "replica"}:
            self.disconnect()
            raise NotMaster(f"{self.host}:{self.port} is a replica, though the sentinels name it as master")

    def read_response(self, *args: Any, **options: Any) -> Any:
        """Read an answer; close the connection if the answer suggests that there may be a new master.

        Raises:
            NotMaster: the server is no longer the master.
        """
        try:
            return super().read_response(*args, **options)
        except ResponseError as error:
            if _NO_REPLICAS in str(error):
                self.disconnect()
            if any(words in str(error) for words in _NOT_MASTER):
                self.disconnect()
                raise NotMaster(f"{self.host}:{self.port} is no longer the master: {error}") from error
            raise


class SecureMasterConnection(MasterConnection, SSLConnection):
    """A `MasterConnection` with TLS."""


def make_sentinel(url: SentinelUrl) -> Sentinel:
    """Return a redis-py client for the sentinels."""
    return Sentinel(url.sentinels, sentinel_kwargs=url.sentinel_options)


def master_pool(url: str, **options: Any) -> ConnectionPool:
    """Return a pool of connections to the master.

    Args:
        url: a URL of sentinels, see `parse_sentinel_url`.
        **options: arguments of `redis.Connection`; options in the URL take precedence.

    Raises:
        ValueError: the URL is malformed.
    """
    parsed = parse_sentinel_url(url)
    return ConnectionPool(
        connection_class=SecureMasterConnection if parsed.tls else MasterConnection,
        sentinel=make_sentinel(parsed),
        service=parsed.service,
        **(options | parsed.options),
    )


class SentinelAnswer(msgspec.Struct, frozen=True):
    """The answer of one sentinel: `host:port` of the master, or the problem."""

    address: str
    master: str = ""
    problem: str = ""


def ask_sentinels(url: SentinelUrl) -> list[SentinelAnswer]:
    """Ask each sentinel for the master."""
    return [_ask_sentinel(url, host, port) for host, port in url.sentinels]


def _ask_sentinel(url: SentinelUrl, host: str, port: int) -> SentinelAnswer:
    address = f"{host}:{port}"
    with redis.Redis(host, port, **url.sentinel_options) as client:
        try:
            found: Any = client.sentinel_get_master_addr_by_name(url.service)
        except (redis.RedisError, OSError) as error:
            return SentinelAnswer(address, problem=str(error))
    if not found:
        return SentinelAnswer(address, problem=f"knows no service {url.service!r}")
    name = found[0].decode() if isinstance(found[0], bytes) else found[0]
    return SentinelAnswer(address, master=f"{name}:{found[1]}")


def broker_urls(url: SentinelUrl) -> str:
    """Return kombu's URL for the sentinels: each with user, password and database of the servers."""
    name, word = (quote(str(url.options.get(key, "")), safe="") for key in ("username", "password"))
    user = f"{name}:{word}@" if name or word else ""
    addresses = ((f"[{host}]" if ":" in host else host, port) for host, port in url.sentinels)
    return ";".join(f"sentinel://{user}{host}:{port}/{url.database}" for host, port in addresses)


def broker_options(url: SentinelUrl) -> dict[str, Any]:
    """Return Celery's setting `broker_transport_options`."""
    return {"master_name": url.service, "sentinel_kwargs": url.sentinel_options}


def broker_tls(url: SentinelUrl) -> dict[str, Any] | None:
    """Return Celery's setting `broker_use_ssl`; None without TLS."""
    return {name: value for name, value in url.options.items() if name.startswith("ssl_")} if url.tls else None
