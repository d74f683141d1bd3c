"""A table of figures, printed for a person, or written as Markdown or JSON, always with the same figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.table import Table as RichTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    Cell = str | float | None

#: Figures are rounded once, when they are added to a table, so that the printed ones and those in JSON are equal.
DIGITS = 3
NOTHING = "-"


@dataclass
class Table:
    """Figures under the names of their columns."""

    #: One word, the key in JSON.
    name: str
    title: str
    columns: Sequence[str]
    note: str = ""
    rows: list[list[Cell]] = field(default_factory=list)

    def add(self, *cells: Cell) -> None:
        """Add a row."""
        if len(cells) != len(self.columns):
            raise ValueError(f"table {self.name!r} has {len(self.columns)} columns; a row of {len(cells)} was added")
        self.rows.append([round(cell, DIGITS) if isinstance(cell, float) else cell for cell in cells])

    def figures(self) -> list[dict[str, Any]]:
        """Return the rows as JSON objects."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def rich(self) -> RichTable:
        """Return the table for a terminal."""
        made = RichTable(title=self.title, title_justify="left", box=None, pad_edge=False)
        for number, name in enumerate(self.columns):
            made.add_column(name, overflow="fold", justify="right" if number in self._numeric() else "left")
        for row in self.rows:
            made.add_row(*map(show, row))
        return made

    def markdown(self) -> str:
        """Return the table with its title and note as Markdown."""
        numeric = self._numeric()
        lines = [
            self.columns,
            ["---:" if number in numeric else "---" for number in range(len(self.columns))],
            *([show(cell).replace("|", "\\|") for cell in row] for row in self.rows),
        ]
        body = "\n".join(f"| {' | '.join(line)} |" for line in lines) if self.rows else "None."
        return "\n\n".join(part for part in (f"## {self.title}", self.note, body) if part)

    def _numeric(self) -> set[int]:
        return {
            number
            for number in range(len(self.columns))
            if all(isinstance(row[number], int | float | None) for row in self.rows)
        }


def show(cell: Cell) -> str:
    """Return a cell as it is printed."""
    if cell is None:
        return NOTHING
    return f"{cell:,.{DIGITS}f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell
