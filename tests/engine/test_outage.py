"""A server that is away, or refuses, when a batch is to be finished: no attempt is spent, for no page is to blame."""

from __future__ import annotations

import time

import msgspec
import pytest
import redis
import structlog
from celery import Celery
from flow import Flow
from flow import classify as plain_classify
from flow import parse as plain_parse

import worker.runtime.drain
from bench.lib.workers import wait_until
from wiremill.client.connection import connect
from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.ledger.stage_runs import unpack_run, unpack_runs
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings
from worker.runtime.drain import Drainer
from worker.runtime.stages.parse import ParseStage

URLS = [f"https://example.org/{i}" for i in range(6)]


@pytest.fixture
def server(any_program, tmp_path):
    with EmbeddedServer(tmp_path / "server", program=any_program) as one:
        yield one


class Outages:
    """A flow whose server dies while the last page of a batch is parsed, as often as it is told to."""

    def __init__(self, server, **settings):
        self.server = server
        self.left = 0
        self.parsed = 0
        settings = Settings(redis_url=server.url, retry_seconds=0.05, **settings)
        # As a worker's, but for its patience, which is at an end at once.
        scripts = Scripts(connect(settings, retries=0, timeout=2), settings)
        ensure_groups(scripts.redis, scripts.keys)
        self.flow = Flow(scripts, parse=self.parse)
        self.other = Flow(scripts, name="other")

    def parse(self, body, **fields):
        self.parsed += 1
        if self.left and fields["url"] == URLS[-1]:
            self.left -= 1
            self.kill()
        return plain_parse(body, **fields)

    def kill(self):
        """Kill the server, once the kernel has what it has answered; while the disk is slow that takes a little."""
        info = self.flow.redis.info
        wait_until("its log", lambda: not info("persistence")["aof_buffer_length"])
        self.server.kill()

    def fail(self):
        """Do a batch that can't be finished, and start the server again."""
        self.left = 1
        with pytest.raises(redis.ConnectionError):
            self.flow.step("parse")
        self.server.start()

    def attempts(self):
        records = [self.flow.redis.hgetall(key) for key in self.flow.redis.scan_iter(f"{self.flow.keys.page_prefix}*")]
        return [unpack_run(record[b"run:parse"]).attempt for record in records]


@pytest.fixture
def make_outages(server):
    made = []

    def make(**settings):
        made.append(Outages(server, **settings))
        return made[-1]

    yield make
    for outages in made:
        outages.flow.close()
        outages.other.close()


def test_what_could_not_be_finished_is_finished_by_the_next_call_before_anything_is_leased(make_outages):
    outages = make_outages()
    flow = outages.flow
    flow.push(*URLS)

    outages.fail()
    flow.push("https://example.org/later")

    assert flow.step("parse") == len(URLS)
    assert outages.attempts() == [1] * len(URLS)
    assert outages.parsed == len(URLS)
    assert flow.redis.xlen(flow.keys.intake) == 1
    assert flow.step("parse") == 1


def test_no_number_of_outages_spends_an_attempt(make_outages):
    outages = make_outages(max_attempts=3)
    flow = outages.flow
    flow.push(*URLS)
    outages.fail()

    for _ in range(5):
        outages.kill()
        with pytest.raises(redis.ConnectionError):
            flow.step("parse")
        outages.server.start()
    flow.run()

    assert flow.counts() == {"accepted": len(URLS), "published": len(URLS)}
    assert {run["attempt"] for item in flow.items() for run in item["trace"]["stages"]} == {1}


def test_pages_of_the_batch_that_were_not_run_yet_are_run_once_the_others_are_finished(make_outages):
    """A batch of large pages is finished in parts, of which the first fails here."""
    outages = make_outages(batch_bytes=1000)
    flow = outages.flow
    text = b"x" * 990  # a few bytes packed, but as a document enough for a part of its own
    flow.push(URLS[-1], *URLS[:-1], body=text)

    outages.fail()
    assert outages.parsed == 1
    flow.step("parse")

    assert outages.parsed == len(URLS)
    assert outages.attempts() == [1] * len(URLS)


def test_pages_that_another_worker_has_taken_over_meanwhile_are_left_to_it(make_outages):
    outages = make_outages(lease_seconds=60)
    flow, other = outages.flow, outages.other
    flow.push(*URLS)
    outages.fail()
    first = flow.redis.xrange(flow.keys.intake, count=1)[0][0]
    flow.redis.xclaim(flow.keys.intake, "wiremill", "parse", 0, [first], idle=60_000, justid=True)
    assert other.step("parse") == 1

    with structlog.testing.capture_logs() as logs:
        assert flow.step("parse") == len(URLS)

    assert sorted(outages.attempts()) == [1] * (len(URLS) - 1) + [2]
    assert [line["intake_id"] for line in logs if line["event"] == "lease.lost"] == [first.decode()]
    assert flow.redis.xlen(flow.keys.stage("classify")) == len(URLS)


def test_pages_that_nothing_brings_their_process_back_to_are_given_back_without_an_attempt(make_outages):
    outages = make_outages(lease_seconds=1.5)
    flow, other = outages.flow, outages.other
    flow.push(*URLS)
    outages.fail()

    # When no bell reaches that process again
    def given_back():
        held = flow.redis.xpending_range(flow.keys.intake, "wiremill", "-", "+", 10, "waiting")
        return len(held) == len(URLS)

    def worked_off():
        other.step("parse")
        return not flow.redis.xlen(flow.keys.intake)

    wait_until("the leases", given_back, 20)
    wait_until("the other worker", worked_off, 20)

    assert outages.attempts() == [1] * len(URLS)
    # And the process that had them does not work on them any more
    assert flow.step("parse") == 0


def test_leases_that_another_holds_are_not_given_back(flow, scripts):
    flow.push("https://example.org/1", "https://example.org/2")
    [[first, *_]] = scripts.lease("parse", "a", pages=1, include_expired=False)
    [[second, *_]] = scripts.lease("parse", "b", pages=1, include_expired=False)

    assert scripts.give_back("parse", "a", [(first, 1), (second, 1)], wait_seconds=0) == 1

    [[again, attempt, *_]] = scripts.lease("parse", "heir", pages=5, include_expired=True)
    assert (again, attempt) == (first, 1)
    assert scripts.lease("parse", "heir of both", pages=5, include_expired=True) == []


def test_pages_that_were_given_back_leave_room_for_others_first(flow, scripts):
    flow.push("https://example.org/1")
    [[first, *_]] = scripts.lease("parse", "a", pages=1, include_expired=False)
    scripts.give_back("parse", "a", [(first, 1)], wait_seconds=1)

    assert scripts.lease("parse", "heir", pages=5, include_expired=True) == []
    wait_until("it", lambda: bool(scripts.lease("parse", "heir", pages=5, include_expired=True)), 10)


def test_a_server_that_is_away_when_publish_looks_up_is_no_fault_of_a_page(make_outages):
    outages = make_outages()
    flow = outages.flow
    flow.push(*URLS)
    for stage in ("parse", "classify", "enrich"):
        flow.step(stage)
    publish = flow.steps["publish"].stage
    read, left = publish.read, [1]

    def read_and_kill(leased):
        if left:
            left.pop()
            outages.kill()
        return read(leased)

    publish.read = read_and_kill
    with pytest.raises(redis.ConnectionError):
        flow.step("publish")
    outages.server.start()
    flow.run()

    ended = [unpack_runs(fields[b"runs"]) for _, fields in flow.redis.xrange(flow.keys.history)]
    assert [run.attempt for runs in ended for run in runs if run.stage == "publish"] == [1] * len(URLS)
    assert flow.counts() == {"accepted": len(URLS), "published": len(URLS)}


def test_a_stage_rests_after_an_error_of_the_server_and_longer_each_time(server, monkeypatch):
    """Else the bells that a worker rings for itself would bring it back ten times a second."""
    outages = Outages(server)
    outages.flow.push("https://example.org/1")
    monkeypatch.setattr(worker.runtime.drain, "_RETRIES", 0)
    monkeypatch.setattr(
        worker.runtime.drain, "make_stage", lambda _, scripts: ParseStage(plain_parse, scripts.settings)
    )
    monkeypatch.setattr("worker.runtime.doorbell.Doorbell.ring", lambda *_: True)
    drainer = Drainer(outages.flow.scripts.settings, Celery(set_as_current=False))
    outages.kill()
    begun = time.monotonic()
    failed = []

    def fails():
        try:
            drainer.drain("parse", 0)
        except redis.RedisError:
            failed.append(time.monotonic() - begun)
        return len(failed) == 4

    wait_until("errors", fails, 20)

    assert failed[-1] - failed[0] >= 0.1 + 0.2 + 0.4
    server.start()
    wait_until("the page", lambda: drainer.drain("parse", 0) or not drainer.redis.xlen(drainer.keys.intake), 20)
    drainer.step("parse").close()
    outages.flow.close()
    outages.other.close()


def test_a_dead_letter_claims_no_more_than_is_known(make_flow, scripts):
    """An answer that was lost on its way looks the same as a process that has died."""
    scripts.settings = msgspec.structs.replace(scripts.settings, max_attempts=2)
    flow = make_flow(classify=plain_classify)
    flow.push("https://example.org/1")
    for _ in range(2):
        assert scripts.lease("parse", "worker0:parse", pages=1, include_expired=False)

    flow.step("parse")

    [letter] = flow.dead()
    assert letter["reason"] == b"worker_lost"
    assert letter["error"] == b"each of 2 attempts ended without a result: its process died, or lost the server"
