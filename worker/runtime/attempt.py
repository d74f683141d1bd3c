"""An attempt at a leased page: its input, its output and how it ends, or why it failed."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)
from wiremill.errors import PageFault
from wiremill.terminal import clean
from worker.runtime.process_limits import PageTimeout
from worker.runtime.stage import Completion, Leased, PageIdentity  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Characters of an error that a dead letter keeps.
_MAX_ERROR_CHARACTERS = 500


class Fault(msgspec.Struct):
    """Why a page failed. If the fault is not permanent, another attempt may succeed."""

    reason: str
    error: str
    permanent: bool
    #: File and line of an unexpected error.
    where: str = ""


class Attempt(msgspec.Struct, eq=False):
    """A leased page on its way through the step."""

    leased: Leased
    identity: PageIdentity
    #: Bytes of its fields.
    size: int
    source: Any = None
    output: Any = None
    fault: Fault | None = None
    run: StageRun | None = None
    completion: Completion | None = None


def fault_of(error: BaseException) -> Fault:
    """Return the fault for an error. Its text may quote the page, so it is made safe to print and to send."""
    if isinstance(error, PageTimeout):
        return Fault("time_limit", "took longer than page_seconds", permanent=False)
    if isinstance(error, MemoryError):
        return Fault("memory_limit", "needed more than memory_megabytes", permanent=False)
    try:
        text = str(error)
    except Exception as second:  # noqa: BLE001  (a plug-in's exception class may fail to format itself)
        text = f"it has no text: {type(second).__name__}"
    if isinstance(error, PageFault):
        return Fault(error.reason, clean(text[:_MAX_ERROR_CHARACTERS]), permanent=True)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Fault(
        "stage_failed", clean(f"{type(error).__name__}: {text}"[:_MAX_ERROR_CHARACTERS]), permanent=False, where=where
    )


def payload_bytes(completion: Completion) -> int:
    """Return roughly how many bytes are sent for a page. Only `bytes` values count; every large value is one."""
    return _count_bytes(completion.entry.values())


def _count_bytes(values: Iterable[Any]) -> int:
    size = 0
    for value in values:
        kind = type(value)
        if kind is bytes:
            size += len(value)
        elif kind is list or kind is tuple:
            size += _count_bytes(value)
    return size
