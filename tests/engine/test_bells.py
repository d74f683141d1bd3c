"""Bells: enough of them that work is found, and never so many that they are work themselves."""

from __future__ import annotations

import os
import subprocess
import sys

import msgspec
import pytest
from fleet import ROOT
from flow import parse

import worker.drain
from wiremill.page import Page
from wiremill.producer import Producer
from worker.drain import Drainer
from worker.stages.parse import ParseStage


@pytest.fixture
def rung(monkeypatch):
    rung = []

    def ring(stage, spread=5):
        rung.append((stage, spread))
        return True

    monkeypatch.setattr("worker.bell.ring", ring)
    return rung


@pytest.fixture
def drainer(local, monkeypatch):
    monkeypatch.setattr(worker.drain, "make_stage", lambda _name, scripts: ParseStage(parse, scripts.settings))
    drainer = Drainer(msgspec.structs.replace(local, batch_pages=4))
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
    monkeypatch.setattr("worker.bell.ring", lambda *_: False)
    drainer.settings = msgspec.structs.replace(drainer.settings, drain_seconds=1e-9)
    push(local, 40)

    drainer.drain("parse", 5)

    assert drainer.redis.xlen(drainer.keys.intake) == 0


def test_bells_wait_where_they_are_counted(local, drainer):
    code = "from worker import bell; raise SystemExit(not all([bell.ring('parse'), bell.ring('parse')]))"
    environ = {**os.environ, "WIREMILL_REDIS_URL": local.redis_url}

    subprocess.run([sys.executable, "-c", code], env=environ, cwd=ROOT, check=True)

    assert drainer.redis.llen(drainer.keys.queue("parse")) == 2


@pytest.mark.usefixtures("rung")
def test_memory_is_given_back_while_a_stage_is_drained_but_not_after_each_batch(local, drainer, monkeypatch):
    given = []
    monkeypatch.setattr("worker.drain.give_back_memory", lambda: given.append(1))
    push(local, 40)

    drainer.drain("parse", 0)

    assert len(given) == 1
