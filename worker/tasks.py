"""The one task: a doorbell that says which stage has work."""

from __future__ import annotations

from typing import Any

from worker.app import app
from worker.runtime.doorbell import RUNG_AT, TASK
from worker.runtime.drain import drain as drain_stage


@app.task(name=TASK, bind=True, ignore_result=True)
def drain(self: Any, stage: str, spread: int = 0) -> None:
    """Process a stage's pages until none is left or other stages are due; the bell may double the processes `spread` times."""
    drain_stage(self.app, stage, spread, self.request.get(RUNG_AT))
