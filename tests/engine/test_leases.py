"""Leases: who has a page, for how long, and what happens when its holder is gone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import msgspec
import pytest
from flow import classify as plain_classify
from flow import parse as plain_parse

from bench.lib.workers import ROOT
from worker.runtime.process_names import consumer_name, process_name


@pytest.fixture
def short(scripts):
    scripts.settings = msgspec.structs.replace(scripts.settings, lease_seconds=0.2)
    scripts._lease_ms = 200
    return scripts


def lease(scripts, consumer, pages=10, look=True):
    return scripts.lease("parse", consumer, pages=pages, include_expired=look)


def wait_for_expiry(scripts):
    until = time.monotonic() + 10
    while not scripts.backlog(["parse"], include_expired=True)["parse"]:
        assert time.monotonic() < until


def test_a_batch_is_leased_to_one_consumer(flow, scripts):
    flow.push(*(f"https://example.org/{i}" for i in range(5)))

    first, second = lease(scripts, "a", pages=3), lease(scripts, "b")

    assert [len(first), len(second)] == [3, 2]
    assert lease(scripts, "c") == []


def test_a_lease_whose_answer_was_lost_is_given_to_its_holder_again_one_by_one(flow, scripts):
    flow.push("https://example.org/1", "https://example.org/2")
    first = lease(scripts, "a")

    [again] = lease(scripts, "a")

    assert again[0] == first[0][0]
    assert again[1] == 2


def test_an_entry_that_can_never_be_taken_in_is_handed_out_cut_short_in_the_end(flow, short):
    """Each answer is too large for the process, say: after the attempts it gets what names the page, to end it."""
    flow.push("https://example.org/1", body=os.urandom(500_000))
    sizes = [len(lease(short, "a")[0][3][3]) for _ in range(4)]

    assert sizes[:3] == [sizes[0]] * 3
    assert sizes[0] >= 500_000
    assert sizes[3] < 201_000


def test_a_body_over_the_limit_is_not_handed_out_whole(flow, scripts):
    scripts.settings = msgspec.structs.replace(scripts.settings, page_max_bytes=1000)
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/1", "body": b"x" * 100_000})

    assert len(lease(scripts, "a")[0][3][3]) == 1001


def test_a_batch_ends_when_it_has_enough_bytes(flow, scripts):
    scripts.settings = msgspec.structs.replace(scripts.settings, batch_bytes=100_000)
    flow.push(*(f"https://example.org/{i}" for i in range(30)), body=os.urandom(20_000))

    assert len(lease(scripts, "a", pages=30)) == 8


def test_parse_takes_no_more_while_too_many_pages_are_in_flight(make_flow, scripts):
    scripts.settings = msgspec.structs.replace(scripts.settings, intake_max_pages=10, batch_pages=5)
    flow = make_flow()
    flow.push(*(f"https://example.org/{i}" for i in range(30)))

    while flow.step("parse"):
        pass
    assert flow.redis.zcard(flow.keys.open) == 10

    flow.run()
    assert flow.counts()["accepted"] == 30
    assert flow.in_flight() == 0


def test_expired_leases_are_handed_out_one_by_one(flow, short):
    flow.push(*(f"https://example.org/{i}" for i in range(3)))
    lease(short, "dead")
    wait_for_expiry(short)

    for number in range(3):
        [row] = lease(short, f"heir{number}")
        assert row[1] == 2


def test_a_page_without_attempts_left_is_handed_out_to_be_ended(flow, short):
    flow.push("https://example.org/1")
    for number in range(3):
        assert lease(short, f"dies{number}")[0][1] == number + 1
        wait_for_expiry(short)

    assert lease(short, "last")[0][1] == 4
    flow.redis.xclaim(flow.keys.intake, "wiremill", "waiting", 0, [_only(flow)], idle=10_000, justid=True)
    flow.run()

    [letter] = flow.dead()
    assert (letter["reason"], letter["attempts"]) == (b"worker_lost", b"3")
    assert letter["page:body"]


def test_a_renewed_lease_does_not_expire(flow, short):
    flow.push("https://example.org/1")
    [[entry, *_]] = lease(short, "slow")
    until = time.monotonic() + 0.6

    while time.monotonic() < until:
        assert short.renew(flow.keys.intake, "wiremill", "slow", [entry]) == [entry]

    assert lease(short, "other") == []


@pytest.mark.parametrize("stage", ["parse", "classify"])
def test_leases_are_renewed_while_their_batch_is_worked_on(make_flow, scripts, stage):
    """The stage goes on until it sees that, for many times the lease if need be."""
    scripts.settings = msgspec.structs.replace(scripts.settings, lease_seconds=0.6)
    seen = []

    def idle():
        held = scripts.redis.xpending_range(scripts.keys.stage(stage), "wiremill", "-", "+", 10)
        return [entry["time_since_delivered"] for entry in held]

    def until_renewed():
        until = time.monotonic() + 10
        before = idle()
        while time.monotonic() < until:
            now = idle()
            if any(later < earlier for earlier, later in zip(before, now, strict=True)):
                seen.append(now)
                return
            before = now

    def parse(body, **fields):
        until_renewed()
        return plain_parse(body, **fields)

    def classify(documents):
        until_renewed()
        return plain_classify(documents)

    flow = make_flow(**{stage: {"parse": parse, "classify": classify}[stage]})
    flow.push("https://example.org/1", "https://example.org/2")
    while not seen and flow.step("parse") + flow.step("classify"):
        pass

    assert seen


def test_a_lease_that_another_has_taken_over_is_not_renewed(flow, short):
    flow.push("https://example.org/1")
    [[entry, *_]] = lease(short, "slow")
    wait_for_expiry(short)
    lease(short, "other")

    assert short.renew(flow.keys.intake, "wiremill", "slow", [entry]) == []


def test_a_step_on_a_page_that_was_taken_over_changes_nothing(make_flow, short):
    slow, other = make_flow(), make_flow()
    slow.push("https://example.org/1")
    rows = slow.scripts.lease("parse", "worker0:parse", pages=1, include_expired=False)
    wait_for_expiry(short)
    other.step("parse")
    before = other.redis.hgetall(other.keys.page(rows[0][2].decode()))

    words = slow.scripts.finish("parse", "worker0:parse", [{"id": rows[0][0], "page": rows[0][2], "kind": "drop"}])

    assert words == ["lost"]
    assert other.redis.hgetall(other.keys.page(rows[0][2].decode())) == before
    assert other.redis.xlen(other.keys.stage("classify")) == 1


def test_a_page_handed_on_is_not_read_again(flow, scripts):
    """Its body is most of what an entry of the intake holds, and nothing of it is kept."""
    flow.push(*(f"https://example.org/{i}" for i in range(5)))
    flow.redis.config_resetstat()

    assert flow.step("parse") == 5

    assert "cmdstat_xrange" not in flow.redis.info("commandstats")
    assert flow.redis.xlen(flow.keys.intake) == 0


def test_a_page_whose_entry_was_deleted_meanwhile_is_not_handed_on(make_flow, scripts):
    flow = make_flow()
    flow.push("https://example.org/1")
    [[entry, _, page, _]] = lease(scripts, "a")
    flow.redis.xdel(flow.keys.intake, entry)
    entry = {"id": entry, "page": page, "kind": "hand_on", "record": ["document", b"{}"], "branches": ["classify"]}

    words = scripts.finish("parse", "a", [entry | {"accepted_ms": 1}])

    assert words == ["stale"]
    assert flow.redis.zcard(flow.keys.open) == 0
    assert not flow.redis.exists(flow.keys.page(page.decode()))
    assert flow.redis.xlen(flow.keys.stage("classify")) == 0
    assert flow.redis.xpending(flow.keys.intake, "wiremill")["pending"] == 0


def test_released_leases_can_be_taken_at_once(flow, scripts):
    flow.push("https://example.org/1", "https://example.org/2")
    lease(scripts, "host:1:2:abc")

    assert scripts.release("parse", ["host:1:2:"]) == 2
    assert len(lease(scripts, "heir")) == 1


def test_a_release_leaves_the_live_process_of_another_worker_alone_that_shares_host_name_and_process_ids(flow, scripts):
    """As containers do: the main process of each is 1, its child 7."""
    code = (
        "import os; os.getpid = lambda: 1; from worker.runtime import process_names as names; names.name_main_process();"
        "os.getpid = lambda: 7; print(names.process_name(7)); print(names.consumer_name())"
    )
    (beginning, dead), (_, alive) = (
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    )
    flow.push("https://example.org/1", "https://example.org/2")
    [[held, *_]] = lease(scripts, dead, pages=1)
    lease(scripts, alive, pages=1)

    assert scripts.release("parse", [beginning]) == 1

    [[freed, attempt, *_]] = lease(scripts, "heir")
    assert (freed, attempt) == (held, 2)
    assert lease(scripts, "heir of both") == []


def test_a_process_names_itself_as_its_main_process_knows_it(monkeypatch):
    monkeypatch.delenv("_WIREMILL_MAIN_PROCESS", raising=False)
    name = consumer_name()

    assert name.startswith(process_name(os.getpid()))
    assert name != consumer_name()
    assert name.startswith(f"{socket.gethostname()}:{os.getpid()}-")


def test_accepted_is_counted_once_a_page(flow, short):
    flow.push("https://example.org/1")
    for number in range(3):
        lease(short, f"dies{number}")
        wait_for_expiry(short)

    assert flow.counts()["accepted"] == 1


def test_the_groups_are_made_again_when_they_are_gone(flow, scripts):
    flow.redis.delete(flow.keys.intake)
    flow.push("https://example.org/1")

    assert len(lease(scripts, "a")) == 1


def _only(flow):
    return flow.redis.xrange(flow.keys.intake)[0][0]
