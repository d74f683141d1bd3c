"""`wiremill schema`: the contract as JSON Schema and AsyncAPI."""

from __future__ import annotations

import click

from wiremill.cli.options import help_epilog, json_option
from wiremill.json_codec import encode_json
from wiremill.schema import schemas

_DOCUMENTS = {
    "item": "item.v1.json",
    "extension": "extension.v1.json",
    "page": "page.v1.json",
    "asyncapi": "asyncapi.json",
}
_EPILOG = help_epilog("wiremill schema > item.v1.json", "wiremill schema asyncapi", ok="always")


@click.command(epilog=_EPILOG)
@click.argument("name", type=click.Choice(list(_DOCUMENTS)), default="item")
@json_option
def schema(*, name: str, as_json: bool) -> None:
    """Print the JSON Schema of items or pages, or AsyncAPI.

    JSON Schema 2020-12 of an item, of what a plug-in finds after it, or of a page as a line of JSON Lines; AsyncAPI 3 of
    all streams. It is JSON in any case;
    --json puts it on one line.
    """
    document = schemas()[_DOCUMENTS[name]]
    click.echo(encode_json(document, indent=not as_json).decode())
