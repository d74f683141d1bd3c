from __future__ import annotations

from itertools import permutations

import pytest

from wiremill.contract.item import StageRun
from wiremill.ledger.stage_runs import pack_runs, sort_by_start, unpack_runs

NOON = "2026-11-24T12:00:00.000+00:00"
#: Two stages work side by side: both may begin within one millisecond.
RUNS = [
    StageRun("parse", 1, NOON, 0.4, "a"),
    StageRun("classify", 1, NOON, 0.1, "a"),
    StageRun("enrich", 1, NOON, 0.2, "b"),
    StageRun("publish", 1, "2026-11-24T12:00:00.001+00:00", 0.1, "b"),
    StageRun("count", 1, "2026-11-24T12:00:00.001+00:00", 0.1, "b"),
]


@pytest.mark.parametrize("order", list(permutations(range(len(RUNS)))))
def test_runs_of_one_millisecond_stand_in_the_order_of_the_flow(order):
    mixed = [RUNS[place] for place in order]
    assert sort_by_start(mixed) == RUNS
    assert unpack_runs(pack_runs(mixed)) == RUNS


def test_a_stage_that_began_before_stands_before():
    early = StageRun("publish", 1, "2026-11-24T11:59:59.999+00:00", 0.1, "a")
    assert sort_by_start([*RUNS, early])[0] is early
