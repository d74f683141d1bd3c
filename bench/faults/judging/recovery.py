"""The time from a fault until pages are published at the former rate."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Seconds before a fault over which the former rate is measured, and seconds over which the rate after it is.
BEFORE, AFTER = 10.0, 3.0
#: Share of the former rate that counts as recovered; the rates of an undisturbed run vary by about as much.
RECOVERED_SHARE = 0.8


def rate(samples: Sequence[tuple[float, int]], begin: float, end: float) -> float | None:
    """Return the pages published a second between two moments, None if there are no samples around them."""
    first = bisect_left(samples, (begin, -1))
    last = bisect_left(samples, (end, -1))
    if last >= len(samples) or first == last:
        return None
    (before, low), (after, high) = samples[first], samples[last]
    return (high - low) / (after - before)


def seconds_to_recover(samples: Sequence[tuple[float, int]], begun: float, ended: float) -> float | None:
    """Return the seconds from a fault's end until pages are published at 80 % of the rate of the 10 s before it.

    That is the first moment followed by 3 s at that rate. None if the run ends before, or if nothing was published before
    the fault.

    Args:
        samples: seconds since the start of the run and pages published by then, in order.
        begun: start of the fault.
        ended: end of the fault.
    """
    earlier = rate(samples, max(0.0, begun - BEFORE), begun)
    if not earlier:
        return None
    for at, _ in samples[bisect_left(samples, (ended, -1)) :]:
        now = rate(samples, at, at + AFTER)
        if now is None:
            return None
        if now >= RECOVERED_SHARE * earlier:
            return at - ended
    return None
