"""What tests of jobs share: pages handed over, and turns until something is so."""

from __future__ import annotations

import time

from wiremill.client.producer import Receipt

URLS = [f"https://example.org/{number}" for number in range(3)]


def receipts_of(flow, *, ended_first=False):
    for url in URLS:
        [intake_id] = flow.push(url)
        if ended_first:
            flow.run()
        yield Receipt("p", intake_id, "", url)


def until(turns, condition):
    for _ in turns:
        if condition():
            return
    raise AssertionError("the job has ended")


def wait_for(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
