"""Limits of a worker process: the time for a page, the memory of the process, and giving free memory back."""

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
    """A page exceeded its time limit. Not an `Exception`, so that no stage catches it as an error of its own."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise PageTimeout in this thread after so many seconds; no limit outside the main thread, which alone gets signals.

    It interrupts Python code, and native code once it returns. If that never returns, Celery kills the process
    (`task_seconds`).
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
    """Limit the memory of this process, so that a page that needs more raises MemoryError and does not affect others.

    RLIMIT_DATA counts the memory that a process can write to; only Linux enforces it.
    """
    if sys.platform == "linux":
        import resource

        wanted = megabytes * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def give_back_memory() -> None:
    """Return free memory to the system, even below memory still in use.

    Otherwise a process keeps the memory of its largest batch for good. Only glibc supports this; it takes a few
    milliseconds at most.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
