"""Pools of Celery that a worker may run with: limits of time and memory hold for processes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.lib.workers import ROOT, wait_until
from wiremill.client.producer import Producer
from wiremill.contract.page import Page
from wiremill.ledger.accounting import take_census
from wiremill.ledger.workers import read_heartbeats


def celery(local, folder, *options, app="worker", **environ):
    """Run a worker's command to its end; return its exit status and what it said last."""
    path = os.pathsep.join([str(ROOT), str(folder)])
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-q", "-A", app, "worker", *options],
        env={**os.environ, "PYTHONPATH": path, "WIREMILL_REDIS_URL": local.redis_url, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def refused(code, said, name):
    last = said.strip().splitlines()[-1]
    assert code == 1, said
    assert "Traceback" not in said
    assert last.startswith(f"wiremill: pool '{name}' can't be used: the limits of time and memory hold for a process")
    assert "-P prefork" in last
    return True


def test_a_pool_of_threads_is_refused_with_the_way_out(local, tmp_path):
    assert refused(*celery(local, tmp_path, "-P", "threads", "-c", "4"), "threads")


def test_a_pool_from_the_configuration_is_refused_too(local, tmp_path):
    (tmp_path / "threaded.py").write_text("from worker.app import app\n\napp.conf.worker_pool = 'threads'\n")

    assert refused(*celery(local, tmp_path, app="threaded"), "threads")


def test_a_custom_pool_that_is_not_made_of_processes_is_refused(local, tmp_path):
    (tmp_path / "own.py").write_text("from celery.concurrency.base import BasePool\n\nclass Pool(BasePool): ...\n")

    answer = celery(local, tmp_path, "-P", "custom", CELERY_CUSTOM_WORKER_POOL="own:Pool")

    assert refused(*answer, "custom")


@pytest.mark.parametrize("name", ["gevent", "eventlet"])
def test_green_threads_are_refused_by_name_before_they_are_loaded(local, tmp_path, name):
    """Celery loads what `-P` names by itself; from a worker made in code only we can tell."""
    code = f"from worker.app import app; app.Worker(pool_cls={name!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "WIREMILL_REDIS_URL": local.redis_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert refused(done.returncode, done.stderr, name)


@pytest.mark.parametrize(("option", "name"), [("solo", "solo"), ("prefork", "prefork"), ("processes", "prefork")])
def test_processes_are_welcome_and_the_worker_says_which_pool_it_has(start, local, scripts_of, option, name):
    start(processes=1, options=("-P", option))
    with Producer(settings=local) as producer:
        list(producer.send_many(Page(url=f"https://example.org/{i}", body=b"text %d" % i) for i in range(20)))

    wait_until("the pages", lambda: take_census(scripts_of).published == 20)

    [heartbeat] = read_heartbeats(scripts_of)
    assert heartbeat.pool == name
