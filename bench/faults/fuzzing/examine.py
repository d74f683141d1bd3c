"""Runs a target on one input twice, and reports what is wrong."""

from __future__ import annotations

import contextlib
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.faults.fuzzing.targets import TARGETS, Unsound

if TYPE_CHECKING:
    from collections.abc import Iterator

#: CPU seconds for one input of some kilobytes in instrumented code: a hundred times the usual time.
MAX_CPU_SECONDS = {"intake": 0.5, "parse": 2.0}
#: KiB by which one input may raise the process's peak; an intake entry is at most 200 KB unpacked.
MAX_GROWTH_KIB = {"intake": 64 * 1024, "parse": 256 * 1024}


class Finding(NamedTuple):
    """A failure; findings with the same `key` count as one."""

    kind: str
    key: str
    detail: str


def examine(name: str, data: bytes) -> Finding | None:
    """Run a target on an input twice; return the finding, None if nothing is wrong."""
    target = TARGETS[name]
    began, peak = time.process_time(), _peak()
    try:
        first, second = target(data), target(data)
    except Unsound as error:
        rule = str(error).partition(":")[0]
        return Finding("unsound", rule, str(error)[:500])
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever it is, it was not documented)
        frames = traceback.extract_tb(error.__traceback__)
        place = next(
            (f for f in reversed(frames) if "/wiremill/" in f.filename or "/worker/" in f.filename), frames[-1]
        )
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Finding("raised", f"{type(error).__name__} {where}", "".join(traceback.format_exception(error))[-3000:])
    if first != second:
        return Finding("changes", "the same input gives another output", f"{first[:300]!r}\n{second[:300]!r}")
    seconds, growth = (time.process_time() - began) / 2, _peak() - peak
    if seconds > MAX_CPU_SECONDS[name]:
        return Finding("slow", f"{name} over {MAX_CPU_SECONDS[name]} s", f"{seconds:.2f} s for {len(data):,} bytes")
    if growth > MAX_GROWTH_KIB[name]:
        return Finding("memory", f"{name} over {MAX_GROWTH_KIB[name]} KiB", f"{growth:,} KiB for {len(data):,} bytes")
    return None


@contextlib.contextmanager
def warmed_up(name: str) -> Iterator[None]:
    """Run a target once first, so that what it loads does not count for the first input."""
    with contextlib.suppress(Unsound):
        TARGETS[name](
            b"url=https://example.org/\x1e\x1e<title>Bridge closes</title><p>On 5 March 2024, the mayor said."
        )
    yield


def _peak() -> int:
    """Return the peak resident memory of this process in KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
