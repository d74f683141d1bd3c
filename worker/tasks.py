"""The one task: a doorbell that says which stage has work."""

from __future__ import annotations

from typing import Any

from worker.app import app
from worker.bell import RUNG_AT
from worker.drain import drain as drain_stage


@app.task(name="wiremill.drain", bind=True, ignore_result=True)
def drain(self: Any, stage: str, spread: int = 0) -> None:
    """Work on a stage until nothing is left or it is time to make room; `spread` bells may be rung for helpers."""
    drain_stage(stage, spread, self.request.get(RUNG_AT))
