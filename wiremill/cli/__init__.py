"""The command line: `wiremill`. Each command is a module, loaded when it is used. Internal."""

from wiremill.cli.group import main

__all__ = ["main"]
