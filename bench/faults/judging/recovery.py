"""How long it took after a fault until pages came as before it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Seconds before a fault whose rate is the one to come back to, and seconds over which the rate after it is taken.
BEFORE, AFTER = 10.0, 3.0
#: The part of the earlier rate that counts as recovered; rates of an undisturbed run swing by about so much.
ENOUGH = 0.8


def rate(samples: Sequence[tuple[float, int]], begin: float, end: float) -> float | None:
    """Return pages published a second between two moments; None where nothing was seen before or after them."""
    first = bisect_left(samples, (begin, -1))
    last = bisect_left(samples, (end, -1))
    if last >= len(samples) or first == last:
        return None
    (before, low), (after, high) = samples[first], samples[last]
    return (high - low) / (after - before)


def seconds_to_recover(samples: Sequence[tuple[float, int]], begun: float, ended: float) -> float | None:
    """Return the seconds from a fault's end until pages are published at 80 % of the rate of the 10 s before it.

    The moment is the first from which on 3 s have that rate. None where the run ends before, or nothing was
    published before the fault.

    Args:
        samples: seconds since the run began, and pages published until then, in order.
        begun: when the fault was made.
        ended: when it was over.
    """
    earlier = rate(samples, max(0.0, begun - BEFORE), begun)
    if not earlier:
        return None
    for at, _ in samples[bisect_left(samples, (ended, -1)) :]:
        now = rate(samples, at, at + AFTER)
        if now is None:
            return None
        if now >= ENOUGH * earlier:
            return at - ended
    return None
