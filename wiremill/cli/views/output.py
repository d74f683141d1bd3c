"""Where output goes: results to standard output, messages to standard error."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Any

import click
from rich.console import Console

from wiremill.json_codec import encode_json
from wiremill.terminal import clean, clean_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

#: Columns if the output is not a terminal and COLUMNS is not set: as many as a log or a mail shows.
_COLUMNS = 100


def console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is: no markup, no emoji codes, no guessed colours."""
    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not made.is_terminal and not made._environ.get("COLUMNS"):  # noqa: SLF001  (rich offers no other way to ask)
        made.width = _COLUMNS
    return made


def rendered(text: Text, *, stderr: bool = False) -> str:
    """Return a text with the escape sequences of its colours if that output has colours, else as it is."""
    out = console(stderr=stderr)
    with out.capture() as captured:
        out.print(text, end="", soft_wrap=True)
    return captured.get()


def say(message: str) -> None:
    """Print a message to standard error."""
    click.echo(clean(message, lines=True), err=True)


def file_name(file: IO[bytes]) -> str:
    """Return the name of a file for messages."""
    name = getattr(file, "name", None)
    return name if isinstance(name, str) and name != "<stdin>" else "standard input"


def print_json(value: Any) -> None:
    """Print one JSON document, indented for a terminal, on one line for a pipe."""
    click.echo(clean_json(encode_json(value, indent=sys.stdout.isatty()).decode()))


def print_json_lines(documents: Iterable[bytes]) -> None:
    """Print JSON documents, one per line, and flush."""
    terminal = sys.stdout.isatty()
    lines = [clean_json(line.decode()).encode() if terminal else line for line in documents]
    if lines:
        stream = sys.stdout.buffer
        stream.write(b"\n".join(lines) + b"\n")
        stream.flush()
