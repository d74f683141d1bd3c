"""The index of seen texts: how long it remembers, and that it goes away by itself."""

from __future__ import annotations

import time

import pytest


@pytest.fixture
def at(flow, monkeypatch):
    """Publish the same page when so many windows of time have begun, and a share of one is over."""
    window = flow.scripts.settings.duplicate_window_seconds
    begun = time.time() // window * window

    def publish(windows):
        monkeypatch.setattr("worker.runtime.stages.publish.time.time", lambda: begun + windows * window)
        flow.push("https://example.org/a")
        flow.run()
        return flow.counts().get("published"), flow.counts().get("duplicate", 0)

    return publish


def test_a_duplicate_is_found_across_the_boundary_of_two_slices(at):
    assert at(0.9) == (1, 0)
    assert at(1.1) == (1, 1)


def test_a_text_is_forgotten_after_a_window(at):
    assert at(0.1) == (1, 0)
    assert at(1.2) == (2, 0)


def test_a_text_of_the_slice_before_the_last_is_forgotten(at):
    assert at(0.9) == (1, 0)
    assert at(2.1) == (2, 0)


def test_every_key_of_the_index_goes_away_by_itself(flow):
    """After two windows: the slice that it is for, and the next, in which it is still looked at."""
    flow.push(*(f"https://example.org/{number}" for number in range(5)))
    flow.run()

    keys = list(flow.redis.scan_iter("wm:seen:*"))

    window = flow.scripts.settings.duplicate_window_seconds
    assert len(keys) == 5
    assert all(2 * window - 60 < flow.redis.ttl(key) <= 2 * window for key in keys)
