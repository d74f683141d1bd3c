"""Draws the figures that the benches wrote with `--json`, as SVG for the docs.

    python -m bench.speed.plots --json-dir DIR --to docs/images      # needs matplotlib: `pip install --group bench`

All `*.json` files in DIR are read; a plot whose table is not among them is left as it is. The same figures give the same
bytes. The background is transparent; lines and text are of a grey that is legible on white and on black.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Rows = list[dict[str, Any]]

#: A contrast of at least 4 with both white and GitHub's dark background.
INK = "#768390"
#: Colours that red-green colour-blind readers can tell apart (Okabe and Ito).
MAIN, SECOND, THIRD, REST = "#0072b2", "#e69f00", "#009e73", "#9aa4af"
_STYLE = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlesize": 10,
    "font.family": "sans-serif",
    "font.size": 9,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "savefig.transparent": True,
    "svg.fonttype": "none",  # text stays text: small, and in the reader's own font
    "svg.hashsalt": "wiremill",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def alternatives(rows: Rows, plt: Any) -> Any:
    """Plot the speed and CPU of each alternative, with Wiremill's in colour."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 3), sharey=True, layout="constrained")
    ways = [row for row in rows if "lxml" not in row["way"]]  # the floor would dwarf all others
    names = [row["way"] for row in ways][::-1]
    colours = [MAIN if "Wiremill" in name else REST for name in names]
    for axis, column, title in zip(
        axes, ("pages/s", "CPU ms a page"), ("pages a second", "CPU, ms a page"), strict=True
    ):
        values = [row[column] for row in ways][::-1]
        bars = axis.barh(names, values, color=colours)
        axis.bar_label(bars, fmt="%.1f", padding=3)
        axis.set_title(title)
        axis.margins(x=0.15)
    return figure


def backlog(rows: Rows, plt: Any) -> Any:
    """Plot the cost of a page by the length of the queue."""
    figure, axis = plt.subplots(figsize=(6, 2.8), layout="constrained")
    names = [f"{row['pages queued']:,}" for row in rows]
    base = [0.0] * len(rows)
    for column, name, colour in (
        ("worker, CPU ms a page", "worker", MAIN),
        ("server, CPU ms a page", "server", SECOND),
    ):
        values = [row[column] for row in rows]
        bars = axis.bar(names, values, bottom=base, color=colour, label=name, width=0.6)
        axis.bar_label(bars, fmt="%.2f", label_type="center", color="white" if colour == MAIN else "black")
        base = [one + more for one, more in zip(base, values, strict=True)]
    axis.set_xlabel("pages that wait")
    axis.set_ylabel("CPU, ms a page")
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def memory(rows: Rows, plt: Any) -> Any:
    """Plot resident memory over the number of pages."""
    figure, axis = plt.subplots(figsize=(6, 2.8), layout="constrained")
    pages = [row["pages"] / 1000 for row in rows]
    for column, colour in (
        ("largest child", MAIN),
        ("smallest child", THIRD),
        ("main process", REST),
        ("server", SECOND),
    ):
        axis.plot(pages, [row[column] for row in rows], color=colour, label=column, linewidth=1.8)
    axis.set_xlabel("thousand pages")
    axis.set_ylabel("resident memory, MB")
    axis.set_ylim(bottom=0)
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def redis(rows: Rows, plt: Any) -> Any:
    """Plot the server's time for a page, and its throughput, by page size."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained")
    names = [f"{row['packed page, KB']:,}" for row in rows]
    base = [0.0] * len(rows)
    for name, colour in (("taking in", SECOND), ("stages", MAIN), ("reading", THIRD)):
        values = [row[f"{name}, ms"] for row in rows]
        axes[0].bar(names, values, bottom=base, color=colour, label=name, width=0.6)
        base = [one + more for one, more in zip(base, values, strict=True)]
    axes[0].set_title("main thread, ms a page")
    axes[0].legend(loc="upper left")
    bars = axes[1].bar(names, [row["pages/s it carries"] for row in rows], color=MAIN, width=0.6)
    axes[1].bar_label(bars, fmt="{:,.0f}", padding=2)
    axes[1].set_title("pages a second that one Redis carries")
    axes[1].margins(y=0.15)
    for axis in axes:
        axis.set_xlabel("packed page, KB")
    return figure


#: By the name of the table, which is also that of the file.
PLOTS: dict[str, Callable[[Rows, Any], Any]] = {
    "alternatives": alternatives,
    "backlog": backlog,
    "memory": memory,
    "redis": redis,
}


def tables(files: Sequence[bytes]) -> dict[str, Rows]:
    """Return the tables in the benches' JSON by name; of two with the same name the later one."""
    found: dict[str, Rows] = {}
    for raw in files:
        figures: Mapping[str, Any] = msgspec.json.decode(raw).get("figures", {})
        found |= {name: rows for name, rows in figures.items() if isinstance(rows, list) and rows}
    return found


def draw(found: Mapping[str, Rows], to: Path) -> list[Path]:
    """Draw all plots whose tables were found; return the files.

    Raises:
        SystemExit: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ModuleNotFoundError as error:
        raise SystemExit(f"plots need matplotlib ({error}): pip install --group bench") from error
    mpl.use("svg")
    from matplotlib import pyplot as plt

    to.mkdir(parents=True, exist_ok=True)
    made = []
    with mpl.rc_context(_STYLE):
        for name, plot in PLOTS.items():
            if name in found:
                figure = plot(found[name], plt)
                path = to / f"{name}.svg"
                figure.savefig(path, metadata={"Date": None, "Creator": None})
                plt.close(figure)
                # Linters reject trailing blanks.
                path.write_text(
                    "\n".join(line.rstrip() for line in path.read_text("utf-8").splitlines()) + "\n", "utf-8"
                )
                made.append(path)
    return made


def main() -> None:
    """Read, draw, name the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json-dir", type=Path, required=True, help="where the benches' JSON files are")
    parser.add_argument("--to", type=Path, required=True, help="where the plots go")
    options = parser.parse_args()
    made = draw(tables([path.read_bytes() for path in sorted(options.json_dir.glob("*.json"))]), options.to)
    if not made:
        sys.exit(f"{options.json_dir} has no JSON of a bench that is drawn: {', '.join(PLOTS)}")
    for path in made:
        print(f"{path} {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
