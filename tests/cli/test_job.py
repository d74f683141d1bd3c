from __future__ import annotations

import threading

import flow as flow_module
import msgspec
import pytest
from job_helpers import URLS, receipts_of, until

from wiremill.client.producer import Receipt
from wiremill.errors import PageFault
from wiremill.ledger.peek import existing_entries


def _follow(job, flow, between=lambda: None):
    items = []
    for turn in job.poll():
        items += [msgspec.json.decode(data)["url"] for data in turn]
        between()
        flow.run()
    return items


@pytest.mark.parametrize("keep_items", [True, False])
def test_every_page_is_seen_to_its_end_and_every_item_received_once(flow, keep_items, begin_job):
    flow.push("https://example.org/before", body=b"of another producer")
    flow.run()
    job = begin_job(flow, receipts_of(flow), keep_items=keep_items)

    items = _follow(job, flow)

    assert sorted(items) == URLS
    assert (job.outcomes["published"], job.items, job.awaited) == (3, 3, set())
    assert {trace.url for trace in job.traces} == set(URLS)
    assert job.reconcile(whole_history=True).exact
    job.close()
    assert not flow.redis.xinfo_groups(flow.keys.items)


@pytest.mark.parametrize("keep_items", [True, False])
def test_items_that_come_before_their_receipt_are_received(make_flow, keep_items, begin_job):
    flow, other = make_flow(), make_flow()
    job = begin_job(flow, receipts_of(other, ended_first=True), keep_items=keep_items)

    assert sorted(_follow(job, flow)) == URLS
    assert job.outcomes["published"] == 3


def test_a_page_that_vanishes_is_noticed(flow, monkeypatch, begin_job):
    monkeypatch.setattr("wiremill.local.job._QUIET_SECONDS", 0.1)
    monkeypatch.setattr("wiremill.ledger.accounting._RECHECK_SECONDS", 0.1)

    def receipts():
        for receipt in receipts_of(flow):
            if receipt.url == URLS[1]:
                assert flow.redis.xdel(flow.keys.intake, receipt.intake_id)
            yield receipt

    class Still:
        """A flow that begins once all pages are handed over."""

        @staticmethod
        def run():
            if not job.handing_over:
                flow.run()

    job = begin_job(flow, receipts(), keep_items=True)

    items = _follow(job, Still)

    assert sorted(items) == [URLS[0], URLS[2]]
    assert job.lost == {job.handed_over[1]}
    assert [breach.page for breach in job.reconcile(whole_history=True).breaches] == [job.handed_over[1]]


def test_what_handing_over_raises_is_raised_once_the_pages_before_have_ended(flow, begin_job):
    def receipts():
        yield from receipts_of(flow)
        raise ValueError("no more pages")

    job = begin_job(flow, receipts(), keep_items=True)

    with pytest.raises(ValueError, match="no more pages"):
        _follow(job, flow)

    assert job.outcomes["published"] == 3


def test_an_item_is_the_outcome_of_its_page_and_the_history_does_not_count_it_again(flow, begin_job):
    may_end = threading.Event()

    def receipts():
        yield from receipts_of(flow)
        may_end.wait(10)

    job = begin_job(flow, receipts())
    turns = job.poll()
    until(turns, lambda: len(job.handed_over) == 3)
    flow.run()
    history = [fields for _, fields in flow.redis.xrange(flow.keys.history)]
    flow.redis.xtrim(flow.keys.history, maxlen=0, approximate=False)

    until(turns, lambda: job.items == 3)
    assert (job.outcomes, job.awaited) == ({"published": 3}, set())
    assert {(trace.found_in, len(trace.runs)) for trace in job.traces} == {("items", 3)}
    assert {trace.url for trace in job.traces} == set(URLS)

    for fields in history:
        flow.redis.xadd(flow.keys.history, fields)
    until(turns, lambda: {trace.found_in for trace in job.traces} == {"history"})
    may_end.set()
    assert [item for items in turns for item in items] == []
    assert (job.outcomes, job.items) == ({"published": 3}, 3)
    assert {run.stage for run in job.traces[0].runs} == {"parse", "classify", "enrich", "publish"}


def test_a_page_that_died_and_was_replayed_counts_as_what_became_of_it(make_flow, begin_job):
    faults = [PageFault("page_refused", "not yet")]

    def classify(documents):
        if faults:
            raise faults[0]
        return flow_module.classify(documents)

    flow = make_flow(classify=classify)
    may_end = threading.Event()

    def receipts():
        [intake_id] = flow.push(URLS[0])
        yield Receipt("p", intake_id, "", URLS[0])
        may_end.wait(10)

    job = begin_job(flow, receipts())
    turns = job.poll()
    until(turns, lambda: len(job.handed_over) == 1)
    flow.run()
    until(turns, lambda: job.ended == 1)
    assert (job.outcomes, len(job.dead)) == ({"dead": 1}, 1)
    [(letter, _)] = flow.redis.xrange(flow.keys.dead)
    faults.clear()
    flow.scripts.replay(letter.decode())
    flow.run()
    until(turns, lambda: job.items == 1)
    may_end.set()
    list(turns)

    assert (+job.outcomes, job.dead) == ({"published": 1}, [])
    assert [trace.state for trace in job.traces] == ["published"]


def test_a_page_that_ends_while_it_is_looked_for_is_not_lost(flow, monkeypatch, begin_job):
    for name in ("_QUIET_SECONDS", "_RECHECK_SECONDS"):
        monkeypatch.setattr(f"wiremill.local.job.{name}", 0.0)
    job = begin_job(flow, receipts_of(flow))

    def end_first(*args):
        flow.run()
        return existing_entries(*args)

    monkeypatch.setattr("wiremill.local.job.existing_entries", end_first)
    lost = set()
    for _ in job.poll():
        lost |= job.lost

    assert (job.outcomes, lost) == ({"published": 3}, set())
    assert job._missing_before
