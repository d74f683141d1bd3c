"""A job on a server that others use too: nothing is trimmed under it, it leaves nothing, and keeps nothing of theirs."""

from __future__ import annotations

import gc
import threading
import tracemalloc

import msgspec
import pytest
from job_helpers import URLS, receipts_of, until, wait_for

from wiremill.client.producer import Receipt
from wiremill.errors import JobForgotten
from worker.runtime.housekeeping import Housekeeping


def _pending(flow, job):
    return flow.redis.xpending(flow.keys.items, job._group)["pending"]


def _history_of(flow, pages):
    """Make the history keep so many pages, as workers with that setting do."""
    flow.scripts.settings = msgspec.structs.replace(flow.scripts.settings, history_pages=pages)


def test_nothing_is_trimmed_under_a_job_whose_reader_pauses(flow, monkeypatch, begin_job):
    monkeypatch.setattr("wiremill.local.job._QUIET_SECONDS", 0.1)
    _history_of(flow, 1)

    def receipts():
        for url in [f"https://example.org/{number % 150}" for number in range(300)]:
            [intake_id] = flow.push(url)
            yield Receipt("p", intake_id, "", url)

    job = begin_job(flow, receipts())
    turns = job.poll()
    next(turns)
    job._thread.join()
    flow.run()
    Housekeeping(flow.scripts).round(0)

    received = [item for items in turns for item in items]

    assert (job.outcomes, len(received), job.lost) == ({"published": 150, "duplicate": 150}, 150, set())
    job.close()
    Housekeeping(flow.scripts).round(0)
    assert flow.redis.xlen(flow.keys.history) < 100  # whole blocks are trimmed


def test_others_items_take_no_memory(flow, begin_job):
    may_end = threading.Event()
    job = begin_job(flow, iter(may_end.wait, True))
    turns = job.poll()
    next(turns)
    for number in range(150):
        flow.redis.xadd(flow.keys.items, {"intakeid": f"{number}-1", "data": bytes(100_000)})
    gc.collect()
    tracemalloc.start()

    until(turns, lambda: _pending(flow, job) == 150)

    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1_000_000
    may_end.set()
    list(turns)
    assert _pending(flow, job) == 0


def test_unknown_pages_are_bounded_in_number_and_none_of_ours_is_missed_for_it(make_flow, monkeypatch, begin_job):
    monkeypatch.setattr("wiremill.local.job_events._MAX_UNKNOWN", 10)
    monkeypatch.setattr("wiremill.local.job_events._CHUNK", 5)
    monkeypatch.setattr("wiremill.local.job_events._UNKNOWN_SECONDS", 0.2)
    flow, other = make_flow(), make_flow()
    handed_over = threading.Event()

    def receipts():
        other.push(*(f"https://example.org/other/{number}" for number in range(40)))
        other.run()
        yield from receipts_of(other, ended_first=True)
        handed_over.set()

    job = begin_job(flow, receipts())
    urls, most = [], 0
    for items in job.poll():
        urls += [msgspec.json.decode(data)["url"] for data in items]
        most = max(most, _pending(flow, job))

    assert sorted(urls) == URLS
    assert 0 < most <= 10 + 5


def test_a_backlog_of_others_pages_makes_none_of_ours_lost(flow, monkeypatch, begin_job):
    for name, value in (("job._QUIET_SECONDS", 0.0), ("job._RECHECK_SECONDS", 0.0), ("job_events._CHUNK", 2)):
        monkeypatch.setattr(f"wiremill.local.{name}", value)
    job = begin_job(flow, receipts_of(flow))
    turns = job.poll()
    next(turns)
    job._thread.join()
    flow.push(*(f"https://example.org/other/{number}" for number in range(60)))
    flow.run()
    others = [fields for _, fields in flow.redis.xrange(flow.keys.history)]
    for key in (flow.keys.history, flow.keys.items):
        [ours] = [entries for entries in [flow.redis.xrange(key, count=3)] if entries]
        flow.redis.xdel(key, *(entry for entry, _ in ours))
        for _, fields in ours:
            flow.redis.xadd(key, fields)
    assert len(others) == 63

    lost = set()
    for _ in turns:
        lost |= job.lost

    assert (job.outcomes, lost) == ({"published": 3}, set())


@pytest.mark.parametrize("stream", ["history", "items"])
def test_what_the_server_handed_out_in_an_answer_that_was_lost_is_read_again(flow, monkeypatch, stream, begin_job):
    monkeypatch.setattr("wiremill.local.job._QUIET_SECONDS", 0.1)
    job = begin_job(flow, receipts_of(flow))
    turns = job.poll()
    next(turns)
    job._thread.join()
    flow.run()
    flow.redis.xreadgroup(job._group, "run", {getattr(flow.keys, stream): ">"})
    if stream == "history":  # where the item alone tells the outcome, nothing would be missed
        flow.redis.xtrim(flow.keys.items, maxlen=0, approximate=False)

    items = [item for items in turns for item in items]

    assert job.outcomes == {"published": 3}
    assert len(items) == (3 if stream == "items" else 0)


def test_a_job_gives_signs_of_life_while_nobody_takes_its_items(flow, monkeypatch, begin_job):
    monkeypatch.setattr("wiremill.ledger.job_group.HEARTBEAT_SECONDS", 0.02)
    job = begin_job(flow, receipts_of(flow))
    turns = job.poll()
    next(turns)
    silence_key = flow.keys.job(job._group.rpartition("-")[2])

    for _ in range(2):
        Housekeeping(flow.scripts).round(0)
        wait_for(lambda: not flow.redis.exists(silence_key))

    job.close()
    assert not flow.redis.exists(silence_key)
    assert not flow.redis.xinfo_groups(flow.keys.items)
    assert not flow.redis.xinfo_groups(flow.keys.history)


@pytest.mark.parametrize("keep_items", [True, False])
def test_a_job_that_was_given_up_says_what_it_can_not_know(flow, keep_items, begin_job):
    job = begin_job(flow, receipts_of(flow), keep_items=keep_items)
    turns = job.poll()
    until(turns, lambda: len(job.handed_over) == 3)
    job._job_group._destroy()

    with pytest.raises(
        JobForgotten, match=r"for 15 minutes.* of 3 pages handed over, 3 have no outcome.*wiremill trace"
    ):
        list(turns)

    assert job.lost == set()
