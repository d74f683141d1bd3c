"""The outline of a page: its block elements and the runs of text in them, collected in one pass over the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from worker.parse.hints import Zone, role_zone, zone_of
from worker.parse.limits import MAX_ELEMENTS
from worker.parse.words import word_set

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wiremill.document import BlockKind

#: Elements whose text is never part of the page's.
_SKIPPED: Final = word_set(
    "script style template svg iframe object embed applet audio video canvas select button input textarea",
    "datalist option head title meta link base map area progress meter noframes frameset math-hidden rp rt",
)
#: Elements that stand in a line of text, and so part no blocks.
_INLINE: Final = word_set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span",
    "strike strong sub sup time tt u var wbr img picture source track ruby rb math noscript output strong-text",
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir", "dl"})
#: Elements that change the kind of the text in them.
_SHAPING: Final = frozenset({*_HEADINGS, *_LISTS, "li", "dt", "dd", "blockquote", "pre", "table", "tr", "td", "th"})
#: Elements that are read for what they are, not as a place in the page, and so carry no hints.
_WHOLE: Final = frozenset({"html", "body"})


#: Stands for <br> in a run: a control that `tree` has deleted from the page itself.
_BREAK: Final = "\x0b"
_BREAKS: Final = re.compile("\x0b[ \t\n\xa0]*\x0b\\s*")


@dataclass(slots=True)
class Segment:
    """A run of text between two borders of blocks."""

    text: str
    #: Index of the block element that holds it.
    node: int
    kind: BlockKind
    level: int | None
    words: int
    #: Share of its characters that are links, 0 to 1.
    linked: float
    #: Index of the table, row and cell that it is in; -1 outside tables.
    table: int = -1
    row: int = -1
    cell: int = -1


@dataclass(slots=True)
class Outline:
    """Block elements in document order as parallel lists, and the segments of text in them."""

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    zones: list[int] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    #: Elements whose class says that they name the author.
    bylines: list[_Element] = field(default_factory=list)
    truncated: bool = False


class _Context(NamedTuple):
    """What an element passes down to those inside it, besides its place."""

    kind: BlockKind = "paragraph"
    level: int | None = None
    lists: int = 0
    skipped: bool = False
    preformatted: bool = False
    table: int = -1
    row: int = -1
    cell: int = -1


_UNSHOWN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE).search
_HIDDEN: Final = int(Zone.HIDDEN)
_META: Final = int(Zone.META)
#: Inline elements that bylines are made of, and what their classes say.
_NAMING: Final = frozenset({"a", "span", "cite", "strong"})
_BYLINE: Final = re.compile(r"[Aa]uthor|[Bb]yline").search

#: What holds outside all, and inside an element whose text is left out.
_PLAIN: Final = _Context()
_SKIP: Final = _Context(skipped=True)


def outline(root: _Element) -> Outline:  # noqa: C901, PLR0912, PLR0915  # one hot loop; calls would double its time
    """Collect the outline of the page under `root`. Walks without recursion, so that depth is no matter."""
    result = Outline()
    tags, parents, zones = result.tags, result.parents, result.zones
    parts: list[str] = []
    # `linked` counts the characters of links in the run, `in_link` tells whether the place is inside of one.
    linked, in_link = 0, False
    context, node = _PLAIN, -1
    # Open elements that have children: the element, the context, block and link around it, whether it ends a block.
    top: _Element | None = None
    stack: list[tuple[_Element | None, _Context, int, bool, bool]] = [(None, context, node, False, False)]
    body = root.find("body")
    elements = (root if body is None else body).iter()
    # After the last element comes one more round, which closes all that is still open.
    for element in chain(islice(elements, MAX_ELEMENTS), (None,)):
        parent = None if element is None else element.getparent()
        while top is not None and top is not parent:
            _, outer, place, around, is_block = stack.pop()
            if is_block and parts:
                _flush(result, parts, linked, context, node)
                linked = 0
            context, node, in_link = outer, place, around
            text = None if context.skipped else top.tail
            if text and (parts or not text.isspace()):
                parts.append(text)
                if in_link:
                    linked += len(text.strip())
            top = stack[-1][0]
        if element is None:
            break
        tag = cast("str", element.tag)
        is_leaf = len(element) == 0
        outer, place, around = context, node, in_link
        is_block = False
        if context.skipped:
            if not is_leaf:
                stack.append((element, outer, place, around, False))
                top = element
            continue
        if tag in _INLINE:
            if tag == "a":
                in_link = True
            if tag in _NAMING:
                names = element.get("class")
                if names and _BYLINE(names):
                    result.bylines.append(element)
            text = element.text
        elif tag in _SKIPPED:
            context = _SKIP
            text = " " if parts else None
        elif tag == "br":
            text = _BREAK if parts else None
        else:
            if parts:
                _flush(result, parts, linked, context, node)
                linked = 0
            is_block = True
            parents.append(node)
            node = len(tags)
            tags.append(tag)
            zones.append(_zone(element, tag, result))
            if tag in _SHAPING:
                context = _shaped(context, tag, node)
            text = element.text
        if text and (parts or not text.isspace()):
            parts.append(text)
            if in_link:
                linked += len(text.strip())
        if not is_leaf:
            stack.append((element, outer, place, around, is_block))
            top = element
            continue
        # Most elements are leaves: closed at once, they need not go through the stack.
        if is_block and parts:
            _flush(result, parts, linked, context, node)
            linked = 0
        context, node, in_link = outer, place, around
        text = element.tail
        if text and (parts or not text.isspace()):
            parts.append(text)
            if in_link:
                linked += len(text.strip())
    result.truncated = next(elements, None) is not None
    return result


def _zone(element: _Element, tag: str, result: Outline) -> int:
    """Return the zone of a block element, and note it where it names the author."""
    get = element.get
    names, ident, role, style = get("class"), get("id"), get("role"), get("style")
    zone = zone_of(tag, names, ident) if tag not in _WHOLE else 0
    if role:
        zone |= role_zone(role)
    if (style and _UNSHOWN(style)) or get("hidden") is not None:
        zone |= _HIDDEN
    if zone & _META and _BYLINE(f"{names} {ident}"):
        result.bylines.append(element)
    return zone


def _shaped(outer: _Context, tag: str, node: int) -> _Context:
    """Return what holds inside an element that gives its text a kind."""
    kind, level, lists, _, preformatted, table, row, cell = outer
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
    return _Context(kind, level, lists, False, preformatted, table, row, cell)  # noqa: FBT003  # in order, for speed


def _flush(result: Outline, parts: list[str], linked: int, context: _Context, node: int) -> None:
    """End a run of text: make segments of it, one for each paragraph that two line breaks part."""
    text = "".join(parts)
    parts.clear()
    for kept in _paragraphs(text, preformatted=context.preformatted):
        result.segments.append(
            Segment(
                kept,
                node,
                context.kind,
                context.level,
                _words(kept),
                min(1.0, linked / len(text.strip())) if linked else 0.0,
                context.table,
                context.row,
                context.cell,
            )
        )


def _paragraphs(text: str, *, preformatted: bool) -> list[str]:
    """Split a run where two line breaks follow one another, and tidy the space in it."""
    if preformatted:
        kept = text.replace(_BREAK, "\n").strip("\n").rstrip()
        return [kept] if kept and not kept.isspace() else []
    if _BREAK not in text:
        kept = " ".join(text.split())
        return [kept] if kept else []
    found = []
    for paragraph in _BREAKS.split(text):
        lines = (" ".join(line.split()) for line in paragraph.split(_BREAK))
        kept = "\n".join(line for line in lines if line)
        if kept:
            found.append(kept)
    return found


def _words(text: str) -> int:
    """Count words; where nothing parts them (Chinese, Japanese, Thai), take two characters for one."""
    words = text.count(" ") + text.count("\n") + 1
    return len(text) // 2 if len(text) > 24 * words else words
