"""The context that text inherits from the elements around it: its kind, its level, its place in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from wiremill.contract.document import BlockKind

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir", "dl"})
#: Elements that change the context of the text in them.
CONTEXT_TAGS: Final = frozenset({*_HEADINGS, *_LISTS, "li", "dt", "dd", "blockquote", "pre", "table", "tr", "td", "th"})


class Context(NamedTuple):
    """The context of a text, apart from the element that contains it."""

    kind: BlockKind = "paragraph"
    level: int | None = None
    lists: int = 0
    preformatted: bool = False
    #: Index of the table, row and cell around; -1 outside tables.
    table: int = -1
    row: int = -1
    cell: int = -1
    #: All but the table as one number, the cache key of contexts outside tables: from the lowest bit on, three bits for the
    #: kind (`KINDS`), one for preformatted, ten for the level, the rest for the depth of lists.
    code: int = 0


OUTERMOST_CONTEXT: Final = Context()
KINDS: Final[dict[BlockKind, int]] = {
    "paragraph": 0,
    "heading": 1,
    "list_item": 2,
    "table": 3,
    "code": 4,
    "quote": 5,
}
#: Contexts outside tables that have occurred, by the code of the outer context and the tag of the element. Pages have
#: a few dozen; the parser's limit on depth bounds their number.
CONTEXT_CACHE: Final[dict[tuple[int, str], Context]] = {}


def inner_context(outer: Context, tag: str, node: int) -> Context:
    """Return the context inside an element whose tag is in `CONTEXT_TAGS`."""
    kind, level, lists, preformatted, table, row, cell, code = outer
    if tag in _HEADINGS:
        kind, level = "heading", _HEADINGS[tag]
    elif tag in _LISTS:
        lists += 1
    elif tag in {"li", "dt", "dd"}:
        kind, level = "list_item", max(lists, 1)
    elif tag == "blockquote":
        kind, level = "quote", None
    elif tag == "pre":
        kind, level, preformatted = "code", None, True
    elif tag == "table":
        table, row, cell = node, -1, -1
    elif tag == "tr":
        row, cell = node, -1
    elif table >= 0:
        kind, level, cell = "table", None, node
    found = Context(
        *(kind, level, lists, preformatted, table, row, cell),
        KINDS[kind] | preformatted << 3 | min(level or 0, 1023) << 4 | lists << 14,
    )
    if table < 0:
        CONTEXT_CACHE[code, tag] = found
    return found
