"""The Celery application and the stages.

`celery -A worker worker` finds the application here. It is loaded when asked for, so that a stage can be imported with
neither Celery nor Redis: `from worker.parse import parse`.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "celery":
        from worker.app import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
