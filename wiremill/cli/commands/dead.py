"""`wiremill dead`: lists, shows, replays and drops dead letters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.progress import track
from rich.text import Text

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.state import State
from wiremill.cli.time_option import TimeParamType
from wiremill.cli.views.dead_count import dead_style
from wiremill.cli.views.dead_letter import print_dead_letter, print_dead_letters
from wiremill.cli.views.formatting import format_bytes, pluralise
from wiremill.cli.views.output import console, print_json, print_json_lines, rendered, say
from wiremill.contract.outcome import DEAD_REASONS
from wiremill.errors import MALFORMED_REASONS, WiremillError
from wiremill.json_codec import encode_json
from wiremill.ledger.dead_letters import DeadLetter, DeadLetterFilter, DeadLetters
from wiremill.ledger.keys import STAGES
from wiremill.ledger.stages import known_stages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Sized

_Function = TypeVar("_Function", bound="Callable[..., Any]")


@click.group(
    epilog=help_epilog("wiremill dead list --since 2h", "wiremill dead replay --stage parse --reason time_limit")
)
def dead() -> None:
    """List, show, replay and drop dead letters.

    A dead letter is a page that a stage could not handle, with all that is needed to try again. It is named by its own
    id, or by the intake id or page id of its page.
    """


def _filter_options(function: _Function) -> _Function:
    """Add the options that select dead letters."""
    for option in (
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The first so many of those that fit."),
        click.option("--until", type=TimeParamType(), metavar="TIME", help="Died then or before."),
        click.option(
            "--since",
            type=TimeParamType(),
            metavar="TIME",
            help="Died then or later: 2h, 30m, 7d ago, or 2024-05-31T12:00Z.",
        ),
        click.option("--url-contains", metavar="TEXT", help="With this in the URL."),
        click.option(
            "--reason",
            type=click.Choice([*MALFORMED_REASONS, *DEAD_REASONS]),
            metavar="REASON",
            help="Died for this reason.",
        ),
        click.option("--stage", metavar="NAME", callback=_check_stage, help="Died in this stage."),
    ):
        function = option(function)
    return click.argument("ids", nargs=-1, metavar="[ID…]")(function)


def _check_stage(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse an unknown stage; the server knows which plug-ins there are."""
    if value is None or value in STAGES:
        return value
    names = known_stages(ctx.ensure_object(State).scripts)
    if value not in names:
        raise click.BadParameter(f"{value!r} is not one of {', '.join(names)}.")
    return value


def _confirmation_options(function: _Function) -> _Function:
    """Add the options of commands that change dead letters."""
    function = click.option("--yes", is_flag=True, help="Don't ask.")(function)
    return click.option("--all", "every", is_flag=True, help="All dead letters.")(function)


@dead.command(
    "list",
    epilog=help_epilog(
        "wiremill dead list --stage parse", "wiremill dead list --json | jq -r .url", wrong="an ID is not there"
    ),
)
@_filter_options
@json_option
@click.pass_obj
def list_(state: State, /, *, as_json: bool, **wanted: Any) -> None:
    """List dead letters, oldest first."""
    dead_letters = DeadLetters(state.scripts)
    if as_json:
        print_json_lines(encode_json(dead_letter) for dead_letter in dead_letters.find(DeadLetterFilter(**wanted)))
        return
    found = list(dead_letters.find(DeadLetterFilter(**wanted)))
    if not found:
        say("no dead letter" + (" that fits" if any(wanted.values()) else ""))
        if wanted["ids"]:
            sys.exit(1)
        return
    print_dead_letters(found)


@dead.command(
    epilog=help_epilog(
        "wiremill dead show 1732390000123-0",
        "wiremill dead show 1732390000123-0 --body page.html",
        wrong="it is not there, or has no body",
    )
)
@click.argument("name", metavar="ID")
@click.option(
    "--body",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the page's body, unpacked; - for standard output.",
)
@click.option(
    "--document",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the parsed document as JSON, where the page got so far.",
)
@json_option
@click.pass_obj
def show(state: State, *, name: str, body: str | None, document: str | None, as_json: bool) -> None:
    """Show a dead letter: why, after how many attempts, and what is kept of its page."""
    dead_letters = DeadLetters(state.scripts)
    dead_letter = next(dead_letters.find(DeadLetterFilter(ids=(name,))), None)
    if dead_letter is None:
        say(f"no dead letter is named {name!r}; 'wiremill dead list' shows them all")
        sys.exit(1)
    if body:
        _write(body, dead_letters.body(dead_letter))
    if document:
        _write(document, dead_letters.document(dead_letter))
    if "-" in (body, document):
        return
    if as_json:
        print_json(dead_letter)
    else:
        print_dead_letter(dead_letter)


@dead.command(
    epilog=help_epilog(
        "wiremill dead replay 1732390000123-0",
        "wiremill dead replay --stage enrich --since 1h --yes",
        "wiremill dead replay --all",
        wrong="some dead letter is gone or can't be replayed",
    )
)
@_filter_options
@_confirmation_options
@json_option
@click.pass_obj
def replay(state: State, /, *, every: bool, yes: bool, as_json: bool, **wanted: Any) -> None:
    """Put dead letters back to work, each at the stage where it died.

    A page that died in parse gets a new intake id.
    """
    dead_letters = DeadLetters(state.scripts)
    chosen = _select(dead_letters, wanted, "replay", every=every, yes=yes)
    done: list[dict[str, str]] = []
    failed: list[dict[str, str]] = []
    for dead_letter in _with_progress(chosen, "replaying"):
        try:
            page = dead_letters.replay(dead_letter)
        except WiremillError as error:
            failed.append({"id": dead_letter.id, "error": str(error)})
            continue
        if page is None:
            failed.append(
                {
                    "id": dead_letter.id,
                    "error": f"dead letter {dead_letter.id} is gone: it was replayed or dropped meanwhile",
                }
            )
        else:
            done.append({"id": dead_letter.id, "intake_id": page})
    _report("replayed", done, failed, as_json=as_json)


@dead.command(
    epilog=help_epilog(
        "wiremill dead drop 1732390000123-0",
        "wiremill dead drop --reason not_text --yes",
        wrong="some dead letter is gone",
    )
)
@_filter_options
@_confirmation_options
@json_option
@click.pass_obj
def drop(state: State, /, *, every: bool, yes: bool, as_json: bool, **wanted: Any) -> None:
    """Remove dead letters for good, with their bodies; the pages stay counted as dead."""
    dead_letters = DeadLetters(state.scripts)
    chosen = _select(dead_letters, wanted, "drop", every=every, yes=yes)
    done: list[dict[str, str]] = []
    failed: list[dict[str, str]] = []
    for dead_letter in _with_progress(chosen, "dropping"):
        if dead_letters.drop(dead_letter):
            done.append({"id": dead_letter.id})
        else:
            failed.append(
                {
                    "id": dead_letter.id,
                    "error": f"dead letter {dead_letter.id} is gone: it was replayed or dropped meanwhile",
                }
            )
    _report("dropped", done, failed, as_json=as_json)


def _select(
    dead_letters: DeadLetters, wanted: dict[str, Any], verb: str, *, every: bool, yes: bool
) -> list[DeadLetter]:
    """Return the selected dead letters, after a confirmation if there are several."""
    if not every and not any(wanted.values()):
        raise click.UsageError(f"Say which: an ID, an option such as --stage, or --all to {verb} every dead letter.")
    chosen = list(dead_letters.find(DeadLetterFilter(**wanted)))
    ids = wanted["ids"]
    missing = [name for name in ids if not any(name in (one.id, one.page, one.page_id) for one in chosen)]
    if missing:
        say(f"no dead letter that fits is named {', '.join(map(repr, missing))}")
        sys.exit(1)
    if not chosen:
        say("no dead letter fits: nothing to do")
    elif len(chosen) > 1 and not yes:
        question = Text.assemble(f"{verb.capitalize()} ", _dead_letter_count(chosen), "?")
        click.confirm(rendered(question, stderr=True), abort=True, err=True)
    return chosen


def _dead_letter_count(dead_letters: Sized) -> Text:
    return Text(pluralise(len(dead_letters), "dead letter"), style=dead_style(len(dead_letters)))


def _with_progress(chosen: Sequence[DeadLetter], verb: str) -> Any:
    out = console(stderr=True)
    return track(chosen, description=verb, console=out, transient=True, disable=not out.is_terminal)


def _report(verb: str, done: list[dict[str, str]], failed: list[dict[str, str]], *, as_json: bool) -> None:
    if as_json:
        print_json({verb: done, "failed": failed})
    else:
        console().print(Text.assemble(_dead_letter_count(done), f" {verb}"), soft_wrap=True)
    for failure in failed:
        say(failure["error"])
    if failed:
        sys.exit(1)


def _write(path: str, content: bytes) -> None:
    if path == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"{path!r} can't be written: {error.strerror}") from error
    say(f"{format_bytes(len(content))} written to {path}")
