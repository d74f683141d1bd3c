"""`wiremill tail`: the latest items."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.item_rows import ItemRows
from wiremill.cli.views.output import console, print_json_lines, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.cli.state import State

_EPILOG = help_epilog(
    "wiremill tail -n 50",
    "wiremill tail --route russia --follow",
    "wiremill tail -f --json | jq .document.title",
    ok="also when there is no item yet",
    wrong="no item has ever taken the route",
)
#: Milliseconds that one read waits for new items.
_BLOCK_MS = 500
_ITEMS_PER_READ = 100


@click.command(epilog=_EPILOG)
@click.option("--route", metavar="NAME", help="Items of this route; without it, all items.")
@click.option("-f", "--follow", is_flag=True, help="Go on with new items until interrupted.")
@click.option(
    "-n",
    "number",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="So many of the latest.",
)
@json_option
@click.pass_obj
def tail(state: State, *, route: str | None, follow: bool, number: int, as_json: bool) -> None:
    """Print the latest items.

    A line each; to a pipe or with --json as JSON Lines.
    Reads without a consumer group, so it takes nothing away from consumers, and holds up no trimming.
    """
    keys = state.scripts.keys
    stream = keys.route(route) if route else keys.items
    client: Any = state.scripts.redis
    if route and not client.exists(stream) and not follow and not client.hexists(keys.counts, f"route:{route}"):
        say(f"no item has taken the route {route!r} yet; 'wiremill status' shows the streams there are")
        sys.exit(1)
    rows = None if as_json or not sys.stdout.isatty() else ItemRows(console())
    with suppress(KeyboardInterrupt):
        for items in _read(client, stream, number, follow=follow):
            if rows is None:
                print_json_lines(items)
            else:
                for item in items:
                    rows.add(item)


def _read(client: Any, stream: str, number: int, *, follow: bool) -> Iterator[list[bytes]]:
    latest = client.xrevrange(stream, count=max(1, number))
    after = latest[0][0] if latest else "0-0"
    if number:
        yield [fields[b"data"] for _, fields in reversed(latest)]
    while follow:
        answer = client.xread({stream: after}, count=_ITEMS_PER_READ, block=_BLOCK_MS)
        pairs = [(name, entries[0]) for name, entries in answer.items()] if isinstance(answer, dict) else answer
        for _, entries in pairs or []:
            after = entries[-1][0]
            yield [fields[b"data"] for _, fields in entries]
