"""`wiremill push`: hands pages over to the intake."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from rich.progress import Progress, SpinnerColumn, TextColumn

from wiremill import logs
from wiremill.cli.hand_over import HandOver
from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.output import console, print_json, say
from wiremill.json_codec import encode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.cli.state import State
    from wiremill.client.producer import Receipt

_EPILOG = help_epilog(
    "wiremill push pages/                        every page of a folder",
    "wiremill push --receipts r.jsonl a.html b.html",
    "scrape | wiremill push -                    JSON Lines from a pipe",
    "curl -s $URL | wiremill push --url $URL -   one page",
    ok="every page is in the intake",
    wrong="some page could not be read, or the intake was full",
)


@click.command(epilog=_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--source", help="The pages' source where they name none: a feed, a crawler.")
@click.option("--content-type", help="Content-Type of every page, in place of what it says of itself.")
@click.option("--url", help="The URL of the page, where PATH is one file or -.")
@click.option(
    "--receipts", metavar="FILE", type=click.Path(dir_okay=False), help="Write a receipt for each page, as JSON Lines."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Wait so long for room in a full intake; without it, for ever.",
)
@json_option
@click.pass_obj
def push(
    state: State,
    *,
    paths: tuple[str, ...],
    source: str | None,
    content_type: str | None,
    url: str | None,
    receipts: str | None,
    timeout: float | None,
    as_json: bool,
) -> None:
    """Hand pages over to the intake.

    PATH is a file, a folder, a file of JSON Lines (.jsonl, .ndjson), or - for standard input: JSON Lines, or with --url
    the bytes of one page. What can't be read is named and skipped.
    """
    settings = state.settings
    logs.configure(settings)
    hand_over = HandOver(
        paths, max_bytes=settings.page_max_bytes, url=url, source=source, content_type=content_type, report=say
    )
    state.scripts.redis.ping()  # reports an unreachable server at once, not after all retries of the producer
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_open(receipts)) if receipts else None
        progress = stack.enter_context(_progress())
        task = progress.add_task("", total=None)
        for _ in _write_receipts(hand_over.receipts(settings, timeout), file):
            progress.update(task, advance=1)
    if as_json:
        print_json({"accepted": hand_over.accepted, "skipped": hand_over.skipped})
    else:
        click.echo(
            f"{pluralise(hand_over.accepted, 'page')} accepted"
            + (f", {hand_over.skipped:,} skipped" if hand_over.skipped else "")
        )
    if hand_over.skipped:
        sys.exit(1)


def _write_receipts(receipts: Iterator[Receipt], file: IO[bytes] | None) -> Iterator[Receipt]:
    for receipt in receipts:
        if file:
            file.write(encode_json(receipt) + b"\n")
        yield receipt


def _open(path: str) -> IO[bytes]:
    try:
        return Path(path).open("wb", buffering=0)  # each receipt is in the file before the next page is sent
    except OSError as error:
        raise click.UsageError(f"--receipts {path!r} can't be written: {error.strerror}") from error


def _progress() -> Progress:
    shown = console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,} pages accepted"))
    return Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal)
