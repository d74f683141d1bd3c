"""The timeline of a page: when each stage worked on it, drawn to scale."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from wiremill.cli.views.formatting import format_duration, format_milliseconds, format_time
from wiremill.ledger.stages import in_order
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from wiremill.contract.item import StageRun
    from wiremill.ledger.tracing import PageTrace, PendingStage

OUTCOME_STYLES = {"published": "green", "duplicate": "yellow", "filtered": "yellow", "dead": "red"}
#: Columns of a bar, and of a worker's name, so that a line fits into 80.
_BAR_WIDTH = 28
_WORKER_WIDTH = 15
#: Columns of a stage's name; a plug-in's may be longer.
_STAGE_WIDTH = 9
#: Printed for a page whose id was not made by Redis.
_NO_TIME = "unknown: its intake id is no time"


def print_timeline(console: Console, trace: PageTrace) -> None:
    """Print a page's ids, a bar for each stage, and its outcome or the stages it waits for."""
    outcome = Text(trace.state.replace("_", " "), style=OUTCOME_STYLES.get(trace.state, "cyan"))
    if trace.reason:
        outcome.append(f" ({clean(trace.reason)})")
    console.print(Text.assemble((clean(trace.url) or "(no URL)", "bold"), "  ", outcome), soft_wrap=True)
    names = (("page id", trace.page_id), ("intake id", trace.intake_id), ("trace id", trace.trace_id))
    for name, value in names:
        if value:
            console.print(Text.assemble((f"  {name:<10}", "dim"), clean(value)), soft_wrap=True)
    accepted = _NO_TIME if trace.accepted_ms is None else format_time(trace.accepted_ms)
    console.print(Text.assemble((f"  {'accepted':<10}", "dim"), accepted))
    for line in _stage_lines(trace):
        console.print(line, no_wrap=True, crop=False)
    if trace.ended_ms is not None:
        line = Text(f"  {trace.state:<10}", style=OUTCOME_STYLES.get(trace.state, ""))
        if trace.accepted_ms is None:
            line.append(format_time(trace.ended_ms))
        else:
            line.append(f"after {format_milliseconds(trace.ended_ms - trace.accepted_ms)}")
        console.print(line)
    if trace.error:
        console.print(Text.assemble((f"  {'error':<10}", "dim"), clean(trace.error)), soft_wrap=True)
    if trace.letter:
        hint = f"wiremill dead show {trace.letter}"
        console.print(Text.assemble((f"  {'letter':<10}", "dim"), trace.letter, (f"  {hint}", "dim")), soft_wrap=True)


def start_ms(run: StageRun) -> float:
    """Return the start of a stage in milliseconds since 1970, by its worker's clock."""
    return datetime.fromisoformat(run.started_at).timestamp() * 1000


def _stage_lines(trace: PageTrace) -> Iterator[Text]:
    """Yield a line for each run of a stage and for each stage that the page waits for, in the order of the flow."""
    # The time axis begins with the first run: the wait in the intake may be a thousand times longer than all runs.
    begin = min((start_ms(run) for run in trace.runs), default=0.0)
    end = max([trace.ended_ms or 0.0, *(start_ms(run) + run.duration_ms for run in trace.runs)])
    stages = in_order([*(run.stage for run in trace.runs), *(hold.stage for hold in trace.waits_for)])
    for stage in stages:
        for run in trace.runs:
            if run.stage == stage:
                yield _run_line(run, trace.accepted_ms, begin, max(0.1, end - begin))
        for hold in trace.waits_for:
            if hold.stage == stage:
                yield _hold_line(hold)


def _run_line(run: StageRun, accepted: float | None, begin: float, scale: float) -> Text:
    start = start_ms(run)
    first = min(_BAR_WIDTH - 1, max(0, int((start - begin) / scale * _BAR_WIDTH)))
    length = max(1, min(_BAR_WIDTH - first, round(run.duration_ms / scale * _BAR_WIDTH)))
    offset = "" if accepted is None else f"{'' if start < accepted else '+'}{format_milliseconds(start - accepted)}"
    line = Text(f"  {_padded_stage(run.stage)} ")
    line.append("·" * first, "dim")
    line.append("█" * length, "red" if run.attempt > 1 else "cyan")
    line.append("·" * (_BAR_WIDTH - first - length), "dim")
    line.append(f"{offset:>11}{format_milliseconds(run.duration_ms):>10}")
    line.append(f" #{run.attempt} " if run.attempt > 1 else " ", "red")
    line.append(_short_worker(run.worker), "dim")
    return line


def _hold_line(hold: PendingStage) -> Text:
    line = Text(f"  {_padded_stage(hold.stage)} ")
    if hold.worker is None:
        line.append("waits for a worker", "yellow")
    elif hold.worker == "waiting":
        line.append(f"failed {hold.attempt} times, waits to be tried again", "yellow")
    else:
        line.append(
            f"leased to {_short_worker(hold.worker)}, attempt {hold.attempt}, renewed {format_duration(hold.idle_seconds)} ago",
            "cyan",
        )
    return line


def _padded_stage(stage: str) -> str:
    stage = clean(stage)
    return f"{stage if len(stage) <= _STAGE_WIDTH else f'{stage[: _STAGE_WIDTH - 1]}…':<{_STAGE_WIDTH}}"


def _short_worker(worker: str) -> str:
    """Return host and process of a worker; the rest only distinguishes processes that followed one another."""
    host, *rest = clean(worker).split(":")
    process = rest[1] if len(rest) > 1 else ":".join(rest)
    text = f"{host}:{process}" if process else host
    return text if len(text) <= _WORKER_WIDTH else f"…{text[1 - _WORKER_WIDTH :]}"
