"""`wiremill status`: the state of everything at one moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click
from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.dead_count import dead_style
from wiremill.cli.views.formatting import format_bytes, format_duration
from wiremill.cli.views.output import console, print_json, print_json_lines
from wiremill.cli.views.side_stages import side_equation
from wiremill.client.connection import hide_password
from wiremill.contract.outcome import OUTCOMES
from wiremill.json_codec import encode_json
from wiremill.ledger.status import Status, measure_status, take_status
from wiremill.ledger.workers import ALIVE_SECONDS
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from wiremill.cli.state import State
    from wiremill.ledger.accounting import Census

_EPILOG = help_epilog(
    "wiremill status",
    "wiremill status --watch --interval 2",
    "wiremill status --json | jq .census.in_flight",
    ok="every page is accounted for",
    wrong="accepted pages are missing from the count",
)


@click.command(epilog=_EPILOG)
@click.option(
    "--interval",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Measure the rates over so long; 0 leaves them out.",
)
@click.option("--watch", is_flag=True, help="Go on until interrupted.")
@click.option("--times", type=click.IntRange(min=1), metavar="N", help="With --watch: stop after so many looks.")
@json_option
@click.pass_obj
def status(state: State, *, interval: float, watch: bool, times: int | None, as_json: bool) -> None:
    """Show streams, rates, items, workers and memory.

    A stage's entries are leased by a worker or waiting for one. A group's items are unread until it has fetched them,
    and held until it has acknowledged them; none of those is trimmed.
    """
    if watch or times:
        _watch(state, max(0.1, interval), times, as_json=as_json)
        return
    snapshot = measure_status(state.scripts, interval) if interval else take_status(state.scripts)
    if as_json:
        print_json(snapshot)
    else:
        console().print(render_status(snapshot, state.settings.redis_url))
    if snapshot.difference:
        raise SystemExit(1)


def _watch(state: State, interval: float, times: int | None, *, as_json: bool) -> None:
    snapshot = take_status(state.scripts)
    shown = console()
    live = Live(console=shown, auto_refresh=False, transient=False)
    try:
        if not as_json:
            live.start()
        while times is None or times > 0:
            time.sleep(interval)
            snapshot = take_status(state.scripts, before=snapshot)
            if as_json:
                print_json_lines([encode_json(snapshot)])
            else:
                live.update(render_status(snapshot, state.settings.redis_url), refresh=True)
            times = None if times is None else times - 1
    except KeyboardInterrupt:
        pass
    finally:
        live.stop()


def accounting_equation(census: Census) -> Text:
    """Return the accounting as one line."""
    line = Text("exact: " if not census.difference else "NOT EXACT: ", "green" if not census.difference else "bold red")
    line.append(f"accepted {census.accepted:,} = ", "")
    for name in OUTCOMES:
        line.append(f"{name} {getattr(census, name):,}", dead_style(census.dead) if name == "dead" else "")
        line.append(" + ", "")
    line.append(f"in flight {census.in_flight:,}", "")
    if census.difference:
        line.append(f" {'+' if census.difference > 0 else '-'} {abs(census.difference):,} unaccounted", "bold red")
    return line


def _accounting(census: Census) -> Table:
    """Return the accounting as a table of two lines, names over numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    numbers: list[str | Text] = []
    for sign, name in (("", "accepted"), ("=", "published"), *(("+", name) for name in (*OUTCOMES[1:], "in_flight"))):
        if sign:
            table.add_column("")
            numbers.append(sign)
        table.add_column(name.replace("_", " "), justify="right", no_wrap=True)
        number = getattr(census, name)
        numbers.append(Text(f"{number:,}", style=dead_style(number) if name == "dead" else ""))
    table.add_column("")
    numbers.append(
        Text(f"  {abs(census.difference):,} {'missing' if census.difference > 0 else 'too many'}", style="bold red")
        if census.difference
        else Text("  exact", style="green")
    )
    table.add_row(*numbers)
    return table


def render_status(snapshot: Status, url: str) -> RenderableType:
    """Return the status as text and tables for a terminal."""
    server = snapshot.server
    limit = f" of {format_bytes(server.memory_limit_bytes)}" if server.memory_limit_bytes else ""
    head = Text.assemble(
        ("redis ", "dim"),
        f"{server.version}  ",
        ("memory ", "dim"),
        f"{format_bytes(server.memory_bytes)}{limit}  ",
        ("up ", "dim"),
        f"{format_duration(server.uptime_seconds)}  ",
        (clean(hide_password(url)), "dim"),
        overflow="ellipsis",
        no_wrap=True,
    )
    pages = Text.assemble(("oldest in flight ", "dim"), format_duration(snapshot.oldest_seconds))
    if snapshot.rates:
        ended = sum(snapshot.rates[name] for name in OUTCOMES)
        pages.append("   ended ", "dim")
        pages.append(f"{ended:,.1f} pages/s")
        pages.append_text(_outcome_rates(snapshot.rates))
        pages.append("   accepted ", "dim")
        pages.append(f"{snapshot.rates['accepted']:,.1f} pages/s")
    parts: list[RenderableType] = [head, pages, "", _accounting(snapshot.census)]
    if snapshot.census.reasons:
        parts.append(_reason_counts(snapshot.census.reasons))
    sides = [side_equation(side) for side in snapshot.sides]
    return Group(*parts, "", _stages(snapshot), *sides, "", _items(snapshot), "", _workers(snapshot))


def _outcome_rates(rates: Mapping[str, float]) -> Text:
    """Return the rate of each outcome, in brackets; nothing while no page ends."""
    parts = [
        Text(f"{name} {rates[name]:,.1f}", style=dead_style(rates[name]) if name == "dead" else "")
        for name in OUTCOMES
        if rates[name]
    ]
    return Text.assemble(" (", Text(", ").join(parts), ")") if parts else Text()


def _reason_counts(reasons: Mapping[str, int]) -> Text:
    """Return the number of pages that ended for each reason, on one line."""
    return Text("  ").join(
        Text(f"{name} {number:,}", style=dead_style(number) if name.startswith("dead:") else "dim")
        for name, number in reasons.items()
    )


def _table(*columns: str, numbers: int) -> Table:
    """Return a table without rules; its last `numbers` columns are aligned to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for position, name in enumerate(columns):
        table.add_column(name, justify="right" if position >= len(columns) - numbers else "left", no_wrap=True)
    return table


def _stages(snapshot: Status) -> Table:
    table = _table("stage", "stream", "length", "leased", "waiting", "oldest", "processes", numbers=5)
    for row in snapshot.stages:
        idle = row.waiting and not row.processes
        table.add_row(
            row.stage,
            row.stream,
            f"{row.length:,}",
            f"{row.leased:,}",
            Text(f"{row.waiting:,}", style="yellow" if idle else ""),
            format_duration(row.oldest_seconds),
            Text(str(row.processes), style="yellow" if idle else ""),
        )
    return table


def _items(snapshot: Status) -> Table:
    table = _table("items", "length", "group", "unread", "held", "consumers", numbers=3)
    table.columns[1].justify = "right"
    for row in snapshot.items:
        if not row.groups:
            table.add_row(row.stream, f"{row.length:,}", Text("no group reads it", style="dim"), "", "", "")
        for number, group in enumerate(row.groups):
            table.add_row(
                "" if number else row.stream,
                "" if number else f"{row.length:,}",
                clean(group.group),
                f"{group.unread:,}{'+' if group.unread_more else ''}",
                f"{group.held:,}",
                f"{group.consumers:,}",
            )
    return table


def _workers(snapshot: Status) -> RenderableType:
    if not snapshot.workers:
        return Text(
            "no worker sends heartbeats: celery -A worker worker -Q parse,classify,enrich,publish", style="yellow"
        )
    table = _table("worker", "stages", "processes", "busy", "last sign", numbers=3)
    for row in snapshot.workers:
        late = row.silent_seconds > ALIVE_SECONDS
        table.add_row(
            clean(row.name),
            clean(" ".join(row.stages)),
            f"{row.processes:,}",
            f"{row.busy:,}",
            Text(format_duration(row.silent_seconds), style="red" if late else ""),
        )
    return table
