"""Upkeep: what the keeper does for members and workers that have gone, and how it bears what is wrong."""

from __future__ import annotations

import msgspec
import pytest
import redis as redis_module
from structlog.testing import capture_logs

from wiremill.connection import connect
from wiremill.scripts import Scripts
from worker.keeper import Keeper


@pytest.fixture
def items(flow):
    flow.push(*(f"https://example.org/{i}" for i in range(10)))
    flow.run()
    return flow


def read(flow, group, count, ack):
    flow.redis.xgroup_create(flow.keys.items, group, id="0")
    [(_, entries)] = flow.redis.xreadgroup(group, "c", {flow.keys.items: ">"}, count=count)
    if ack:
        flow.redis.xack(flow.keys.items, group, *(entry for entry, _ in entries[:ack]))


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        (b"w2", b"junk"),
        (b"w2", b'{"name": "w2"}'),
        (b"w2", b'{"name": "w2", "at": "now"}'),
        (b"w2", b'{"at": 4e9, "plugins": 5}'),
        (b"w2", b'{"at": 4e9, "plugins": ["\xff"]}'),
        (b"\xff\x1b[31m", b"[]"),
    ],
)
def test_a_sign_of_life_that_can_not_be_read_is_removed_and_the_round_goes_on(items, name, sign):
    keeper = Keeper(items.scripts)
    keeper.turn({"name": "w"})
    items.redis.hset(items.keys.workers, name, sign)
    items.redis.hset(items.keys.workers, "w3", b'{"name": "w3", "at": 0}')
    items.redis.sadd(items.keys.stages, "gone")

    with capture_logs() as logs:
        keeper.round(now=100.0)

    assert items.redis.hkeys(items.keys.workers) == [b"w"]
    assert not items.redis.exists(items.keys.stages)
    [line] = logs
    assert (line["event"], line["log_level"]) == ("worker.unreadable", "warning")
    assert "\x1b" not in line["worker"]


def test_what_is_wrong_with_one_key_keeps_nothing_else_from_being_done(items):
    keeper = Keeper(items.scripts)
    read(items, "a", 10, 10)
    items.redis.set(items.keys.route("news"), "no stream")
    items.redis.hset(items.keys.counts, mapping={"route:news": 1, b"route:\xff": 1})
    items.redis.sadd(items.keys.stages, "gone", b"\xff")
    items.redis.set(items.keys.stage("gone"), "no stream")
    items.redis.hset(items.keys.workers, "w", b'{"at": 0}')

    with capture_logs() as logs:
        for _ in range(2):
            keeper.round(now=100.0)

    assert items.items() == []
    assert not items.redis.exists(items.keys.workers)
    assert items.redis.smembers(items.keys.stages) == {b"gone"}
    failed = [line["key"] for line in logs if line["event"] == "upkeep.failed"]
    assert set(failed) == {items.keys.route("news"), items.keys.stage("gone")}
    assert len(failed) == 3  # each part is told once, not with every round


def test_a_round_ends_where_the_server_is_away(local):
    nowhere = msgspec.structs.replace(local, redis_url="redis://127.0.0.1:1")

    with pytest.raises(redis_module.ConnectionError):
        Keeper(Scripts(connect(nowhere, patience=0), nowhere)).round(0)


def test_members_of_groups_that_are_silent_for_long_and_hold_nothing_are_forgotten(items, monkeypatch):
    read(items, "a", 10, 10)
    items.redis.xgroup_createconsumer(items.keys.items, "a", "idle")
    assert members(items, "a") == ["c", "idle"]
    items.redis.xgroup_create(items.keys.items, "b", id="0")
    items.redis.xadd(items.keys.items, {"data": "x"})
    items.redis.xreadgroup("b", "holder", {items.keys.items: ">"}, count=1)

    Keeper(items.scripts).round(0)
    assert members(items, "a") == ["c", "idle"]

    monkeypatch.setattr("worker.keeper.MEMBER_SECONDS", 0.0)
    Keeper(items.scripts).round(0)
    assert members(items, "a") == []
    assert members(items, "b") == ["holder"]


def members(flow, group):
    return sorted(row["name"].decode() for row in flow.redis.xinfo_consumers(flow.keys.items, group))
