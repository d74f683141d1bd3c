"""`wiremill reconcile`: the proof that every page is accounted for."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

import click
import msgspec
from rich.text import Text

from wiremill.cli.commands.status import accounting_equation
from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.output import console, file_name, print_json
from wiremill.cli.views.side_stages import side_equation
from wiremill.client.producer import Receipt
from wiremill.ledger.accounting import Reconciliation
from wiremill.ledger.accounting import reconcile as reconcile_pages
from wiremill.terminal import clean

if TYPE_CHECKING:
    from rich.console import Console

    from wiremill.cli.state import State

_EPILOG = help_epilog(
    "wiremill reconcile",
    "wiremill push --receipts r.jsonl pages/ && wiremill reconcile --receipts r.jsonl",
    ok="exact",
    wrong="not exact; each page is named",
)

_receipt = msgspec.json.Decoder(Receipt)


@click.command(epilog=_EPILOG)
@click.option(
    "--receipts",
    metavar="FILE",
    type=click.File("rb"),
    help="Look for each page of these receipts, as 'wiremill push' wrote them; - for standard input.",
)
@json_option
@click.pass_obj
def reconcile(state: State, *, receipts: IO[bytes] | None, as_json: bool) -> None:
    """Prove that every page is accounted for.

    The equation: accepted = published + duplicate + filtered + dead + in flight.

    Each page in flight is looked for in the streams of the stages it waits for, each ended page of the history must have
    one outcome, and no page may have two items. A page of a receipt is looked for in flight, in the history (as far back
    as history_pages goes) and in the dead letters.
    """
    result = reconcile_pages(state.scripts, _read(receipts) if receipts else ())
    if as_json:
        census = msgspec.structs.asdict(result.census) | {"difference": result.census.difference}
        print_json(msgspec.structs.asdict(result) | {"census": census, "exact": result.exact})
    else:
        print_reconciliation(console(), result)
    if not result.exact:
        sys.exit(1)


def print_reconciliation(out: Console, result: Reconciliation) -> None:
    """Print the equation, the number of checks, and each page that breaks the accounting."""
    out.print(accounting_equation(result.census), soft_wrap=True)
    for side in result.sides:
        out.print(side_equation(side), soft_wrap=True)
    checks = [
        f"{pluralise(result.in_flight_checked, 'page')} in flight",
        f"{pluralise(result.history_checked, 'ended page')}",
        *([pluralise(result.receipts_checked, "receipt")] if result.receipts_checked else []),
    ]
    if result.breaches:
        out.print(
            Text(
                f"{pluralise(len(result.breaches), 'breach', 'breaches')} among {', '.join(checks)}:", style="bold red"
            )
        )
        for breach in result.breaches:
            out.print(Text(f"  {clean(breach.page):<22} {clean(breach.problem)}"), soft_wrap=True)
    else:
        out.print(Text.assemble(("checked ", "dim"), ", ".join(checks), (": no breach", "dim")))


def _read(file: IO[bytes]) -> list[str]:
    ids = []
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            ids.append(_receipt.decode(line).intake_id)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise click.UsageError(f"--receipts {file_name(file)}: line {number} is no receipt: {error}") from error
    return ids
