"""From chosen segments to the document's text and its blocks."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from wiremill.document import Block
from worker.parse.common.limits import MAX_BLOCKS, MAX_TEXT_CHARS
from worker.parse.text.charset import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wiremill.document import BlockKind
    from worker.parse.tree.outline import Segment

#: characters in a cell beyond which a table is there for the layout, not for its data.
_LAYOUT_CHARS: Final = 400


class Part(NamedTuple):
    """A block before it has a place in the text."""

    text: str
    kind: BlockKind = "paragraph"
    level: int | None = None


def parts_of(segments: Sequence[Segment]) -> Iterator[Part]:
    """Yield the parts that `segments` make: each one, but a data table is one part, cells parted by tabs."""
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


def render(parts: Iterable[Part]) -> tuple[str, list[Block], bool]:
    """Return the text of `parts`, its blocks, and whether it had to be cut to `limits.MAX_TEXT_CHARS`."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        text = clean(part.text).strip("\n ")
        if not text:
            continue
        room = MAX_TEXT_CHARS - at
        if room <= 0 or len(blocks) >= MAX_BLOCKS:
            return "\n".join(texts), blocks, True
        cut = len(text) > room
        if cut:
            text = text[:room].rstrip()
            if not text:
                return "\n".join(texts), blocks, True
        texts.append(text)
        blocks.append(Block(part.kind, at, at + len(text), part.level))
        at += len(text) + 1
        if cut:
            return "\n".join(texts), blocks, True
    return "\n".join(texts), blocks, False


def _cell(segment: Segment) -> int:
    return segment.cell
