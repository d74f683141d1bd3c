"""Rendering of parts of a text to the text itself and its blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wiremill.contract.document import Block
from worker.parse.common.limits import MAX_BLOCKS, MAX_TEXT_CHARS
from worker.parse.common.shortcodes import strip_shortcodes
from worker.parse.common.strings import strip_controls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiremill.contract.document import BlockKind


class Part(NamedTuple):
    """A block of text before it has a position."""

    text: str
    kind: BlockKind = "paragraph"
    level: int | None = None


def render(parts: Iterable[Part]) -> tuple[str, list[Block], bool]:
    """Return the text of `parts`, its blocks, and whether it had to be cut to `limits.MAX_TEXT_CHARS`."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        text = strip_controls(part.text).strip("\n ")
        if part.kind != "code":
            text = strip_shortcodes(text)
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
