"""Redis behind Sentinel: URLs that name sentinels, and connections that ask them for the master whenever they are made.

The form is the one that redis-vl, docket and others know:
`redis+sentinel://[user:password@]host[:26379][,host…]/SERVICE[/DB][?sentinel_username=…&sentinel_password=…]`; with
`rediss+sentinel://` servers and sentinels speak TLS. Further options are those of redis-py's URLs.

redis-py's own connections ask the sentinels once, and go on with that address when the connection breaks
(redis-py issue 3874): a master that comes back before it is demoted would be given writes that go with its demotion.
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
#: Seconds; a sentinel that has no answer by then is passed over for the next.
SENTINEL_TIMEOUT = 1.0
#: How a URL begins, and whether it is TLS.
SCHEMES = {"redis+sentinel": False, "rediss+sentinel": True}
URL_FORM = "redis+sentinel://[user:password@]host:26379,host:26379/SERVICE[/DB]"
_URL = re.compile(
    r"(?P<scheme>[a-z+]+)://(?:(?P<user>[^/?#]*)@)?(?P<hosts>[^/?#@]*)"
    r"(?:/(?P<service>[^/?#]*))?(?:/(?P<database>[^/?#]*))?(?:\?(?P<options>[^#]*))?"
)
_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:\s]+))(?::(?P<port>\d{1,5}))?")
#: What a server says that is no master, or has just ceased to be one. redis-py takes the first word away where it has a
#: class of errors for it, and within a script of Redis 6.2 that stands in the middle.
_NOT_MASTER = ("read only replica", "UNBLOCKED", "Link with MASTER is down", "used with replica instances")
#: What one says whose replicas have gone, perhaps to a new master.
_NO_REPLICAS = "NOREPLICAS"


class NotMaster(RedisConnectionError):
    """The server was demoted, so its connection was closed: the next one is to the new master."""


class SentinelUrl(msgspec.Struct, frozen=True, kw_only=True):
    """What a URL says: where the sentinels are, and what they are to be asked for."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    database: int
    tls: bool
    #: Arguments of redis-py for connections to servers (user, password, database, `ssl_…`), and for those to sentinels.
    options: dict[str, Any]
    sentinel_options: dict[str, Any]


def is_sentinel_url(url: str) -> bool:
    """Return whether a URL names sentinels."""
    return url.partition("://")[0] in SCHEMES


def parse_sentinel_url(url: str) -> SentinelUrl:
    """Return what a URL of sentinels says.

    Raises:
        ValueError: it has not the form; the message says where.
    """
    found = _URL.fullmatch(url)
    if found is None or found["scheme"] not in SCHEMES:
        raise ValueError(f"sentinels are named as {URL_FORM}")
    if not found["service"]:
        raise ValueError(f"the name of the service is missing, which `sentinel monitor` gives; the form is {URL_FORM}")
    database = found["database"] or "0"
    if not database.isdecimal():
        raise ValueError(f"{database!r} is no number of a database; the form is {URL_FORM}")
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
        raise ValueError(f"{text!r} is no address of a sentinel; the form is {URL_FORM}")
    return found["six"] or found["name"], int(found["port"] or SENTINEL_PORT)


class MasterConnection(redis.Connection):
    """A connection to whom the sentinels name as master at the moment it is made."""

    def __init__(self, *, sentinel: Sentinel, service: str, **options: Any) -> None:
        super().__init__(**options)
        self._sentinel = sentinel
        self._service = service

    def _connect(self) -> socket.socket:
        """Ask for the master, and open a socket to it.

        Raises:
            MasterNotFoundError: no sentinel knows one that is up.
        """
        self.host, self.port = self._sentinel.discover_master(self._service)
        opened: socket.socket = super()._connect()
        return opened

    def on_connect_check_health(self, check_health: bool = True) -> None:  # noqa: FBT001, FBT002  (redis-py's)
        """Make sure that it is the master: a sentinel that is cut off may name an old one.

        Raises:
            NotMaster: it is a replica.
        """
        super().on_connect_check_health(check_health)
        self.send_command("HELLO", check_health=False)  # needs no right, as ROLE would
        answer = self.read_response()
        greeting = answer if isinstance(answer, dict) else dict(zip(answer[::2], answer[1::2], strict=False))
        if greeting.get(b"role", greeting.get("role")) in {b"replica", "replica"}:
            self.disconnect()
            raise NotMaster(f"{self.host}:{self.port} is a replica, though the sentinels name it as master")

    def read_response(self, *args: Any, **options: Any) -> Any:
        """Read an answer; close the connection where it tells that there may be another master.

        Raises:
            NotMaster: the server is no master any more.
        """
        try:
            return super().read_response(*args, **options)
        except ResponseError as error:
            if _NO_REPLICAS in str(error):
                self.disconnect()
            if any(words in str(error) for words in _NOT_MASTER):
                self.disconnect()
                raise NotMaster(f"{self.host}:{self.port} is no master any more: {error}") from error
            raise


class SecureMasterConnection(MasterConnection, SSLConnection):
    """The same with TLS."""


def make_sentinel(url: SentinelUrl) -> Sentinel:
    """Return a client of the sentinels."""
    return Sentinel(url.sentinels, sentinel_kwargs=url.sentinel_options)


def master_pool(url: str, **options: Any) -> ConnectionPool:
    """Return a pool of connections to the master.

    Args:
        url: as `parse_sentinel_url` takes it.
        **options: arguments of `redis.Connection`; those of the URL win.

    Raises:
        ValueError: the URL has not the form.
    """
    parsed = parse_sentinel_url(url)
    return ConnectionPool(
        connection_class=SecureMasterConnection if parsed.tls else MasterConnection,
        sentinel=make_sentinel(parsed),
        service=parsed.service,
        **(options | parsed.options),
    )


class SentinelAnswer(msgspec.Struct, frozen=True):
    """What one sentinel says: `host:port` of the master, or the problem."""

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
    """Return the URL by which kombu knows the sentinels: each with user, password and database of the servers."""
    name, word = (quote(str(url.options.get(key, "")), safe="") for key in ("username", "password"))
    user = f"{name}:{word}@" if name or word else ""
    addresses = ((f"[{host}]" if ":" in host else host, port) for host, port in url.sentinels)
    return ";".join(f"sentinel://{user}{host}:{port}/{url.database}" for host, port in addresses)


def broker_options(url: SentinelUrl) -> dict[str, Any]:
    """Return what kombu's transport needs besides, as `broker_transport_options`."""
    return {"master_name": url.service, "sentinel_kwargs": url.sentinel_options}


def broker_tls(url: SentinelUrl) -> dict[str, Any] | None:
    """Return `broker_use_ssl` of Celery; None without TLS."""
    return {name: value for name, value in url.options.items() if name.startswith("ssl_")} if url.tls else None
