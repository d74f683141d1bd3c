"""The copy of the code that the fault `rolling` rolls out."""

from __future__ import annotations

from bench.faults.injection.newer import newer_tree
from bench.lib import ROOT


def test_the_newer_code_differs_in_one_line_of_the_step(tmp_path):
    tree = newer_tree(tmp_path / "newer")

    step = "worker/runtime/step.py"
    ours, theirs = ((root / step).read_text("utf-8").splitlines() for root in (ROOT, tree))
    changed = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    assert [(one.strip(), other.strip()) for one, other in changed] == [
        ("worker=self.consumer,", 'worker=f"{self.consumer}:newer",')
    ]
    assert (tree / "wiremill" / "ledger" / "lua" / "finish.lua").exists()
