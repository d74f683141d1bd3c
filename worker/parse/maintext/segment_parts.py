"""The chosen segments of a page as parts of its text, and those that its site's corrections choose."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from worker.parse.common.blocks import Part
from worker.parse.sites.corrections import MAIN_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from worker.parse.tree.outline import Outline, Segment

#: characters; a table with a longer cell is for layout, not for data.
_LAYOUT_CHARS: Final = 400


def marked_segments(outline: Outline) -> list[int]:
    """Return the indexes of the segments inside the elements that the site's corrections mark as main text, in order."""
    inside = bytearray(len(outline.tags))
    for node, tag in enumerate(outline.tags):
        # An element inside one that is marked is so already.
        if tag == MAIN_TAG and not inside[node]:
            end = outline.ends[node]
            inside[node:end] = b"\1" * (end - node)
    return [index for index, node in enumerate(outline.containers) if node >= 0 and inside[node]]


def parts_of_segments(segments: Sequence[Segment]) -> Iterator[Part]:
    """Yield one part per segment; a data table is one part, with tabs between its cells."""
    if all(segment.table < 0 for segment in segments):
        for segment in segments:
            yield Part(segment.text, segment.kind, segment.level)
        return
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
