"""The command line: `wiremill`. Each command is a file; it is loaded when it is used."""

from wiremill.cli.group import main

__all__ = ["main"]
