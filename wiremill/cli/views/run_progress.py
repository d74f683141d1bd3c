"""The output of a run while it goes on: items on standard output, progress on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from wiremill.cli.views.dead_count import DEAD_STYLE
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.item_panel import print_panel
from wiremill.cli.views.item_rows import ItemRows
from wiremill.cli.views.output import console, print_json_lines
from wiremill.contract.outcome import OUTCOMES
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.local.job import Job

#: A run with at most so many items shows each as a panel, any other run shows a table.
_MAX_PANELS = 3


class RunView:
    """Prints items as JSON Lines or as a table, and shows progress on a terminal."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._out = console()
        # On one terminal a single console must draw both the progress and the table.
        shared = not as_json and sys.stdout.isatty() and sys.stderr.isatty()
        self._err = self._out if shared else console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.completed:,}/{task.total:,}"),
            TimeElapsedColumn(),
            console=self._err,
            transient=True,
            disable=not self._err.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("starting", total=0)
        self._rows = ItemRows(self._out)
        self._waiting_items: list[bytes] | None = []
        self._drawn = 0.0

    def say(self, message: str) -> None:
        """Print a message; may be called from any thread."""
        self._err.print(Text(clean(message)), soft_wrap=True)

    def show(self, items: Sequence[bytes]) -> None:
        """Show items; the first few are held back until more have come, or the run ends."""
        if self._as_json:
            print_json_lines(items)
            return
        for item in items:
            if self._waiting_items is None:
                self._rows.add(item)
                continue
            self._waiting_items.append(item)
            if len(self._waiting_items) > _MAX_PANELS:
                for waiting in self._waiting_items:
                    self._rows.add(waiting)
                self._waiting_items = None

    def progress(self, job: Job, processes: int) -> None:
        """Show the progress of the job."""
        if time.monotonic() - self._drawn < 0.1:
            return
        self._drawn = time.monotonic()
        if not job.ended:
            text = f"starting {pluralise(processes, 'process', 'processes')}"
        else:
            counts = {name: f"{job.outcomes[name]:,} {name}" for name in OUTCOMES if job.outcomes[name]}
            if "dead" in counts:
                counts["dead"] = f"[{DEAD_STYLE}]{counts['dead']}[/]"  # the column reads rich's markup
            text = ", ".join(counts.values())
        self._bar.update(self._task, description=text, completed=job.ended, total=len(job.handed_over))

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._bar.stop()
        if kind is None and self._waiting_items:
            for item in self._waiting_items:
                print_panel(self._out, item)
            self._out.rule(style="dim")
            self._waiting_items = []
