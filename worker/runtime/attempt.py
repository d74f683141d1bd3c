"""A leased page on its way through a step: what was read and made of it, or why it failed."""

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
_MOST_ERROR = 500


class Fault(msgspec.Struct):
    """Why a page failed; one that is not permanent may pass when the page is tried again."""

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
    """Return what a dead letter says of an error; its text may quote the page, so it is made safe to print and to send."""
    if isinstance(error, PageTimeout):
        return Fault("time_limit", "took longer than page_seconds", permanent=False)
    if isinstance(error, MemoryError):
        return Fault("memory_limit", "needed more than memory_megabytes", permanent=False)
    try:
        said = str(error)
    except Exception as second:  # noqa: BLE001  (an error of a plug-in's own may be broken too)
        said = f"it has no text: {type(second).__name__}"
    if isinstance(error, PageFault):
        return Fault(error.reason, clean(said[:_MOST_ERROR]), permanent=True)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Fault("stage_failed", clean(f"{type(error).__name__}: {said}"[:_MOST_ERROR]), permanent=False, where=where)


def weigh(completion: Completion) -> int:
    """Return about how many bytes are sent for a page: those of the values in bytes, as all that may be large are."""
    return _weigh(completion.entry.values())


def _weigh(values: Iterable[Any]) -> int:
    size = 0
    for value in values:
        kind = type(value)
        if kind is bytes:
            size += len(value)
        elif kind is list or kind is tuple:
            size += _weigh(value)
    return size
