"""The schedule of faults: what a seed gives, it gives again."""

from __future__ import annotations

from itertools import islice

import pytest

from bench.faults.injection.schedule import KINDS, PAUSES, describe, schedule


def first(count, *arguments):
    return list(islice(schedule(*arguments), count))


@pytest.mark.parametrize("lane", PAUSES)
def test_a_seed_gives_the_same_faults_again_and_another_gives_others(lane):
    assert first(200, 7, lane, KINDS) == first(200, 7, lane, set(KINDS))
    assert first(200, 7, lane, KINDS) != first(200, 8, lane, KINDS)


def test_a_schedule_stays_what_it_was_when_it_was_written_down():
    assert describe(7, "server", ("kill-server", "slow", "kill-child"), count=3) == [
        "after 21.3 s kill-server",
        "after 12.2 s slow for 8.6 s",
        "after 16.9 s slow for 10.7 s",
    ]


def test_producers_that_fork_and_runs_to_kill_come_at_times_of_the_seed_among_the_other_processes():
    kinds = ("fork-producer", "kill-run", "kill-child")

    assert describe(3, "processes", kinds, count=7) == [
        "after 2.2 s kill-child",
        "after 1.5 s fork-producer for 5.8 s",
        "after 1.6 s kill-child",
        "after 2.7 s fork-producer for 4.5 s",
        "after 1.6 s kill-child",
        "after 1.1 s kill-child",
        "after 3.5 s kill-run for 2.5 s",
    ]


def test_every_kind_of_a_lane_comes_and_none_of_the_other():
    for lane in PAUSES:
        assert {fault.kind for fault in first(2000, 1, lane, KINDS)} == {
            name for name, kind in KINDS.items() if kind.lane == lane
        }


def test_pauses_and_lengths_keep_to_their_bounds():
    for lane, (least, most) in PAUSES.items():
        for fault in first(500, 3, lane, KINDS, 0.5):
            assert 0.5 * least <= fault.pause <= 0.5 * most
            low, high = KINDS[fault.kind].seconds
            assert low <= fault.seconds <= high
            assert 0 <= fault.draw < 1


def test_a_lane_of_which_no_kind_is_asked_for_has_no_faults():
    assert first(1, 1, "server", ["kill-child"]) == []


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="no such fault: earthquake; known are kill-child"):
        next(schedule(1, "server", ["earthquake", "disk"]))
