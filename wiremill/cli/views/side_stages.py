"""The account of a plug-in that publish does not wait for, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from wiremill.cli.views.dead_count import dead_style
from wiremill.terminal import clean

if TYPE_CHECKING:
    from wiremill.ledger.side_stages import SideStageCount


def side_equation(side: SideStageCount) -> Text:
    """Return the outcomes of the published pages handed to this stage."""
    line = Text.assemble((f"{clean(side.stage)}: ", "dim"), f"handed {side.handed:,} = done {side.done:,} + ")
    line.append(f"dead {side.dead:,}", dead_style(side.dead))
    line.append(f" + in its stream {side.length:,}")
    if side.skipped:
        line.append(f"; {side.skipped:,} passed by", "yellow")
    return line
