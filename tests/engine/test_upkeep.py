"""Upkeep: what housekeeping does for jobs, members and workers that have gone, and how it bears what is wrong."""

from __future__ import annotations

import time

import msgspec
import pytest
import redis as redis_module
from structlog.testing import capture_logs

from wiremill.client.connection import connect
from wiremill.ledger.job_group import GRACE_SECONDS, SILENCE_SECONDS, JobGroup
from wiremill.ledger.scripts import Scripts
from worker.runtime.housekeeping import Housekeeping

JOB = "wiremill-run-0123456789ab"


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


@pytest.fixture
def silent(items):
    """A job that was killed: its groups are there, and hold up trimming."""
    for stream in (items.keys.items, items.keys.history):
        items.redis.xgroup_create(stream, JOB, id="0")
        items.redis.xgroup_create(stream, "wiremill-runs", id="0")
    items.silence_key = items.keys.job("0123456789ab")
    return items


def job_groups(flow):
    return [
        group["name"].decode()
        for stream in (flow.keys.items, flow.keys.history)
        for group in flow.redis.xinfo_groups(stream)
    ]


@pytest.mark.parametrize("full", [False, True])
def test_the_groups_of_a_job_that_is_silent_for_long_are_destroyed(silent, full):
    housekeeping = Housekeeping(silent.scripts)
    silent.redis.config_set("maxmemory", 1 if full else 0)
    housekeeping.round(0)
    assert silent.redis.ttl(silent.silence_key) > SILENCE_SECONDS
    housekeeping.round(0)
    assert len(job_groups(silent)) == 4

    silent.redis.expire(silent.silence_key, GRACE_SECONDS)
    with capture_logs() as logs:
        housekeeping.round(0)
    silent.redis.config_set("maxmemory", 0)

    assert job_groups(silent) == ["wiremill-runs", "wiremill-runs"]
    assert not silent.redis.exists(silent.silence_key)
    assert [(line["event"], line["group"]) for line in logs] == [("job.forgotten", JOB)]


def test_a_job_that_sends_a_heartbeat_is_not_expired(items, monkeypatch):
    monkeypatch.setattr("wiremill.ledger.job_group.HEARTBEAT_SECONDS", 0.02)
    housekeeping = Housekeeping(items.scripts)
    housekeeping.round(0)
    job = JobGroup(items.scripts, [items.keys.items])
    silence_key = items.keys.job(job.name.rpartition("-")[2])

    items.redis.set(silence_key, job.name, ex=GRACE_SECONDS)
    until = time.monotonic() + 10
    while items.redis.exists(silence_key):
        assert time.monotonic() < until
    housekeeping.round(0)

    assert job_groups_of(items, items.keys.items) == [job.name]
    job.close()
    assert job_groups_of(items, items.keys.items) == []


def job_groups_of(flow, stream):
    return [group["name"].decode() for group in flow.redis.xinfo_groups(stream)]


@pytest.mark.parametrize("left", [None, 10 * SILENCE_SECONDS])
def test_a_jump_of_the_servers_clock_restarts_the_silence(silent, left):
    """Ahead, and the mark has expired; back, and it would stay for long."""
    housekeeping = Housekeeping(silent.scripts)
    housekeeping.round(0)
    if left:
        silent.redis.expire(silent.silence_key, left)
    else:
        silent.redis.delete(silent.silence_key)

    housekeeping.round(0)

    assert len(job_groups(silent)) == 4
    assert SILENCE_SECONDS < silent.redis.ttl(silent.silence_key) <= SILENCE_SECONDS + GRACE_SECONDS


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
    housekeeping = Housekeeping(items.scripts)
    housekeeping.tick({"name": "w"})
    items.redis.hset(items.keys.workers, name, sign)
    items.redis.hset(items.keys.workers, "w3", b'{"name": "w3", "at": 0}')
    items.redis.sadd(items.keys.stages, "gone")

    with capture_logs() as logs:
        housekeeping.round(now=100.0)

    assert items.redis.hkeys(items.keys.workers) == [b"w"]
    assert not items.redis.exists(items.keys.stages)
    [line] = logs
    assert (line["event"], line["log_level"]) == ("worker.unreadable", "warning")
    assert "\x1b" not in line["worker"]


def test_what_is_wrong_with_one_key_keeps_nothing_else_from_being_done(items):
    housekeeping = Housekeeping(items.scripts)
    read(items, "a", 10, 10)
    items.redis.set(items.keys.route("news"), "no stream")
    items.redis.hset(items.keys.counts, mapping={"route:news": 1, b"route:\xff": 1})
    items.redis.rename(items.keys.history, "history")
    items.redis.set(items.keys.history, "no stream")
    items.redis.sadd(items.keys.stages, "gone", b"\xff")
    items.redis.set(items.keys.stage("gone"), "no stream")
    items.redis.hset(items.keys.workers, "w", b'{"at": 0}')

    with capture_logs() as logs:
        for _ in range(2):
            housekeeping.round(now=100.0)

    assert items.items() == []
    assert not items.redis.exists(items.keys.workers)
    assert items.redis.smembers(items.keys.stages) == {b"gone"}
    failed = [line["key"] for line in logs if line["event"] == "upkeep.failed"]
    assert set(failed) == {items.keys.route("news"), items.keys.history, items.keys.stage("gone")}
    assert len(failed) == 6  # each part is told once, not with every round

    items.redis.rename("history", items.keys.history)
    housekeeping.round(now=100.0)
    items.redis.rename(items.keys.history, "history")
    items.redis.set(items.keys.history, "no stream")
    with capture_logs() as logs:
        housekeeping.round(now=100.0)
    assert {line["key"] for line in logs} == {items.keys.history}


def test_a_round_ends_where_the_server_is_away(local):
    nowhere = msgspec.structs.replace(local, redis_url="redis://127.0.0.1:1")

    with pytest.raises(redis_module.ConnectionError):
        Housekeeping(Scripts(connect(nowhere, retries=0), nowhere)).round(0)


def test_members_of_groups_that_are_silent_for_long_and_hold_nothing_are_forgotten(items, monkeypatch):
    read(items, "a", 10, 10)
    items.redis.xgroup_createconsumer(items.keys.items, "a", "idle")
    assert members(items, "a") == ["c", "idle"]
    items.redis.xgroup_create(items.keys.items, "b", id="0")
    items.redis.xadd(items.keys.items, {"data": "x"})
    items.redis.xreadgroup("b", "holder", {items.keys.items: ">"}, count=1)

    Housekeeping(items.scripts).round(0)
    assert members(items, "a") == ["c", "idle"]

    monkeypatch.setattr("worker.runtime.housekeeping.MEMBER_SILENCE_SECONDS", 0.0)
    Housekeeping(items.scripts).round(0)
    assert members(items, "a") == []
    assert members(items, "b") == ["holder"]


def members(flow, group):
    return sorted(row["name"].decode() for row in flow.redis.xinfo_consumers(flow.keys.items, group))
