"""Dead letters as a table, and one dead letter with all its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from wiremill.cli.views.formatting import format_bytes
from wiremill.cli.views.output import console
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.ledger.dead_letters import DeadLetter


def print_dead_letters(found: Sequence[DeadLetter]) -> None:
    """Print dead letters as a table."""
    out = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    for name in ("id", "died", "stage", "reason"):
        table.add_column(name, no_wrap=True)
    table.add_column("url", no_wrap=True, overflow="ellipsis", ratio=1)
    for dead_letter in found:
        table.add_row(
            dead_letter.id,
            dead_letter.at[5:16].replace("T", " "),
            dead_letter.stage,
            Text(dead_letter.reason, style="red"),
            clean(dead_letter.url),
        )
    out.print(table)


def print_dead_letter(dead_letter: DeadLetter) -> None:
    """Print all details of a dead letter."""
    out = console()
    named = {
        "letter": dead_letter.id,
        "url": dead_letter.url,
        "stage": f"{dead_letter.stage} (the page was published before, and stays so)"
        if dead_letter.side
        else dead_letter.stage,
        "reason": dead_letter.reason,
        "error": dead_letter.error,
        "attempts": str(dead_letter.attempts),
        "died": dead_letter.at,
        "page id": dead_letter.page_id,
        "intake id": dead_letter.page,
        "trace id": dead_letter.trace_id,
        "body": format_bytes(dead_letter.kept["page:body"]) + " as handed over"
        if "page:body" in dead_letter.kept
        else "",
        "document": format_bytes(dead_letter.kept["record:document"]) if "record:document" in dead_letter.kept else "",
    }
    for name, value in named.items():
        if value:
            out.print(Text.assemble((f"{name:<10}", "dim"), clean(value)), soft_wrap=True)
    kept = ", ".join(f"{clean(name)} {format_bytes(count)}" for name, count in dead_letter.kept.items())
    out.print(Text.assemble((f"{'kept':<10}", "dim"), kept or "nothing"), soft_wrap=True)
    if dead_letter.packed:
        out.print(
            Text(
                "has more fields than a replay can add again: write its body to a file, push that, drop this",
                style="yellow",
            )
        )
