"""The Celery worker as it is run, with its processes killed, stopped and shut down."""

from __future__ import annotations

import os
import signal

import kombu
import pytest

from bench.lib.workers import LEAN, Worker, wait_until
from wiremill.client.connection import broker_settings
from wiremill.contract.page import Page
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.keys import STAGES
from wiremill.ledger.stage_runs import unpack_runs
from wiremill.local.server import EmbeddedServer
from worker.tasks import drain


def pages(count, body=b"text %d"):
    return [Page(url=f"https://example.org/{i}", body=body % i if b"%d" in body else body) for i in range(count)]


def ended(scripts, number):
    return lambda: take_census(scripts).ended >= number


@pytest.mark.parametrize("stages", [STAGES, ()], ids=["named", "none named"])
def test_a_worker_takes_pages_through_all_stages(start, producer, scripts_of, stages):
    start(stages=stages)

    receipts = list(producer.send_many(pages(500)))

    wait_until("the pages", ended(scripts_of, 500))
    result = reconcile(scripts_of, [receipt.intake_id for receipt in receipts])
    assert result.exact, result
    assert result.census.published == 500


def test_a_key_of_a_wrong_type_stops_no_worker(start, producer, scripts_of):
    worker = start(processes=1)
    wait_until("the streams", lambda: scripts_of.redis.exists(scripts_of.keys.stage("enrich")))
    scripts_of.redis.rename(scripts_of.keys.stage("enrich"), "aside")
    scripts_of.redis.set(scripts_of.keys.stage("enrich"), "in the way")
    wait_until("the refusal", lambda: b"redis.refused" in worker.log.read_bytes())
    list(producer.send_many(pages(3)))
    wait_until("a second refusal", lambda: worker.log.read_bytes().count(b"redis.refused") > 1)

    scripts_of.redis.rename("aside", scripts_of.keys.stage("enrich"))

    wait_until("the pages", ended(scripts_of, 3))
    assert take_census(scripts_of).published == 3
    assert b"redis.too_old" not in worker.log.read_bytes()


class _Opens:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_a_pickled_message_is_never_unpickled_and_stops_nobody(start, producer, scripts_of, tmp_path):
    opened = tmp_path / "opened"
    headers = {"lang": "py", "task": drain.name, "id": "1", "root_id": "1", "parent_id": None, "group": None}
    with kombu.Connection(
        broker_settings(scripts_of.settings)["broker_url"],
        transport_options={"global_keyprefix": f"{scripts_of.keys.namespace}:celery:"},
    ) as connection:
        connection.Producer(serializer="pickle").publish(
            (("parse", _Opens(opened)), {}, {}), routing_key="parse", headers=headers, declare=[kombu.Queue("parse")]
        )
    assert scripts_of.redis.llen(scripts_of.keys.queue("parse")) == 1
    worker = start(processes=1)

    wait_until("the message", lambda: scripts_of.redis.llen(scripts_of.keys.queue("parse")) == 0)
    list(producer.send_many(pages(10)))
    wait_until("the pages", ended(scripts_of, 10))

    assert "ContentDisallowed" in worker.log.read_text()
    assert not opened.exists()


def test_workers_of_single_stages_do_the_work_together(start, producer, scripts_of):
    for stage in ("parse", "classify", "enrich", "publish"):
        start(stage, stages=[stage], processes=1)

    list(producer.send_many(pages(100)))

    wait_until("the pages", ended(scripts_of, 100))
    assert take_census(scripts_of).published == 100


def test_a_page_that_kills_its_process_takes_no_other_along(start, producer, scripts_of, tmp_path):
    start()
    crashing = Page(url="https://example.org/crash", body=b"crash")

    list(producer.send_many([*pages(20), crashing, *pages(40)[20:]]))

    wait_until("the pages", ended(scripts_of, 41))
    census = take_census(scripts_of)
    assert (census.published, census.dead, census.reasons) == (40, 1, {"dead:worker_lost": 1})
    [(letter, fields)] = scripts_of.redis.xrange(scripts_of.keys.dead)
    assert fields[b"stage"] == b"parse"
    assert fields[b"attempts"] == b"3"
    assert fields[b"page:body"]

    (tmp_path / "fixed").touch()
    scripts_of.replay(letter)
    wait_until("the replayed page", lambda: take_census(scripts_of).published == 41)
    assert reconcile(scripts_of).exact


def test_a_page_that_hangs_is_given_up(start, producer, scripts_of):
    start(environ={"WIREMILL_PAGE_SECONDS": "0.3"})

    list(producer.send_many([*pages(5), Page(url="https://example.org/hang", body=b"hang")]))

    wait_until("the pages", ended(scripts_of, 6))
    census = take_census(scripts_of)
    assert (census.published, census.reasons) == (5, {"dead:time_limit": 1})


def test_a_long_batch_keeps_its_lease(start, producer, scripts_of):
    start("a", processes=1, environ={"WIREMILL_LEASE_SECONDS": "0.6"})
    start("b", processes=1, environ={"WIREMILL_LEASE_SECONDS": "0.6"})

    list(producer.send_many(pages(1, b"slow:2.5 text")))

    wait_until("the page", ended(scripts_of, 1))
    [(_, history)] = scripts_of.redis.xrange(scripts_of.keys.history)
    assert [run.attempt for run in unpack_runs(history[b"runs"])] == [1, 1, 1, 1]


def test_a_warm_shutdown_finishes_the_batch_and_leaves_nothing_leased(start, producer, scripts_of):
    worker = start(processes=2)
    list(producer.send_many(pages(60, b"slow:0.05 text %d")))
    wait_until("work in progress", lambda: scripts_of.census()[1] > 0)

    worker.stop()

    assert scripts_of.census()[1] == 0
    for stage in ("classify", "enrich", "publish"):
        assert scripts_of.redis.xpending(scripts_of.keys.stage(stage), "wiremill")["pending"] == 0
    start("next")
    wait_until("the pages", ended(scripts_of, 60))
    assert take_census(scripts_of).published == 60


def test_what_a_killed_worker_held_is_taken_over(start, producer, scripts_of):
    worker = start(processes=1)
    list(producer.send_many(pages(40, b"slow:0.2 text %d")))
    wait_until("work in progress", lambda: scripts_of.census()[1] > 0)

    children = worker.children()
    worker.kill()
    for child in children:
        os.kill(child, signal.SIGKILL)
    start("next")

    wait_until("the pages", ended(scripts_of, 40))
    result = reconcile(scripts_of)
    assert result.exact, result
    assert result.census.published == 40


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_killed_child_frees_its_pages_at_once(start, producer, scripts_of, method):
    """However the children are made, they have a name from which the main process knows what they held."""
    options = (*LEAN, "--pool-start-method", method)
    worker = start(processes=1, environ={"WIREMILL_LEASE_SECONDS": "60"}, options=options)
    list(producer.send_many(pages(8, b"slow:0.3 text %d")))
    wait_until("work in progress", lambda: scripts_of.census()[1] > 0)

    os.kill(worker.children()[0], signal.SIGKILL)

    assert wait_until("the pages", ended(scripts_of, 8)) < 30
    assert take_census(scripts_of).published == 8


def test_a_stopped_process_that_wakes_up_late_changes_nothing(start, producer, scripts_of):
    worker = start(processes=1)
    list(producer.send_many(pages(3, b"slow:0.5 text %d")))
    wait_until("work in progress", lambda: scripts_of.census()[1] > 0)
    sleeper = worker.children()[0]
    os.kill(sleeper, signal.SIGSTOP)
    start("other", processes=1)
    wait_until("the pages", ended(scripts_of, 3))

    os.kill(sleeper, signal.SIGCONT)

    wait_until("the late process to give up", lambda: b"lease.lost" in worker.log.read_bytes())
    assert b'"outcome":"lost"' in worker.log.read_bytes()
    result = reconcile(scripts_of)
    assert result.exact, result
    assert result.census.published == 3


def test_work_is_found_although_the_servers_clock_was_set_back(start, producer, scripts_of):
    # Given marks that a clock an hour ahead has left: each says that somebody rings already
    scripts = scripts_of
    for stage in STAGES:
        scripts.redis.set(scripts.keys.bell(stage) + ":look", 1, ex=3600)
    start()

    # When pages come
    list(producer.send_many(pages(3)))

    # Then they need not wait for that hour
    wait_until("the pages", ended(scripts, 3), 20)
    assert take_census(scripts).published == 3


def test_a_server_that_is_too_old_is_refused_before_anything_is_forked(local, tmp_path):
    worker = Worker(local.redis_url, tmp_path / "w.log", app="high_floor_app", processes=1)

    with worker:
        assert worker.process.wait(60) == 1
    said = worker.log.read_text()
    assert "which is too old: install Redis 99.0 or newer, or Valkey" in said
    assert "Traceback" not in said


def test_a_server_that_is_too_old_and_comes_after_the_worker_ends_it(tmp_path):
    server = EmbeddedServer(tmp_path / "redis")
    worker = Worker(server.url, tmp_path / "w.log", app="high_floor_app", processes=1)
    with worker:
        wait_until("a worker without a server", lambda: b"Cannot connect to" in worker.log.read_bytes())

        with server:
            assert worker.process.wait(60) == 1
    assert "redis.too_old" in worker.log.read_text()
