"""`wiremill doctor`: checks everything that Wiremill needs."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click
from rich.text import Text

from wiremill.cli.options import help_epilog, json_option
from wiremill.cli.views.dead_count import DEAD_STYLE
from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.output import console, print_json
from wiremill.operate.doctor import examine
from wiremill.terminal import clean

if TYPE_CHECKING:
    from wiremill.cli.state import State
    from wiremill.operate.finding import Finding

_EPILOG = help_epilog(
    "wiremill doctor", "wiremill doctor --json", ok="nothing fails; there may be warnings", wrong="something fails"
)
_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}
#: The number of dead letters at the beginning of that finding's message.
_DEAD_LETTERS = re.compile(r"^[1-9][\d,]* dead letters?\b")


@click.command(epilog=_EPILOG)
@json_option
@click.pass_obj
def doctor(state: State, *, as_json: bool) -> None:
    """Check everything that Wiremill needs.

    What is wrong comes with what to do about it.
    """
    findings: list[Finding] = []
    out = console()
    for finding in examine(state.settings):
        findings.append(finding)
        if not as_json:
            message = Text(clean(finding.message))
            message.highlight_regex(_DEAD_LETTERS, DEAD_STYLE)
            line = Text.assemble((f"{finding.verdict:<5}", _STYLES[finding.verdict]), f"{finding.name:<19} ", message)
            out.print(line, soft_wrap=True)
            if finding.advice:
                out.print(Text.assemble((f"{'':<24} → ", "dim"), clean(finding.advice)), soft_wrap=True)
    failed = sum(finding.verdict == "fail" for finding in findings)
    if as_json:
        print_json({"ok": not failed, "findings": findings})
    else:
        warned = sum(finding.verdict == "warn" for finding in findings)
        out.print(f"\n{pluralise(len(findings), 'check')}: {failed} failed, {pluralise(warned, 'warning')}")
    if failed:
        sys.exit(1)
