"""Processes that come with faults: producers that fork, and `wiremill run`s that are killed or left to finish."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.faults.judging.verdict import ONCE
from bench.faults.programs.feeder import read_receipts
from bench.faults.programs.jobs import GROUP, Job, _descendants, _is_alive
from bench.lib.workers import wait_until
from wiremill.client.connection import connect
from wiremill.ledger.accounting import reconcile
from wiremill.ledger.scripts import Scripts
from wiremill.ledger.streams import entries, groups

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environ(local, tmp_path):
    return {"WIREMILL_REDIS_URL": local.redis_url, "WIREMILL_DUPLICATES": "off"}


@pytest.fixture
def start(environ, tmp_path):
    jobs = []

    def start(**options):
        jobs.append(Job(len(jobs), tmp_path, environ, **options))
        return jobs[-1]

    yield start
    for job in jobs:
        job.kill()


def published(settings):
    """Page ids of the items."""
    with connect(settings) as client:
        return [fields[b"id"].decode() for _, fields in entries(client, Scripts(client, settings).keys.items)]


@pytest.mark.parametrize("number", [0, 1], ids=["by hand", "by a pool"])
def test_a_producer_that_forks_has_parent_and_children_send_and_note(number, local, environ, tmp_path):
    notes = tmp_path / "notes.tsv"
    command = [sys.executable, "-m", "bench.faults.programs.forker", str(number), str(notes), "2"]

    subprocess.run(command, env={**os.environ, **environ}, cwd=ROOT, check=True, timeout=60)

    senders = {page.removeprefix(ONCE).partition("-")[0] for _, page, _ in read_receipts(notes)}
    assert f"fork{number}" in senders
    assert len(senders) > 3


def test_a_killed_job_leaves_its_receipts_its_pages_and_its_group_and_no_process(local, start):
    job = start(doomed=True)
    wait_until("the first pages", lambda: job.acknowledged, 60)
    begun = [job.process.pid, *_descendants(job.process.pid)]

    job.kill()

    assert len(begun) > 2  # with its guard and its worker
    assert not any(map(_is_alive, begun))
    assert job.acknowledged
    assert job.left_group
    with connect(local) as client:
        scripts = Scripts(client, local)
        assert reconcile(scripts, [intake_id for _, _, intake_id in read_receipts(job._notes)]).breaches == []
        assert [group["name"].startswith(GROUP) for group in groups(client, scripts.keys.items)] == [True]
    ending = job.ending(published(local), [])
    assert (ending.end, ending.problems) == ("killed", [])


def test_a_job_that_is_left_to_finish_is_held_to_its_word(local, start):
    job = start(doomed=False, pages=5)
    job.process.wait(60)
    items = published(local)

    right, wrong = job.ending(items, []), job.ending(items[1:], [])

    assert (right.end, right.acknowledged, right.published, right.printed) == ("ended with 0", 5, 5, 5)
    assert right.problems == []
    assert wrong.problems == [
        "it printed (5, 5, 0), and has 5 pages, 4 published, 0 dead",
        "it printed 5 items of 4",
    ]
    assert job.acknowledged == job.pages
    assert not job.left_group


def test_a_job_that_found_no_server_took_nothing_and_is_not_blamed(environ, tmp_path):
    job = Job(0, tmp_path, environ | {"WIREMILL_REDIS_URL": f"unix://{tmp_path}/none"}, doomed=False, pages=1)
    job.process.wait(60)

    ending = job.ending([], [])

    assert ending.end != "ended with 0"
    assert ending.problems == []
    assert job.acknowledged == []
