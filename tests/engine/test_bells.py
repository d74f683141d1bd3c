"""Bells: enough of them that work is found, and never so many that they are work themselves."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import pytest
from celery import Celery
from flow import parse

import worker.runtime.drain
from bench.lib.workers import ROOT, wait_until
from wiremill.client.producer import Producer
from wiremill.contract.page import Page
from wiremill.ledger.accounting import take_census
from wiremill.ledger.workers import server_seconds
from worker.runtime.drain import Drainer
from worker.runtime.stages.parse import ParseStage


@pytest.fixture
def rung(monkeypatch):
    rung = []

    def ring(_doorbell, stage, spread=5):
        rung.append((stage, spread))
        return True

    monkeypatch.setattr("worker.runtime.doorbell.Doorbell.ring", ring)
    return rung


@pytest.fixture
def drainer(local, monkeypatch):
    monkeypatch.setattr(worker.runtime.drain, "make_stage", lambda _name, scripts: ParseStage(parse, scripts.settings))
    drainer = Drainer(msgspec.structs.replace(local, batch_pages=4), Celery(set_as_current=False))
    yield drainer
    drainer.step("parse").close()
    drainer.redis.close()


def push(local, count):
    with Producer(settings=local) as producer:
        list(producer.send_many(Page(url=f"https://example.org/{i}", body=b"b") for i in range(count)))


def test_the_next_stages_are_rung_once_for_many_batches(local, drainer, rung):
    push(local, 40)

    drainer.drain("parse", 0)

    assert sorted(rung) == [("classify", 5), ("enrich", 5)]


def test_a_stage_whose_bell_was_answered_is_rung_again(local, drainer, rung):
    push(local, 4)
    drainer.drain("parse", 0)
    drainer.redis.delete(drainer.keys.bell("enrich"))
    push(local, 4)
    drainer.drain("parse", 0)

    assert rung.count(("enrich", 5)) == 2
    assert rung.count(("classify", 5)) == 1


def test_full_batches_call_for_fewer_and_fewer_helpers(local, drainer, rung):
    push(local, 40)

    drainer.drain("parse", 2)

    assert [bell for bell in rung if bell[0] == "parse"] == [("parse", 1), ("parse", 0)]


def test_nobody_is_called_while_enough_bells_wait(local, drainer, rung):
    push(local, 40)
    drainer.redis.rpush(drainer.keys.queue("parse"), *range(16))

    drainer.drain("parse", 5)

    assert [bell for bell in rung if bell[0] == "parse"] == []


def test_a_process_rings_for_itself_when_its_time_is_over(local, drainer, rung):
    drainer.settings = msgspec.structs.replace(drainer.settings, drain_seconds=1e-9)
    push(local, 40)

    drainer.drain("parse", 0)

    assert ("parse", 0) in rung
    assert drainer.redis.xlen(drainer.keys.intake) == 36


def test_a_process_that_cannot_ring_stays_until_nothing_is_left(local, drainer, monkeypatch):
    monkeypatch.setattr("worker.runtime.doorbell.Doorbell.ring", lambda *_: False)
    drainer.settings = msgspec.structs.replace(drainer.settings, drain_seconds=1e-9)
    push(local, 40)

    drainer.drain("parse", 5)

    assert drainer.redis.xlen(drainer.keys.intake) == 0


def elsewhere(local, code, clock_off=0):
    """Run code with `doorbell` in a process of its own, whose clock is so many seconds ahead; return what it printed."""
    begin = f"""
import datetime, time
true = time.time
time.time = lambda: true() + {clock_off}
from worker.app import app, settings
app.now = lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds={clock_off})
from wiremill.client.connection import connect
from wiremill.ledger.scripts import Scripts
from wiremill.ledger.workers import server_seconds
from worker.runtime.doorbell import RUNG_AT, Doorbell
from worker.tasks import drain
scripts = Scripts(connect(settings), settings)
doorbell = Doorbell(scripts, app)
"""
    environ = {**os.environ, "WIREMILL_REDIS_URL": local.redis_url}
    command = [sys.executable, "-c", begin + code]
    return subprocess.run(command, env=environ, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


def test_bells_wait_where_they_are_counted(local, drainer):
    assert elsewhere(local, "print(doorbell.ring('parse'), doorbell.ring('parse'))") == ["True", "True"]

    assert drainer.redis.llen(drainer.keys.queue("parse")) == 2


@pytest.mark.parametrize("clock_off", [-3600, 3600])
def test_a_bell_is_answered_whatever_the_clock_of_the_host_that_rang_it_says(start, local, scripts_of, clock_off):
    # Given a worker that does not look for work by itself
    start(environ={"WIREMILL_BELL_SECONDS": "3600"})
    push(local, 4)

    assert elsewhere(local, "print(doorbell.ring('parse'))", clock_off) == ["True"]

    wait_until("the pages", lambda: take_census(scripts_of).in_flight == 0, 30)
    assert take_census(scripts_of).published == 4


def test_a_bell_is_void_when_it_has_waited_for_too_long_by_the_clock_of_the_server(local, drainer, rung):
    push(local, 4)
    now = server_seconds(drainer.scripts)

    drainer.drain("parse", 0, now - 40)
    assert drainer.redis.xlen(drainer.keys.intake) == 4

    drainer.drain("parse", 0, now - 20)
    assert drainer.redis.xlen(drainer.keys.intake) == 0


def test_a_void_bell_wakes_no_process_of_a_worker(start, local, scripts_of):
    """With another broker than this Redis nothing else bounds what those do that wait."""
    start(environ={"WIREMILL_BELL_SECONDS": "3600"}, processes=1)
    push(local, 4)

    headers = "{RUNG_AT: server_seconds(scripts) - 40}"
    elsewhere(local, f"drain.apply_async(('parse', 0), queue='parse', headers={headers})")
    wait_until("the bell to be taken", lambda: not scripts_of.redis.llen(scripts_of.keys.queue("parse")))
    elsewhere(local, "doorbell.ring('classify', 0)")
    wait_until("the bell behind it", lambda: scripts_of.redis.exists(scripts_of.keys.stage("classify")))

    assert scripts_of.redis.xlen(scripts_of.keys.intake) == 4


def test_a_bell_does_not_cost_a_look_at_the_clock(local, drainer):
    code = """
doorbell.ring("parse")
scripts.redis.config_resetstat()
for _ in range(20):
    doorbell.ring("parse")
print("cmdstat_time" in scripts.redis.info("commandstats"))
"""

    assert elsewhere(local, code) == ["False"]
    assert drainer.redis.llen(drainer.keys.queue("parse")) == 21


@pytest.mark.usefixtures("rung")
def test_memory_is_given_back_while_a_stage_is_drained_but_not_after_each_batch(local, drainer, monkeypatch):
    given = []
    monkeypatch.setattr("worker.runtime.drain.give_back_memory", lambda: given.append(1))
    push(local, 40)

    drainer.drain("parse", 0)

    assert len(given) == 1
