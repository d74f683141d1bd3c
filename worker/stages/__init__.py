"""The stages as the worker runs them: thin adapters around the pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from worker.stages.branch import BranchStage
from worker.stages.parse import ParseStage
from worker.stages.publish import PublishStage

if TYPE_CHECKING:
    from wiremill.scripts import Scripts
    from worker.stage import Stage


def make_stage(name: str, scripts: Scripts) -> Stage[Any, Any]:
    """Return the adapter of a stage, by name."""
    if name == "parse":
        from worker.parse import parse

        return ParseStage(parse, scripts.settings)
    if name == "classify":
        from worker.classify import classify, preload

        return BranchStage("classify", classify, preload)
    if name == "enrich":
        from worker.enrich import enrich
        from worker.enrich import preload as preload_enrich

        return BranchStage("enrich", enrich, preload_enrich)
    if name == "publish":
        return PublishStage(scripts)
    raise ValueError(f"there is no stage {name!r}")
