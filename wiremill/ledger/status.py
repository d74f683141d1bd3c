"""The status of the system at one moment: streams, pages, items, workers, the server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec
from redis.exceptions import ResponseError

from wiremill.contract.outcome import OUTCOMES
from wiremill.ledger.accounting import Census, take_census
from wiremill.ledger.entry_id import AHEAD_MS, EARLIEST_MS, entry_time_ms
from wiremill.ledger.keys import CONSUMER_GROUP
from wiremill.ledger.peek import peek
from wiremill.ledger.side_stages import SideStageCount, count_side_stages
from wiremill.ledger.stages import known_stages
from wiremill.ledger.streams import published_streams
from wiremill.ledger.workers import Heartbeat, read_heartbeats, server_seconds

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

#: Maximum number of entries counted for a group's backlog if the server does not report it (Redis 6.2).
MAX_COUNTED = 10_000


class StageState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a stage's stream."""

    stage: str
    stream: str
    length: int
    leased: int
    #: Entries without a lease.
    waiting: int
    #: Age of the oldest entry whose id contains a time.
    oldest_seconds: float | None
    #: Processes of live workers that serve the stage.
    processes: int


class GroupState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a consumer group of an item stream."""

    group: str
    #: Items not yet read by the group; `unread_more` says that counting stopped early.
    unread: int
    unread_more: bool
    #: Items read but not acknowledged.
    held: int
    consumers: int


class ItemsState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of an item stream."""

    stream: str
    length: int
    groups: list[GroupState]


class WorkerState(msgspec.Struct, frozen=True, kw_only=True):
    """A worker and the age of its latest heartbeat."""

    name: str
    stages: list[str]
    processes: int
    busy: int
    silent_seconds: float


class ServerState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the Redis server."""

    version: str
    memory_bytes: int
    #: 0: no limit other than the machine's memory.
    memory_limit_bytes: int
    uptime_seconds: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The status of the system."""

    #: Seconds since 1970, by the server's clock.
    at: float
    server: ServerState
    census: Census
    difference: int
    #: Age of the oldest page without an outcome, among those with a known time of intake.
    oldest_seconds: float | None
    stages: list[StageState]
    #: The plug-ins that publish does not wait for.
    sides: list[SideStageCount]
    items: list[ItemsState]
    workers: list[WorkerState]
    #: Pages per second, by outcome; empty if not measured.
    rates: dict[str, float] = msgspec.field(default_factory=dict)


def take_status(scripts: Scripts, *, before: Status | None = None) -> Status:
    """Return the current status; with an earlier status, also the rates since then."""
    now = server_seconds(scripts)
    census = take_census(scripts)
    heartbeats = read_heartbeats(scripts)
    info: dict[str, Any] = scripts.redis.info()
    return Status(
        at=now,
        server=ServerState(
            version=str(info.get("valkey_version") or info.get("redis_version", "?")),
            memory_bytes=int(info.get("used_memory", 0)),
            memory_limit_bytes=int(info.get("maxmemory", 0)),
            uptime_seconds=int(info.get("uptime_in_seconds", 0)),
        ),
        census=census,
        difference=census.difference,
        oldest_seconds=_oldest(scripts, now),
        stages=[_stage(scripts, stage, heartbeats, now) for stage in known_stages(scripts)],
        sides=count_side_stages(scripts),
        items=items_states(scripts),
        workers=[
            WorkerState(
                name=heartbeat.name,
                stages=heartbeat.stages,
                processes=heartbeat.processes,
                busy=heartbeat.busy,
                silent_seconds=max(0.0, now - heartbeat.at),
            )
            for heartbeat in heartbeats
        ],
        rates=_rates(before, census, now) if before else {},
    )


def measure_status(scripts: Scripts, interval: float) -> Status:
    """Return the status after `interval` seconds, with the rates over that interval."""
    before = take_status(scripts)
    time.sleep(interval)
    return take_status(scripts, before=before)


def items_states(scripts: Scripts) -> list[ItemsState]:
    """Return the state of every item stream and of every stream of extensions."""
    return [
        ItemsState(stream=stream, length=int(scripts.redis.xlen(stream)), groups=_groups(scripts, stream))
        for stream in published_streams(scripts.redis, scripts.keys)
    ]


def _groups(scripts: Scripts, stream: str) -> list[GroupState]:
    if not scripts.redis.exists(stream):
        return []
    states = []
    for group in scripts.redis.xinfo_groups(stream):
        unread = group.get("lag")
        more = False
        if unread is None:  # on Redis 6.2, or after entries were deleted within the stream
            unread, more = _count_after(scripts, stream, group["last-delivered-id"].decode())
        states.append(
            GroupState(
                group=group["name"].decode("utf-8", "replace"),
                unread=unread,
                unread_more=more,
                held=group["pending"],
                consumers=group["consumers"],
            )
        )
    return states


def _count_after(scripts: Scripts, stream: str, entry: str) -> tuple[int, bool]:
    count = 0
    for _ in peek(scripts.redis, stream, first=f"({entry}"):
        count += 1
        if count == MAX_COUNTED:
            return count, True
    return count, False


def _stage(scripts: Scripts, stage: str, heartbeats: list[Heartbeat], now: float) -> StageState:
    stream = scripts.keys.stage(stage)
    length = int(scripts.redis.xlen(stream))
    leased = 0
    if length:
        try:
            leased = int(scripts.redis.xpending(stream, CONSUMER_GROUP)["pending"])
        except ResponseError:  # the group does not exist before the first worker
            leased = 0
    return StageState(
        stage=stage,
        stream=stream,
        length=length,
        leased=leased,
        waiting=max(0, length - leased),
        oldest_seconds=_age(_first_ms(scripts, stream, now), now) if length else None,
        processes=sum(heartbeat.processes for heartbeat in heartbeats if stage in heartbeat.stages),
    )


def _oldest(scripts: Scripts, now: float) -> float | None:
    # Only plausible times: the score of a replayed page is taken from its id, whatever that contains.
    first, last = _plausible(now)
    opened: Any = scripts.redis.zrange(scripts.keys.open, first, last, byscore=True, offset=0, num=1, withscores=True)
    waiting = _first_ms(scripts, scripts.keys.intake, now)
    accepted = [float(score) for _, score in opened] + ([] if waiting is None else [waiting])
    return _age(min(accepted, default=None), now)


def _first_ms(scripts: Scripts, stream: str, now: float) -> int | None:
    """Return the time of a stream's first entry whose id contains one, in milliseconds since 1970."""
    first, last = map(str, _plausible(now))
    entry = next(peek(scripts.redis, stream, first=first, last=last, chunk=1), None)
    return entry_time_ms(entry.id, now * 1000) if entry else None


def _plausible(now: float) -> tuple[int, int]:
    """Return the earliest and latest plausible time of an id, in milliseconds since 1970."""
    return EARLIEST_MS, int(now * 1000) + AHEAD_MS


def _age(at_ms: float | None, now: float) -> float | None:
    return None if at_ms is None else max(0.0, now - at_ms / 1000)


def _rates(before: Status, census: Census, now: float) -> dict[str, float]:
    seconds = max(1e-3, now - before.at)
    return {name: (getattr(census, name) - getattr(before.census, name)) / seconds for name in ("accepted", *OUTCOMES)}
