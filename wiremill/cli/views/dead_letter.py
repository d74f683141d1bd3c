"""A dead letter for a person: a line of a table, or all that is known of it."""

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


def print_letters(found: Sequence[DeadLetter]) -> None:
    """Print dead letters as a table."""
    out = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    for name in ("id", "died", "stage", "reason"):
        table.add_column(name, no_wrap=True)
    table.add_column("url", no_wrap=True, overflow="ellipsis", ratio=1)
    for letter in found:
        table.add_row(
            letter.id,
            letter.at[5:16].replace("T", " "),
            letter.stage,
            Text(letter.reason, style="red"),
            clean(letter.url),
        )
    out.print(table)


def print_letter(letter: DeadLetter) -> None:
    """Print all that is known of a dead letter."""
    out = console()
    named = {
        "letter": letter.id,
        "url": letter.url,
        "stage": f"{letter.stage} (the page was published before, and stays so)" if letter.side else letter.stage,
        "reason": letter.reason,
        "error": letter.error,
        "attempts": str(letter.attempts),
        "died": letter.at,
        "page id": letter.page_id,
        "intake id": letter.page,
        "trace id": letter.trace_id,
        "body": format_bytes(letter.kept["page:body"]) + " as handed over" if "page:body" in letter.kept else "",
        "document": format_bytes(letter.kept["record:document"]) if "record:document" in letter.kept else "",
    }
    for name, value in named.items():
        if value:
            out.print(Text.assemble((f"{name:<10}", "dim"), clean(value)), soft_wrap=True)
    kept = ", ".join(f"{clean(name)} {format_bytes(count)}" for name, count in letter.kept.items())
    out.print(Text.assemble((f"{'kept':<10}", "dim"), kept or "nothing"), soft_wrap=True)
    if letter.packed:
        out.print(
            Text(
                "has more fields than a replay can add again: write its body to a file, push that, drop this",
                style="yellow",
            )
        )
