"""`wiremill routes`: checks a file of routes and filters, and tries it on an item."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Any

import click
import msgspec
from rich.text import Text

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.output import console, file_name, print_json
from wiremill.rules import load_rules
from wiremill.terminal import clean

if TYPE_CHECKING:
    from wiremill.cli.state import State


@click.group(
    epilog=help_epilog("wiremill routes check rules.toml", "wiremill routes test item.json --rules rules.toml")
)
def routes() -> None:
    """Check a file of routes and filters, and try it on an item."""


@routes.command(
    epilog=help_epilog("wiremill routes check rules.toml", ok="the file is right; 2 says what is wrong and where")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@json_option
def check(*, file: str, as_json: bool) -> None:
    """Check a file of routes and filters."""
    rules = load_rules(file)
    if as_json:
        print_json({"file": file, "routes": rules.names, "empty": rules.empty})
    else:
        names = f": {', '.join(rules.names)}" if rules.names else ""
        click.echo(f"{file} is right, with {pluralise(len(rules.names), 'route')}{names}")


@routes.command(
    epilog=help_epilog(
        "wiremill routes test item.json --rules rules.toml",
        "wiremill tail -n 1 --json | wiremill routes test -",
        ok="the item is published; with what routes, and why",
        wrong="the filter ends it",
    )
)
@click.argument("item", type=click.File("rb"), metavar="ITEM.json")
@click.option(
    "--rules",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="The rules; without it those of the settings.",
)
@json_option
@click.pass_obj
def test(state: State, *, item: IO[bytes], rules: str | None, as_json: bool) -> None:
    """Say which routes would take an item, and why the others would not."""
    path = rules or state.settings.rules_file
    if path is None:
        raise click.UsageError("There are no rules: give --rules FILE, or set rules_file.")
    ruleset = load_rules(path)
    content = _read(item)
    filtered = ruleset.filtered(content)
    explanations = ruleset.explain(content)
    if as_json:
        details = [msgspec.structs.asdict(one) | {"why": one.why} for one in explanations]
        print_json({"filtered": filtered, "routes": ruleset.routes(content), "explanations": details})
    else:
        out = console()
        if filtered:
            out.print(Text.assemble(("filtered", "yellow"), f": the filter ends this page, reason {filtered}"))
        for one in explanations:
            mark = Text("  takes  " if one.matched else "  leaves ", style="green" if one.matched else "dim")
            out.print(Text.assemble(mark, (one.route, "bold"), f"  {clean(one.why)}"), soft_wrap=True)
        if not explanations:
            out.print("there is no route")
    if filtered:
        sys.exit(1)


def _read(file: IO[bytes]) -> dict[str, Any]:
    try:
        content = msgspec.json.decode(file.read())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file_name(file)} is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise click.UsageError(f"{file_name(file)} is no item: an item is a JSON object; give one item, not a list")
    return content
