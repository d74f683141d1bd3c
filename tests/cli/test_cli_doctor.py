from __future__ import annotations

import time

import msgspec
import pytest

from wiremill.ledger.keys import STAGES
from wiremill.local.server import EmbeddedServer
from wiremill.operate.doctor import examine
from wiremill.settings import Settings


@pytest.fixture
def findings(wiremill):
    def call(*args):
        return {finding["name"]: finding for finding in wiremill("doctor", "--json", *args).json["findings"]}

    return call


def _worker(flow, at=None, stages=STAGES, **more):
    sign = {"name": "w@host", "pid": 1, "stages": stages, "processes": 2, "busy": 0, "at": at or time.time(), **more}
    flow.redis.hset(flow.keys.workers, "w@host", msgspec.json.encode(sign))


def test_a_sound_installation_has_no_failure(flow, findings):
    _worker(flow)

    found = findings()
    found.pop("stages", None)

    assert {name: one["message"] for name, one in found.items() if one["verdict"] != "ok"} == {}
    assert {"redis", "version", "eviction", "persistence", "memory", "clock", "streams", "items", "rules"} <= set(found)


def test_each_line_has_a_verdict(wiremill, flow):
    answer = wiremill("doctor")

    for line in answer.stdout.splitlines():
        assert not line or line.startswith(("ok ", "warn ", "fail ", "     ")) or line[0].isdigit()
    assert "celery -A worker worker -Q parse" in answer.stdout


def test_a_server_that_is_away_fails(wiremill):
    answer = wiremill("doctor", "--redis-url", "redis://127.0.0.1:1", "--json")

    assert answer.code == 1
    assert answer.json["ok"] is False
    assert answer.json["findings"][0]["name"] == "redis"
    assert answer.json["findings"][0]["verdict"] == "fail"
    assert "WIREMILL_REDIS_URL" in answer.json["findings"][0]["advice"]


def test_pages_that_no_worker_serves_fail(flow, findings, wiremill):
    _worker(flow, stages=["classify", "enrich", "publish"])
    flow.push("https://example.org/a")

    found = findings()

    assert found["workers: parse"]["verdict"] == "fail"
    assert "1 page" in found["workers: parse"]["message"]
    assert found["workers: classify"]["verdict"] == "ok"
    assert wiremill("doctor").code == 1


def test_the_pool_of_the_workers_of_a_stage_is_told_where_they_say_it(flow, findings):
    _worker(flow)
    assert findings()["workers: parse"]["message"] == "1 worker, 2 processes"

    _worker(flow, pool="solo")
    assert findings()["workers: parse"]["message"] == "1 worker, 2 processes, pool solo"


def test_a_log_that_makes_starts_slow_is_told(flow, findings, monkeypatch):
    monkeypatch.setattr("wiremill.operate.doctor._LONG_LOG_BYTES", 1)
    monkeypatch.setattr("wiremill.operate.doctor._LONG_LOG_TIMES", 0)
    flow.push("https://example.org/a")

    found = findings()["persistence"]

    assert (found["verdict"], found["advice"]) == ("warn", "BGREWRITEAOF")


def test_a_silent_worker_does_not_count(flow, findings):
    _worker(flow, at=time.time() - 30)

    assert findings()["workers: parse"]["verdict"] == "warn"


def test_a_worker_with_a_clock_ahead_is_told(flow, wiremill):
    _worker(flow, at=time.time() + 5)

    found = [one for one in wiremill("doctor", "--json").json["findings"] if one["name"] == "clock"]

    assert [one["verdict"] for one in found] == ["ok", "warn"]
    assert "w@host" in found[1]["message"]


def test_missing_groups_are_told(flow, findings):
    flow.redis.delete(flow.keys.stage("enrich"))

    assert "wm:stage:enrich" in findings()["streams"]["message"]


def test_a_key_of_another_kind_fails(flow, findings):
    flow.redis.delete(flow.keys.stage("enrich"))
    flow.redis.set(flow.keys.stage("enrich"), "text")

    assert findings()["streams"]["verdict"] == "fail"


@pytest.mark.parametrize("key", ["open", "counts", "dead", "history", "items", "near:counter"])
def test_a_key_that_somebody_else_has_written_to_is_named(flow, findings, key):
    flow.redis.sadd(f"wm:{key}", "in the way")

    found = findings()["keys"]

    assert found["verdict"] == "fail"
    assert f"wm:{key} is a set, not a " in found["message"]


def test_very_many_dead_letters_are_told_with_what_bounds_them(flow, findings, monkeypatch):
    for number in range(8):
        flow.redis.xadd(flow.keys.dead, {"page": f"{number}-1", "page:body": b"x" * 100_000})
    assert "memory" not in findings()["dead letters"]["message"]

    monkeypatch.setattr("wiremill.operate.doctor._MANY_DEAD_LETTERS", 8)
    found = findings()["dead letters"]

    assert "8 dead letters to look into, with about 0.8 MB" in found["message"]
    assert "dead_max_letters" in found["advice"]
    assert found["verdict"] == "warn"


def test_dead_letters_that_take_much_of_the_memory_are_told(flow, findings, monkeypatch):
    flow.redis.config_set("maxmemory", 500_000_000)
    try:
        for _ in range(3):
            flow.redis.xadd(flow.keys.dead, {"page": "1-1", "page:body": b"x" * 20_000_000})
        found = findings()["dead letters"]
        monkeypatch.setenv("WIREMILL_DEAD_MAX_LETTERS", "1000")
        bounded = findings()["dead letters"]
    finally:
        flow.redis.config_set("maxmemory", 0)

    assert "57.2 MB, 12% of the memory that Redis may take" in found["message"]
    assert "dead_max_letters" in found["advice"]
    assert "dead_max_letters" not in bounded["advice"]


def test_memory_near_its_limit_is_told(flow, findings):
    used = flow.redis.info("memory")["used_memory"]
    flow.redis.config_set("maxmemory", int(used * 1.05))
    try:
        assert findings()["memory"]["verdict"] in {"warn", "fail"}
    finally:
        flow.redis.config_set("maxmemory", 0)


def test_dead_letters_and_items_that_nobody_reads_are_told(flow, findings, monkeypatch):
    monkeypatch.setattr("wiremill.operate.doctor._MANY_UNREAD_ITEMS", 1)
    flow.push("https://example.org/a")
    flow.run()
    flow.redis.xadd(flow.keys.dead, {"page": "1-1"})

    found = findings()
    assert found["dead letters"]["verdict"] == "warn"
    assert found["items: wm:items"]["verdict"] == "warn"

    flow.redis.xgroup_create(flow.keys.items, "slow", id="0")
    assert "'slow'" in findings()["items: wm:items"]["message"]


def test_wrong_rules_fail(flow, findings, tmp_path, monkeypatch):
    rules = tmp_path / "rules.toml"
    rules.write_text("nonsense = 1")
    monkeypatch.setenv("WIREMILL_RULES_FILE", str(rules))

    assert findings()["rules"]["verdict"] == "fail"


def test_eviction_and_a_missing_log_are_told(tmp_path):
    with EmbeddedServer(tmp_path, options=["--maxmemory-policy", "allkeys-lru", "--appendonly", "no"]) as server:
        found = {one.name: one for one in examine(Settings(redis_url=server.url))}

    assert found["eviction"].verdict == "fail"
    assert "allkeys-lru" in found["eviction"].message
    assert found["persistence"].verdict == "warn"
