"""The commands that a page costs Redis, and the bytes in and out."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from redis.exceptions import RedisError

from bench.lib import corpus
from bench.lib.tables import Table
from bench.speed.local_cluster import LocalCluster
from wiremill.client.consumer import Consumer
from wiremill.client.producer import Producer

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from wiremill.contract.page import Page

WARM_UP = 100
#: Seconds over which the commands of a worker at rest are counted.
_REST_SECONDS = 5.0
_POLL_SECONDS = 1.0
#: Commands with fewer calls a page are left out of the table.
_MIN_CALLS = 0.0005
#: What each command is for. A test compares it with the scripts.
REASONS = {
    "evalsha": "one for each batch of a step: add (producer), lease and finish (each stage), near (publish), backlog (bells); "
    "one for each item: advance (consumer)",
    "xadd": "intake, a stream for each branch, publish's stream, the items, the history",
    "xreadgroup": "lease: eight entries at a time, so that a batch ends at its bytes; the consumer's reading",
    "xpending": "finish: whether the entry is still held, which is what makes a step count once; lease: what this process "
    "holds without knowing; backlog, trim",
    "xrange": "finish: the entry itself, which a dead letter or a plug-in needs; lease of expired entries; trim",
    "xack": "finish: the lease ends, in each of four stages; the consumer's acknowledgement",
    "xdel": "finish: the entry leaves its stream, in each of four stages",
    "hset": "the record after parse, the result of each branch, the index of seen texts",
    "hmget": "lease: each branch reads the document, not the other's result; finish: whether the page is still in flight, and "
    "the branch not done before; that counts are numbers",
    "hgetall": "lease: publish reads the whole record; housekeeping reads the workers",
    "hincrby": "finish: one fewer branch to wait for; counts of outcomes, added up for a batch",
    "zadd": "the page is in flight",
    "zrem": "the page has ended",
    "zcard": "add and lease: how many are in flight, for the high-water mark",
    "xlen": "add: the high-water mark; backlog; whether a plug-in has room",
    "del": "the record goes when the page ends; a bell is answered",
    "exists": "finish: whether a page to be handed on has a record already",
    "type": "all scripts: that each key is what it must be, before anything is written; finish: whether the page is still "
    "in flight",
    "hget": "finish and publish: exact duplicates, in this and the last slice of time; names of near-duplicates",
    "get": "near-duplicates: the counter; add: the producer's latest batch",
    "getrange": "near-duplicates: the shards of a text's anchors, looked up, then entered",
    "setrange": "near-duplicates: its signature and the tags of its anchors",
    "set": "near-duplicates: a shard that grows; add: the producer's mark; bells on their way; housekeeping's mark",
    "incr": "near-duplicates: the number of a signature",
    "ttl": "near-duplicates: whether a key's life must be made longer",
    "expire": "near-duplicates and seen texts: a key's life",
    "info": "add: whether the server has room",
    "xclaim": "retries, leases taken over, renewed or let go",
    "xgroup": "groups that are missing; consumers that are forgotten",
    "xinfo": "housekeeping: groups of the items, consumers that are gone",
    "xtrim": "housekeeping: items that every group has",
    "lpush": "Celery: a bell",
    "brpop": "Celery: a worker waits for a bell, with a time-out of a second",
    "llen": "whether enough bells wait",
    "ping": "connections that have been silent",
    "hdel": "housekeeping: workers that are gone",
    "smembers": "housekeeping: plug-ins that are enabled",
    "sadd": "housekeeping: plug-ins that are enabled",
    "srem": "housekeeping: plug-ins that are gone",
    "xautoclaim": "the consumer: items that another reader of its group left",
    "hkeys": "housekeeping and the consumer: streams and plug-ins that there are",
    "script": "a connection tells the server a script that it has not met",
    "hello": "connections that are made",
    "client": "connections that are made",
    "multi": "Celery: bells are sent and taken in transactions",
    "exec": "Celery: bells are sent and taken in transactions",
}


class Count(NamedTuple):
    """What a server has done since its start."""

    calls: dict[str, int]
    microseconds: dict[str, int]
    bytes_in: int
    bytes_out: int


class CommandShare(NamedTuple):
    """A command's calls and time for one page."""

    command: str
    calls: float
    microseconds: float


def run(options: Namespace) -> list[Table]:
    """Return the commands and bytes a page, with one producer, one worker process and one consumer group."""
    wanted = options.counted + WARM_UP
    pages = corpus.load(options.corpus, wanted) if options.corpus else list(corpus.varied(wanted))
    counted = len(pages) - WARM_UP
    with LocalCluster() as cluster:
        cluster.redis.xgroup_create(cluster.keys.items, "bench", id="0", mkstream=True)
        threading.Thread(target=_consume, args=(cluster,), daemon=True).start()
        _send(cluster, pages[:WARM_UP], WARM_UP)
        before = count(cluster.redis.info("all"))
        time.sleep(_REST_SECONDS)
        rested = count(cluster.redis.info("all"))
        _send(cluster, pages[WARM_UP:], len(pages))
        after = count(cluster.redis.info("all"))
    rest = {each.command: each.calls for each in shares(before, rested, _REST_SECONDS)}
    commands = Table(
        "commands",
        f"Commands of the server over {counted:,} pages, with a producer, one worker process and one consumer",
        ("command", "a page", "at rest, a second", "microseconds a page", "what for"),
        note="Those in a script are counted, and the script too, whose time has theirs in it. Time is the server's clock: "
        "more where other jobs run.",
    )
    for each in shares(rested, after, counted):
        if each.calls >= _MIN_CALLS:
            why = REASONS.get(each.command, "not of the flow")
            commands.add(each.command, each.calls, rest.get(each.command, 0.0), each.microseconds, why)
    traffic = Table("bytes", "Bytes a page", ("", "KB"))
    for name, size in (
        ("page as fetched", sum(len(page.body) for page in pages[WARM_UP:])),
        ("into the server: page, document, results, item", after.bytes_in - rested.bytes_in),
        (
            "out of it: page, document to each branch, record, item",
            after.bytes_out - rested.bytes_out,
        ),
    ):
        traffic.add(name, size / counted / 1000)
    return [commands, traffic]


def count(info: Mapping[str, Any]) -> Count:
    """Return the counts of an `INFO all` answer, subcommands added up."""
    calls: dict[str, int] = {}
    microseconds: dict[str, int] = {}
    for name, stats in info.items():
        if name.startswith("cmdstat_"):
            command = name.removeprefix("cmdstat_").partition("|")[0].lower()
            calls[command] = calls.get(command, 0) + int(stats["calls"])
            microseconds[command] = microseconds.get(command, 0) + int(stats["usec"])
    return Count(calls, microseconds, int(info["total_net_input_bytes"]), int(info["total_net_output_bytes"]))


def shares(before: Count, after: Count, units: float) -> list[CommandShare]:
    """Return the commands called between two counts, divided by `units`, the most expensive first."""
    made = [
        CommandShare(
            name,
            (calls - before.calls.get(name, 0)) / units,
            (after.microseconds[name] - before.microseconds.get(name, 0)) / units,
        )
        for name, calls in after.calls.items()
        if calls > before.calls.get(name, 0)
    ]
    return sorted(made, key=lambda each: -each.microseconds)


def _send(cluster: LocalCluster, pages: list[Page], ended: int) -> None:
    with Producer(settings=cluster.scripts.settings) as producer:
        for _ in producer.send_many(pages):
            pass
    while cluster.ended() < ended:  # seldom, since each poll is a command too
        time.sleep(_POLL_SECONDS)


def _consume(cluster: LocalCluster) -> None:
    """Read all items until the bench stops the server."""
    settings = cluster.scripts.settings
    with contextlib.suppress(RedisError, OSError), Consumer(group="bench", settings=settings) as consumer:
        for _ in consumer:
            pass
