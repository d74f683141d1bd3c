from __future__ import annotations

import msgspec
import pytest

from wiremill.job import Job
from wiremill.producer import Receipt

URLS = [f"https://example.org/{number}" for number in range(3)]


def _receipts(flow, *, ended_first=False):
    for url in URLS:
        [intake_id] = flow.push(url)
        if ended_first:
            flow.run()
        yield Receipt("p", intake_id, "", url)


def _follow(job, flow, between=lambda: None):
    items = []
    for turn in job.turns():
        items += [msgspec.json.decode(data)["url"] for data in turn]
        between()
        flow.run()
    return items


@pytest.mark.parametrize("keep_items", [True, False])
def test_every_page_is_seen_to_its_end_and_every_item_received_once(flow, keep_items):
    flow.push("https://example.org/before", body=b"of another producer")
    flow.run()
    job = Job(flow.scripts, _receipts(flow), keep_items=keep_items)

    items = _follow(job, flow)

    assert sorted(items) == URLS
    assert (job.outcomes["published"], job.items, job.awaited) == (3, 3, set())
    assert {trace.url for trace in job.traces} == set(URLS)
    assert job.reconcile(whole_history=True).exact
    job.close()
    assert not flow.redis.xinfo_groups(flow.keys.items)


def test_items_that_come_before_their_receipt_are_received(make_flow):
    flow, other = make_flow(), make_flow()
    job = Job(flow.scripts, _receipts(other, ended_first=True), keep_items=True)

    assert sorted(_follow(job, flow)) == URLS
    assert job.outcomes["published"] == 3


def test_a_page_that_vanishes_is_noticed(flow, monkeypatch):
    monkeypatch.setattr("wiremill.job._QUIET_SECONDS", 0.1)
    monkeypatch.setattr("wiremill.accounting._SECOND_LOOK_SECONDS", 0.1)

    def receipts():
        for receipt in _receipts(flow):
            if receipt.url == URLS[1]:
                assert flow.redis.xdel(flow.keys.intake, receipt.intake_id)
            yield receipt

    class Still:
        """A flow that begins once all pages are handed over."""

        @staticmethod
        def run():
            if not job.handing_over:
                flow.run()

    job = Job(flow.scripts, receipts(), keep_items=True)

    items = _follow(job, Still)

    assert sorted(items) == [URLS[0], URLS[2]]
    assert job.lost == {job.handed_over[1]}
    assert [breach.page for breach in job.reconcile(whole_history=True).breaches] == [job.handed_over[1]]


def test_what_handing_over_raises_is_raised_once_the_pages_before_have_ended(flow):
    def receipts():
        yield from _receipts(flow)
        raise ValueError("no more pages")

    job = Job(flow.scripts, receipts(), keep_items=True)

    with pytest.raises(ValueError, match="no more pages"):
        _follow(job, flow)

    assert job.outcomes["published"] == 3
