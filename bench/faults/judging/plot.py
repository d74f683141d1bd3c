"""A plot of the timeline of a run: pages a second, with the faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.faults.injection.schedule import KINDS
from bench.faults.judging.recovery import rate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.faults.injection.injector import InjectedFault

#: Seconds between two points of the curve.
_STEP = 5.0


def plot(samples: Sequence[tuple[float, int]], injected: Sequence[InjectedFault], title: str, file: Path) -> None:
    """Draw the plot; the suffix of the file decides the format. Needs matplotlib (`pip install --group bench`)."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "wiremill"
    from matplotlib import pyplot as plt

    figure, (above, below) = plt.subplots(
        2, 1, sharex=True, figsize=(11, 6.5), height_ratios=(1.2, 1), layout="constrained"
    )
    moments = [i * _STEP for i in range(int(samples[-1][0] / _STEP))]
    above.plot(
        [(moment + _STEP / 2) / 60 for moment in moments],
        [rate(samples, moment, moment + _STEP) or 0.0 for moment in moments],
        linewidth=0.9,
    )
    above.set(ylabel="pages published a second", title=title, ylim=(0, None))
    above.grid(alpha=0.3)
    kinds = [kind for kind in reversed(KINDS) if any(fault.kind == kind for fault in injected)]
    for fault in injected:
        server = KINDS[fault.kind].lane == "server"
        if server:
            above.axvspan(fault.begun / 60, fault.ended / 60, alpha=0.25, color="tab:red", linewidth=0.4)
        below.plot(
            [fault.begun / 60, fault.ended / 60],
            [kinds.index(fault.kind)] * 2,
            color="tab:red" if server else "tab:gray",
            linewidth=4,
            marker="|",
            markersize=7,
            markeredgewidth=0.8,
        )
    below.set_yticks(range(len(kinds)), kinds)
    below.set(xlabel="minutes; red: the server and the way to it, grey: processes")
    below.grid(alpha=0.3)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None, dpi=90)
    plt.close(figure)
