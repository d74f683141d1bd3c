"""Limits of a worker's process: time for a page, memory for the process, and memory given back."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class PageTimeout(BaseException):
    """A page took longer than it may. No Exception, so that no stage takes it for an error of its own."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise PageTimeout in this thread after so many seconds; only the main thread of a process has signals.

    It reaches Python code and what returns to it; for what never returns, Celery kills the process (`task_seconds`).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise PageTimeout

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory(megabytes: int) -> None:
    """Let allocations beyond so much fail, so that a page that needs more raises MemoryError and no other suffers.

    RLIMIT_DATA counts what a process really writes to; only Linux enforces it.
    """
    if sys.platform == "linux":
        import resource

        wanted = megabytes * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def give_back_memory() -> None:
    """Give memory that is free to the system, also where what is in use lies beyond it.

    Else a process keeps for good what its largest batch has needed. Only glibc has a way to say so; it takes a few
    milliseconds at most.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
