"""From the text of a page to its tree: lxml's elements, the outline of its blocks, and their measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.parse.sites.corrections import apply_site
from worker.parse.text.charset import Decoded
from worker.parse.tree.elements import Elements
from worker.parse.tree.load import load
from worker.parse.tree.measures import measure
from worker.parse.tree.outline import read_outline
from worker.parse.tree.xhtml import as_html, is_xhtml

if TYPE_CHECKING:
    from worker.parse.common.flags import Flag
    from worker.parse.sites.corrections import Corrections
    from worker.parse.sites.site import Site
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
    #: What the corrections for its site did to it; None if there are none.
    corrections: Corrections | None = None


def read_tree(
    decoded: Decoded, content_type: str | None, site: Site | None = None
) -> tuple[PageTree | None, list[Flag]]:
    """Return the tree of a page and the flags of parsing it; the tree is None if the page has no element.

    The corrections of its `site` are applied before anything else is read from the tree.
    """
    if is_xhtml(decoded.text, content_type):
        decoded = Decoded(as_html(decoded.text), decoded.charset)
    root, flags = load(decoded.encode())
    if root is None:
        return None, flags
    corrections = apply_site(site, root) if site else None
    outline = read_outline(root)
    measures = measure(outline) if outline.texts else None
    return PageTree(decoded.text, Elements(root), outline, measures, corrections), flags
