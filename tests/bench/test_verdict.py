"""What is judged of a run with faults: pages that are lost, doubled or kept from consumers, and how fast it recovered."""

from __future__ import annotations

import pytest

from bench.faults.judging.recovery import rate, seconds_to_recover
from bench.faults.judging.verdict import ONCE, judge
from bench.faults.programs.feeder import read_receipts
from bench.faults.programs.reader import read_deliveries


def test_a_run_in_which_all_is_published_once_and_delivered_is_right():
    verdict = judge(["a", "b"], [("1", "a"), ("2", "b")], set(), [("1", "a", "oo"), ("2", "b", "on")])

    assert verdict.right
    assert (verdict.acknowledged, verdict.published, verdict.delivered, verdict.mixed) == (2, 2, 2, 1)


def test_a_page_that_a_producer_was_told_of_and_nobody_has_is_lost():
    verdict = judge(["a", "b", "c"], [("1", "a")], {"c"}, [("1", "a", "oo")])

    assert verdict.lost == ["b"]
    assert not verdict.right


def test_an_entry_with_two_items_is_doubled_and_a_page_handed_over_twice_is_not():
    doubled = judge(["a"], [("1", "a"), ("1", "a")], set(), [("1", "a", "oo")])
    again = judge(["a"], [("1", "a"), ("2", "a")], set(), [("1", "a", "oo"), ("2", "a", "oo")])

    assert doubled.twice == ["1"]
    assert not doubled.right
    assert again.right
    assert again.sent_again == 1


def test_a_page_that_nobody_handed_over_again_and_that_ended_twice_is_doubled():
    page = f"{ONCE}fork0.1-7"
    items, rows = [("1", page), ("2", page)], [("1", page, "oo"), ("2", page, "oo")]

    published = judge([], items, [], rows)
    dead = judge([], items[:1], [page], rows[:1])

    assert published.doubled == dead.doubled == [page]
    assert not published.right
    assert not dead.right
    assert published.sent_again == 0
    assert judge([page], items[:1], [], rows[:1]).right


def test_an_item_that_no_consumer_got_is_told_and_one_that_came_again_is_allowed():
    verdict = judge(["a", "b"], [("1", "a"), ("2", "b")], set(), [("1", "a", "oo"), ("1", "a", "oo")])

    assert verdict.undelivered == ["2"]
    assert verdict.delivered_again == 1
    assert not verdict.right


def test_an_item_that_a_replaced_master_gave_and_its_successor_made_again_is_named_and_allowed():
    verdict = judge(["a", "b"], [("2", "a"), ("3", "b")], set(), [("1", "a", "oo"), ("2", "a", "oo"), ("3", "b", "oo")])

    assert verdict.taken_back == ["a"]
    assert verdict.right


def test_a_line_that_a_kill_has_cut_off_counts_as_never_written(tmp_path):
    notes = tmp_path / "notes"
    notes.write_text("0\tp0\t1-1\n1\tp1\t1-2\n2\tp")

    assert read_receipts(notes) == [(0, "p0", "1-1"), (1, "p1", "1-2")]
    notes.write_text("1-1\tp0\tooo\n1-2\tp1\n")
    assert read_deliveries(notes) == [("1-1", "p0", "ooo")]


def steady(*parts):
    """Samples twice a second: of each part its rate and its end."""
    samples, at, pages = [], 0.0, 0.0
    for pages_a_second, end in parts:
        while at < end:
            samples.append((at, round(pages)))
            at, pages = at + 0.5, pages + pages_a_second / 2
    return samples


def test_the_time_to_recover_is_that_until_pages_come_at_their_earlier_rate():
    samples = steady((100, 20), (0, 30), (100, 60))

    assert rate(samples, 5, 15) == pytest.approx(100)
    assert seconds_to_recover(samples, 20, 25) == pytest.approx(5, abs=1)


def test_what_never_comes_back_has_no_time_to_recover():
    assert seconds_to_recover(steady((100, 20), (10, 60)), 20, 25) is None
    assert seconds_to_recover(steady((0, 60)), 20, 25) is None
