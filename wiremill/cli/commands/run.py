"""`wiremill run`: the whole job on this machine."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NoReturn

import click

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.output import say
from wiremill.errors import WiremillError
from wiremill.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from wiremill.cli.state import State

#: Modules that a worker needs beside the SDK.
_WORKER_LIBRARIES = ("celery", "lxml")
_EPILOG = help_epilog(
    "wiremill run pages/                              a table",
    "wiremill run pages/ > items.jsonl                JSON Lines",
    "curl -s $URL | wiremill run --url $URL --trace -",
    "wiremill run --keep state/ --rules rules.toml pages.jsonl",
    ok="every page has its outcome, and not every page died",
    wrong="a page was lost, late, or could not be read, or every page died;\n     with --fail-on-dead also: any page died",
)


@click.command(epilog=_EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--url", help="The URL of the page, where PATH is one file or -.")
@click.option("--rules", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="Routes and filters.")
@click.option(
    "--processes", type=click.IntRange(min=1), metavar="N", help="Processes of the worker; one a core without it."
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Keep the server's data and the logs here; goes on with what is there.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Give up after so long."
)
@click.option("--trace", is_flag=True, help="Print the timelines of the first 5 pages.")
@click.option("--fail-on-dead", is_flag=True, help="Exit with 1 if any page died, not only if every page did.")
@click.option("--table", is_flag=True, help="A table, also to a pipe.")
@json_option
@click.pass_obj
def run(state: State, /, *, paths: tuple[str, ...], as_json: bool, table: bool, **options: Any) -> None:
    """Turn pages into items, with nothing set up.

    Starts a Redis of its own and a worker, hands the pages over, prints each item as it comes, proves that every page is
    accounted for, and stops everything. PATH is a file, a folder, a file of JSON Lines, or -. With WIREMILL_REDIS_URL or
    --redis-url that Redis is used, and what others do there is left alone.
    """
    if as_json and table:
        raise click.UsageError("--json and --table exclude each other.")
    missing = [name for name in _WORKER_LIBRARIES if find_spec(name) is None]
    if missing:
        raise WiremillError(f"{' and '.join(missing)} not installed: pip install 'wiremill[worker,embedded]'")
    from wiremill.cli.run_job import Run, RunOptions

    settings = state.with_rules(options.pop("rules"))
    run_options = RunOptions(as_json=as_json or not (table or sys.stdout.isatty()), **options)
    with _raise_on_signals():
        try:
            code = Run(paths, settings, run_options, private=not _server_is_configured(state)).execute()
        except _Interrupted:
            say("interrupted: everything is stopped")
            raise
    sys.exit(code)


class _Interrupted(SystemExit):
    """A signal asked the run to stop."""


def _server_is_configured(state: State) -> bool:
    """Return whether a Redis is configured by option, environment or file."""
    chosen = state.redis_url is not None or "WIREMILL_REDIS_URL" in os.environ
    return chosen or state.settings.redis_url != Settings().redis_url


@contextmanager
def _raise_on_signals() -> Iterator[None]:
    """Turn the signals that stop a process into an exception, so that all clean-up runs, as with Ctrl-C."""

    def interrupt(number: int, _frame: FrameType | None) -> NoReturn:
        raise _Interrupted(128 + number)

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
