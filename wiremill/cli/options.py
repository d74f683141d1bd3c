"""Options that several commands share, and the epilog of their help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_Function = TypeVar("_Function", bound="Callable[..., Any]")


def json_option(function: _Function) -> _Function:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")(function)


def help_epilog(*lines: str, ok: str = "all is well", wrong: str = "") -> str:
    """Return the end of a command's help: examples, and the meaning of its exit codes."""
    shown = "".join(f"  {line}\n" for line in lines)
    codes = f"  0  {ok}\n" + (f"  1  {wrong}\n" if wrong else "") + "  2  usage, settings, or no server\n"
    return f"\b\nExamples:\n{shown}\n\b\nExit codes:\n{codes}"
