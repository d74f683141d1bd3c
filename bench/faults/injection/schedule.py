"""The schedule of faults: a pure function of the seed, so that a run can be repeated."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Lane = Literal["processes", "server"]


@dataclass(frozen=True)
class Kind:
    """A kind of fault: its weight among those of its lane, and the range of its duration in seconds (0: instantaneous)."""

    lane: Lane
    weight: float
    seconds: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Fault:
    """A scheduled fault, `pause` seconds after the end of the previous one in its lane; `draw` chooses its target."""

    pause: float
    kind: str
    seconds: float
    draw: float


#: A process that is stopped for longer than its lease (3 s) loses it, and resumes with work that another has taken over.
_BEYOND_LEASE = (3.5, 7.0)
KINDS = {
    "kill-child": Kind("processes", 5),
    "kill-main": Kind("processes", 2),
    "kill-producer": Kind("processes", 2),
    "kill-consumer": Kind("processes", 2),
    "stop-child": Kind("processes", 2, _BEYOND_LEASE),
    "stop-main": Kind("processes", 1, _BEYOND_LEASE),
    "stop-producer": Kind("processes", 1, _BEYOND_LEASE),
    "stop-consumer": Kind("processes", 1, _BEYOND_LEASE),
    # Six workers with several seconds of start-up each: long enough that they have worked before they are stopped.
    "scale": Kind("processes", 0.4, (25.0, 40.0)),
    "rolling": Kind("processes", 0.4),
    # A forking producer starts and sends for so long, while other faults follow.
    "fork-producer": Kind("processes", 1.5, (4.0, 10.0)),
    # Two `wiremill run`s start; one is killed so many seconds after its first pages, or at once.
    "kill-run": Kind("processes", 1, (0.2, 3.0)),
    "kill-server": Kind("server", 3),
    "memory": Kind("server", 2, (3.0, 10.0)),
    "disk": Kind("server", 2, (3.0, 10.0)),
    "slow": Kind("server", 2, (5.0, 12.0)),
    "cut": Kind("server", 2),
    "half-close": Kind("server", 2),
    "silence": Kind("server", 1, (3.0, 14.0)),
    # Shorter and longer than the time-outs of connections (10 s).
    "partition": Kind("server", 2, (3.0, 14.0)),
    "clock": Kind("server", 2, (6.0, 12.0)),
    # Only with servers behind Sentinel. A killed master restarts so many seconds after the fail-over; a stopped one resumes as
    # a master.
    "failover": Kind("server", 3, (0.5, 6.0)),
    "stale-master": Kind("server", 2, (0.0, 4.0)),
}
#: Kinds of the lane `server` that need servers behind Sentinel; the others of that lane need a single server.
BEHIND_SENTINEL = {"failover", "stale-master"}
#: Seconds between two faults of a lane: short for processes; long enough for a server that its recovery can be measured.
PAUSES: dict[Lane, tuple[float, float]] = {"processes": (1.0, 5.0), "server": (12.0, 25.0)}


def schedule(seed: int, lane: Lane, kinds: Collection[str], pace: float = 1.0) -> Iterator[Fault]:
    """Yield the faults of a lane without end; the same arguments give the same faults.

    Args:
        seed: of the whole run; each lane has its own random numbers.
        lane: the lane.
        kinds: keys of `KINDS`; those of the other lane are ignored.
        pace: factor of the pauses.

    Raises:
        ValueError: a kind is unknown.
    """
    unknown = sorted({*kinds} - {*KINDS})
    if unknown:
        raise ValueError(f"no such fault: {', '.join(unknown)}; known are {', '.join(KINDS)}")
    names = [name for name in KINDS if name in kinds and KINDS[name].lane == lane]
    weights = [KINDS[name].weight for name in names]
    draw = random.Random(f"{seed}:{lane}")
    while names:
        pause = draw.uniform(*PAUSES[lane]) * pace
        kind = draw.choices(names, weights)[0]
        yield Fault(pause, kind, draw.uniform(*KINDS[kind].seconds), draw.random())


def describe(seed: int, lane: Lane, kinds: Collection[str], *, count: int, pace: float = 1.0) -> list[str]:
    """Return the first faults of a lane as readable lines."""
    return [
        f"after {one.pause:.1f} s {one.kind}{f' for {one.seconds:.1f} s' if one.seconds else ''}"
        for one in islice(schedule(seed, lane, kinds, pace), count)
    ]
