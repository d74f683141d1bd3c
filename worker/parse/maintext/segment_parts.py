"""The chosen segments of a page as parts of its text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from worker.parse.common.blocks import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from worker.parse.tree.outline import Segment

#: characters; a table with a longer cell is for layout, not for data.
_LAYOUT_CHARS: Final = 400


def parts_of_segments(segments: Sequence[Segment]) -> Iterator[Part]:
    """Yield one part per segment; a data table is one part, with tabs between its cells."""
    for table, grouped in groupby(segments, key=lambda segment: segment.table):
        if table < 0:
            for segment in grouped:
                yield Part(segment.text, segment.kind, segment.level)
            continue
        group = list(grouped)
        cells = [segment.cell for segment in group]
        if (
            max(len(segment.text) for segment in group) > _LAYOUT_CHARS
            or 2 * len(set(cells)) <= len(cells)
            or min(cells) < 0
        ):
            for segment in group:
                yield Part(segment.text, "paragraph" if segment.kind == "table" else segment.kind, segment.level)
            continue
        rows = []
        for _, row in groupby(group, key=lambda segment: segment.row):
            rows.append(
                "\t".join(
                    " ".join(each.text.replace("\n", " ") for each in cell) for _, cell in groupby(row, key=_cell)
                )
            )
        yield Part("\n".join(rows), "table")


def _cell(segment: Segment) -> int:
    return segment.cell
