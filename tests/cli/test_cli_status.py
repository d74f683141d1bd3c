from __future__ import annotations

import time

import msgspec
import pytest
import redis

from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.ledger.status import items_states


def _worker(flow, name="w1@host", stages=("parse", "classify"), at=None, processes=2):
    sign = {"name": name, "pid": 1, "stages": stages, "processes": processes, "busy": 1, "at": at or time.time()}
    flow.redis.hset(flow.keys.workers, name, msgspec.json.encode(sign))


def test_an_empty_server_is_shown(wiremill):
    answer = wiremill("status", "--interval", "0")

    assert answer.code == 0
    assert "exact" in answer.stdout
    assert "no worker sends heartbeats" in answer.stdout


def test_streams_pages_items_and_workers_are_shown(wiremill, flow, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    flow.push("https://example.org/1", "https://example.org/2")
    flow.run()
    flow.push("https://example.org/3", "https://example.org/4", "https://example.org/5")
    flow.step("parse")
    flow.push("https://example.org/6")
    flow.scripts.lease("classify", "c", pages=2, include_expired=False)
    flow.redis.xgroup_create(flow.keys.items, "search", id="0")
    _worker(flow)

    snapshot = wiremill("status", "--json", "--interval", "0").json
    lines = wiremill("status", "--interval", "0").stdout.splitlines()

    stages = {stage["stage"]: stage for stage in snapshot["stages"]}
    assert (stages["parse"]["length"], stages["parse"]["waiting"], stages["parse"]["processes"]) == (1, 1, 2)
    assert (stages["classify"]["length"], stages["classify"]["leased"], stages["classify"]["waiting"]) == (3, 2, 1)
    assert (stages["enrich"]["length"], stages["enrich"]["leased"], stages["enrich"]["processes"]) == (3, 0, 0)
    assert (snapshot["census"]["accepted"], snapshot["census"]["published"], snapshot["census"]["in_flight"]) == (
        6,
        2,
        4,
    )
    assert snapshot["difference"] == 0
    assert snapshot["oldest_seconds"] > 0
    [items] = snapshot["items"]
    assert (items["length"], items["groups"][0]["unread"]) == (2, 2)
    assert [worker["name"] for worker in snapshot["workers"]] == ["w1@host"]
    assert snapshot["server"]["memory_bytes"] > 0
    assert max(map(len, lines)) <= 80
    assert any(line.split()[:5] == ["classify", "wm:stage:classify", "3", "2", "1"] for line in lines)


def test_rates_are_measured_between_two_looks(wiremill, flow):
    snapshot = wiremill("status", "--json", "--interval", "0.05").json

    assert snapshot["rates"] == {"accepted": 0, "published": 0, "duplicate": 0, "filtered": 0, "dead": 0}


def test_watching_as_json_gives_a_line_a_look(wiremill):
    assert len(wiremill("status", "--watch", "--times", "2", "--interval", "0.1", "--json").lines) == 2


def test_watching_draws_again(wiremill):
    assert "accepted" in wiremill("status", "--watch", "--times", "1", "--interval", "0.1").stdout


def test_missing_pages_exit_with_1(wiremill, flow):
    flow.redis.hset(flow.keys.counts, "accepted", 3)

    answer = wiremill("status", "--interval", "0")

    assert answer.code == 1
    assert "3 missing" in answer.stdout


def test_a_worker_name_with_escapes_does_not_reach_the_terminal(wiremill, flow):
    _worker(flow, name="\x1b[31mevil")

    assert "\x1b" not in wiremill("status", "--interval", "0").stdout


def test_a_group_behind_is_counted_on_old_and_new_servers(settings):
    client = redis.Redis.from_url(settings.redis_url)
    scripts = Scripts(client, settings)
    ensure_groups(client, scripts.keys)
    entries = [client.xadd("wm:items", {"data": "x"}) for _ in range(250)]
    client.xgroup_create("wm:items", "all", id="0")
    client.xgroup_create("wm:items", "some", id=entries[99])
    client.xdel("wm:items", entries[200])

    [items] = items_states(scripts)

    assert {group.group: group.unread for group in items.groups} == {"all": 249, "some": 149}
    client.close()


@pytest.mark.parametrize("raw", [b"no json", b"[]", b'{"pid": 1}', b'{"name": "w", "plugins": ["\xff"]}'])
def test_a_sign_of_life_that_can_not_be_read_is_left_out(wiremill, flow, raw):
    flow.redis.hset(flow.keys.workers, "odd", raw)

    assert wiremill("status", "--json", "--interval", "0").json["workers"] == []


def test_a_key_in_the_way_is_named_in_one_line(wiremill, flow):
    flow.redis.sadd(flow.keys.counts, "in the way")

    answer = wiremill("status")

    assert answer.code == 2
    assert answer.stderr.startswith("Error: wm:counts is a set, not a hash: ")
    assert len(answer.stderr.splitlines()) == 1
