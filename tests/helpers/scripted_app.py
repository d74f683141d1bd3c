"""The Celery application with a parse that is controlled by the page: `celery -A scripted_app worker`.

The body `crash` ends the process, `hang` loops forever, unless the file named by SCRIPTED_FIXED exists;
`slow:SECONDS` takes so long. The other stages are the small functions of `flow`, or the real ones where SCRIPTED_REAL is set.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import flow

import worker.runtime.drain
from wiremill.ledger.keys import BRANCHES
from worker.app import app
from worker.runtime.stages import enabled_plugins, make_stage
from worker.runtime.stages.branch import BranchStage
from worker.runtime.stages.parse import ParseStage

_REAL = bool(os.environ.get("SCRIPTED_REAL"))


def parse(body, **fields):
    fixed = Path(os.environ["SCRIPTED_FIXED"]).exists() if "SCRIPTED_FIXED" in os.environ else False
    if body == b"crash" and not fixed:
        os._exit(1)
    if body == b"hang" and not fixed:
        while True:
            pass
    if body.startswith(b"slow:"):
        time.sleep(float(body[5:].split()[0]))
    if _REAL:
        from worker.parse import parse as real

        return real(body, **fields)
    return flow.parse(body, **fields)


def _make_stage(name, scripts):
    if name == "parse":
        awaited, side_stages = enabled_plugins(scripts.settings)
        return ParseStage(parse, scripts.settings, (*BRANCHES, *awaited), side_stages)
    if name in {"classify", "enrich"} and not _REAL:
        return BranchStage(name, getattr(flow, name))
    return make_stage(name, scripts)


worker.runtime.drain.make_stage = _make_stage
__all__ = ["app"]
