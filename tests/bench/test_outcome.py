"""What makes a run with faults wrong beside single pages, and what is told of it."""

from __future__ import annotations

import pytest

from bench.faults.injection.injector import InjectedFault
from bench.faults.judging.outcome import Outcome
from bench.faults.judging.verdict import Verdict, judge
from bench.faults.programs.jobs import Ending
from wiremill.ledger.accounting import Census, Reconciliation


def outcome(**changes):
    counts = dict.fromkeys(("duplicate", "filtered", "dead", "in_flight", "intake", "dead_letters"), 0)
    census = Census(accepted=2, published=2, **counts, reasons={})
    made = {
        "verdict": judge(["a", "b"], [("1", "a"), ("2", "b")], [], [("1", "a", "oo"), ("2", "b", "oo")]),
        "census": census,
        "reconciliation": Reconciliation(census=census, breaches=[], in_flight_checked=0, history_checked=2),
        "drained": True,
        "elapsed": 10.0,
        "asked": ["kill-run", "fork-producer"],
        "left_out": {},
        "injected": [InjectedFault("kill-run", 1.0, 2.0)],
        "samples": [(0.0, 0), (10.0, 2)],
        "failures": [],
        "ended": [],
        "stuck": [],
        "jobs": [],
        "groups": 0,
        "groups_allowed": 0,
    }
    return Outcome(**(made | changes))


def goals(made):
    totals = made.tables()[0].figures()
    return {row["figure"]: row["value"] for row in totals if row["goal"] == "0" and row["value"]}


def test_a_run_of_which_all_is_known_and_nothing_is_wrong_is_right():
    made = outcome()

    assert made.right
    assert goals(made) == {}


def test_a_page_that_the_server_accepted_and_nobody_saw_end_is_told():
    made = outcome(verdict=Verdict(acknowledged=1, published=1, delivered=1))

    assert goals(made) == {"accepted and not seen to end": 1}
    assert not made.right


@pytest.mark.parametrize(
    "changes",
    [
        {"stuck": ["forker0 did not come to its end"]},
        {"jobs": [Ending("run1", "ended with 1", 3, 3, 0, 3, ["it ended with 1: "])]},
        {"groups": 2, "groups_allowed": 1},
    ],
    ids=["a process hangs", "a job breaks its word", "a group outlives the silence"],
)
def test_what_processes_did_wrong_makes_the_run_wrong_and_is_named(changes):
    made = outcome(**changes)

    assert not made.right
    assert goals(made) == {"wrong with processes": 1}
    assert [row["what"] for row in made.tables()[-1].figures()] == made.wrong


def test_groups_of_jobs_killed_a_while_ago_are_told_and_nothing_is_held_against_them():
    made = outcome(groups=2, groups_allowed=2)

    assert made.right
    assert {row["figure"]: row["value"] for row in made.tables()[0].figures()}[
        "groups of killed jobs that are left"
    ] == 2


def test_each_job_has_its_line():
    jobs = [Ending("run0", "killed", 64, 70, 0, 0), Ending("run1", "ended with 0", 300, 300, 0, 300)]

    rows = outcome(jobs=jobs).tables()[2].figures()

    assert [(row["job"], row["end"], row["acknowledged to its producer"]) for row in rows] == [
        ("run0", "killed", 64),
        ("run1", "ended with 0", 300),
    ]
