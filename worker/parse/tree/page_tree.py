"""From the text of a page to its tree: lxml's elements, the outline of its blocks, and their measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.parse.text.charset import Decoded
from worker.parse.tree.elements import Elements
from worker.parse.tree.load import load
from worker.parse.tree.measures import measure
from worker.parse.tree.outline import read_outline
from worker.parse.tree.xhtml import as_html, is_xhtml

if TYPE_CHECKING:
    from worker.parse.common.flags import Flag
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline


class PageTree(NamedTuple):
    """A page as a tree."""

    #: The HTML that the tree was read from.
    source: str
    elements: Elements
    outline: Outline
    #: None if the page has no text at all.
    measures: Measures | None


def read_tree(decoded: Decoded, content_type: str | None) -> tuple[PageTree | None, list[Flag]]:
    """Return the tree of a page and the flags of parsing it; the tree is None if the page has no element."""
    if is_xhtml(decoded.text, content_type):
        decoded = Decoded(as_html(decoded.text), decoded.charset)
    root, flags = load(decoded.encode())
    if root is None:
        return None, flags
    outline = read_outline(root)
    measures = measure(outline) if outline.texts else None
    return PageTree(decoded.text, Elements(root), outline, measures), flags
