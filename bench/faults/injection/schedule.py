"""The schedule of faults: a pure function of the seed, so that a run can be played again."""

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
    """One kind of fault: how likely it is beside the others of its lane, and the seconds it lasts (0: a blow)."""

    lane: Lane
    weight: float
    seconds: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Fault:
    """A fault to come: `pause` seconds after the one before it in its lane is over; `draw` chooses its victim."""

    pause: float
    kind: str
    seconds: float
    draw: float


#: What stops for longer than its lease (3 s) loses it, and wakes with work that is another's.
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
    # Six workers of several seconds of start-up each: long enough to have worked when they go again.
    "scale": Kind("processes", 0.4, (25.0, 40.0)),
    "rolling": Kind("processes", 0.4),
    # A producer that forks comes and sends for so long, beside the faults that follow.
    "fork-producer": Kind("processes", 1.5, (4.0, 10.0)),
    # Two `wiremill run`s come; so many seconds after its first pages one is killed, unless it is at once.
    "kill-run": Kind("processes", 1, (0.2, 3.0)),
    "kill-server": Kind("server", 3),
    "memory": Kind("server", 2, (3.0, 10.0)),
    "disk": Kind("server", 2, (3.0, 10.0)),
    "slow": Kind("server", 2, (5.0, 12.0)),
    "cut": Kind("server", 2),
    "half-close": Kind("server", 2),
    "silence": Kind("server", 1, (3.0, 14.0)),
    # Up to beyond every time-out of a connection (10 s), and within it.
    "partition": Kind("server", 2, (3.0, 14.0)),
    "clock": Kind("server", 2, (6.0, 12.0)),
    # With servers behind Sentinel alone. The dead master is back so many seconds after the fail-over; the stopped one goes
    # on as the master that it was.
    "failover": Kind("server", 3, (0.5, 6.0)),
    "stale-master": Kind("server", 2, (0.0, 4.0)),
}
#: Kinds of the server's lane that need it behind Sentinel; the others of that lane need it alone.
BEHIND_SENTINEL = {"failover", "stale-master"}
#: Seconds between two faults of a lane: processes die all the time; a server has time to come back, so that it is seen.
PAUSES: dict[Lane, tuple[float, float]] = {"processes": (1.0, 5.0), "server": (12.0, 25.0)}


def schedule(seed: int, lane: Lane, kinds: Collection[str], pace: float = 1.0) -> Iterator[Fault]:
    """Yield the faults of a lane without end; the same arguments give the same faults.

    Args:
        seed: of the whole run; each lane draws on its own.
        lane: which.
        kinds: names out of `KINDS`; those of the other lane are passed over.
        pace: pauses are multiplied by it.

    Raises:
        ValueError: a kind is unknown.
    """
    unknown = sorted({*kinds} - {*KINDS})
    if unknown:
        raise ValueError(f"no such fault: {', '.join(unknown)}; there are {', '.join(KINDS)}")
    names = [name for name in KINDS if name in kinds and KINDS[name].lane == lane]
    weights = [KINDS[name].weight for name in names]
    draw = random.Random(f"{seed}:{lane}")
    while names:
        pause = draw.uniform(*PAUSES[lane]) * pace
        kind = draw.choices(names, weights)[0]
        yield Fault(pause, kind, draw.uniform(*KINDS[kind].seconds), draw.random())


def spell(seed: int, lane: Lane, kinds: Collection[str], *, count: int, pace: float = 1.0) -> list[str]:
    """Return the first faults of a lane as lines, for a person."""
    return [
        f"after {one.pause:.1f} s {one.kind}{f' for {one.seconds:.1f} s' if one.seconds else ''}"
        for one in islice(schedule(seed, lane, kinds, pace), count)
    ]
