"""How counts of dead letters and dead pages are printed: in red, unless they are 0."""

from __future__ import annotations

#: Rich drops it where the output is no terminal or NO_COLOR is set.
DEAD_STYLE = "red"


def dead_style(count: float) -> str:
    """Return the style of a count of dead letters, dead pages, or dead pages per second."""
    return DEAD_STYLE if count else ""
