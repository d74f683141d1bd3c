"""Redis users for each kind of client, with the least rights that it needs, as lines of an ACL file.

A role is a user with the keys, channels and commands that it uses. Scripts run with the rights of their caller, so the
commands they call are included. `HELLO` and `AUTH` need no right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wiremill.ledger.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(NamedTuple):
    """The rights of a role; `{ns}` and `{db}` stand for the namespace and the database."""

    summary: str
    keys: tuple[str, ...]
    channels: tuple[str, ...]
    commands: frozenset[str]


#: Commands of every client: PING, the choice of the database, the client's name; and scripts.
_CLIENT: Final = frozenset({"ping", "select", "client|setinfo"})
_SCRIPTS: Final = frozenset({"evalsha", "script|load"})
#: Commands of Celery's transport on its own keys: queues of bells, bindings, unacknowledged messages, remote control.
_BROKER: Final = frozenset(
    {
        "brpop",
        "del",
        "exec",
        "exists",
        "expire",
        "hdel",
        "hget",
        "hset",
        "llen",
        "lpush",
        "multi",
        "pexpire",
        "psubscribe",
    }
    | {
        "publish",
        "punsubscribe",
        "rpush",
        "sadd",
        "scan",
        "set",
        "smembers",
        "srem",
        "unwatch",
        "watch",
        "zadd",
        "zrange",
    }
    | {"zrangebyscore", "zrem", "zrevrangebyscore"}
)

ROLES: Final[dict[str, Role]] = {
    "producer": Role(
        "hands pages over",
        ("{ns}:intake", "{ns}:open", "{ns}:producer:*"),
        (),
        _CLIENT | _SCRIPTS | {"get", "info", "set", "wait", "xadd", "xlen", "zcard"},
    ),
    "worker": Role(
        "runs stages",
        ("{ns}:*",),
        # Remote control. Redis allows a subscription by pattern only if the ACL has exactly that pattern.
        ("{ns}:celery:/{db}.celery.pidbox",),
        _CLIENT
        | _SCRIPTS
        | _BROKER
        | {
            "bgrewriteaof",
            "get",
            "getrange",
            "hgetall",
            "hincrby",
            "hkeys",
            "hmget",
            "incr",
            "info",
            "script|exists",
        }
        | {"setrange", "time", "ttl", "type", "xack", "xadd", "xclaim", "xdel", "xgroup|create", "xgroup|delconsumer"}
        | {"xgroup|destroy", "xinfo|consumers", "xinfo|groups", "xlen", "xpending", "xrange", "xreadgroup", "xtrim"}
        | {"zcard"},
    ),
    "consumer": Role(
        "reads items",
        ("{ns}:items", "{ns}:items:*", "{ns}:extensions:*"),
        (),
        _CLIENT
        | _SCRIPTS
        | {"xack", "xautoclaim", "xclaim", "xgroup|create", "xgroup|delconsumer", "xinfo|consumers", "xpending"}
        | {"xreadgroup"},
    ),
    "operator": Role(
        "asks how things stand, replays and drops dead letters",
        ("{ns}:*",),
        (),
        _CLIENT
        | _SCRIPTS
        | {
            "exists",
            "hexists",
            "hgetall",
            "hincrby",
            "hkeys",
            "hmget",
            "hset",
            "hvals",
            "info",
            "scan",
            "smembers",
            "time",
            "type",
        }
        | {
            "xadd",
            "xdel",
            "xinfo|groups",
            "xlen",
            "xpending",
            "xrange",
            "xread",
            "xrevrange",
            "zadd",
            "zcard",
            "zrange",
        },
    ),
}


def acl_line(role: str, password_sha256: str, namespace: str = "wm", database: int = 0) -> str:
    """Return the line of a role's user in Redis' ACL file.

    Args:
        role: a key of `ROLES`.
        password_sha256: 64 hex digits; the password itself is not written.
        namespace: the prefix of the keys.
        database: the database of the worker's bells.
    """
    rights = ROLES[role]
    name = Keys(namespace).namespace
    return " ".join(
        (
            *("user", f"{name}-{role}", "on", "sanitize-payload", f"#{password_sha256}", "resetchannels"),
            *(f"~{pattern.format(ns=name)}" for pattern in rights.keys),
            *(f"&{pattern.format(ns=name, db=database)}" for pattern in rights.channels),
            "-@all",
            *(f"+{command}" for command in sorted(rights.commands)),
        )
    )


def acl_file(hashes: Mapping[str, str], namespace: str = "wm", database: int = 0) -> str:
    """Return an ACL file with the users of all roles in `hashes`; the default user, which has no password, is off."""
    lines = [acl_line(role, hashes[role], namespace, database) for role in ROLES if role in hashes]
    return "".join(f"{line}\n" for line in ("user default off", *lines))
