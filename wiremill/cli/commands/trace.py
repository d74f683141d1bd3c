"""`wiremill trace`: the timeline of a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.output import console, print_json, say
from wiremill.cli.views.timeline import print_timeline
from wiremill.ledger.tracing import MAX_ITEMS_SEARCHED, find_page
from wiremill.operate.log_file import events_of
from wiremill.terminal import clean

if TYPE_CHECKING:
    from wiremill.cli.state import State

_EPILOG = help_epilog(
    "wiremill trace https://example.org/a",
    "wiremill trace 1732390000123-0",
    "wiremill trace 4bf92f3577b34da6a3ce929d0e0e4736 --logs worker.log",
    ok="found",
    wrong="not found; it says where it looked",
)


@click.command(epilog=_EPILOG)
@click.argument("page")
@click.option(
    "--logs",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="Look into this log of a worker too (JSON Lines); may be given several times.",
)
@click.option("--all", "every", is_flag=True, help="All pages with that name, not just the one accepted last.")
@json_option
@click.pass_obj
def trace(state: State, *, page: str, logs: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Print the timeline of a page.

    When it was accepted, when and for how long each stage worked on it, how it ended.
    PAGE is a page id, an intake id, a trace id or a URL. Times are the workers'; bars are drawn to scale, from the
    moment the page was accepted to its end.
    """
    found = find_page(state.scripts, page)
    names = {page}.union(*({one.page_id, one.intake_id, one.trace_id} for one in found)) - {""}
    events = list(events_of(map(Path, logs), names)) if logs else []
    if not found and not events:
        say(_not_found_message(state, page, logs))
        sys.exit(1)
    shown = found if every else found[:1]
    if as_json:
        print_json({"pages": shown, "earlier": len(found) - len(shown), "events": events})
        return
    out = console()
    for number, one in enumerate(shown):
        if number:
            out.print()
        print_timeline(out, one)
    if len(found) > len(shown):
        out.print(Text(f"{pluralise(len(found) - len(shown), 'earlier page')} of that name: --all", style="dim"))
    for event in events:
        out.print(_event_line(event), soft_wrap=True)


def _not_found_message(state: State, page: str, logs: tuple[str, ...]) -> str:
    places = [
        "the intake",
        "the records in flight",
        f"the history (the last {state.settings.history_pages:,} pages that ended)",
        "the dead letters",
        f"the latest {MAX_ITEMS_SEARCHED:,} items",
        *logs,
    ]
    return f"no page is named {page!r} in {', '.join(places)}"


def _event_line(event: dict[str, Any]) -> Text:
    line = Text(f"{clean(str(event.get('timestamp', '')))[:23]:<23} ", style="dim")
    line.append(f"{clean(str(event.get('event', ''))):<20} ", "bold")
    for name in ("stage", "attempt", "duration_ms", "outcome", "reason", "where"):
        if event.get(name) not in (None, ""):
            line.append(f" {name}=", "dim")
            line.append(clean(str(event[name])))
    return line
