"""The outline of a page: its block elements and the runs of text in them, collected in one pass over the tree."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from worker.parse.common.limits import MAX_ELEMENTS, MAX_SEGMENTS
from worker.parse.common.strings import word_set
from worker.parse.tree.context import CONTEXT_CACHE, CONTEXT_TAGS, OUTERMOST_CONTEXT, Context, inner_context
from worker.parse.tree.formulas import formula_text, is_drawn_copy
from worker.parse.tree.zones import Zone, role_zone

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wiremill.contract.document import BlockKind

#: Elements whose content is never text of the page.
_SKIPPED: Final = word_set(
    "script style template svg iframe object embed applet audio video canvas",
    "datalist head title meta link base map area progress meter noframes frameset math-hidden rp rt mjx-math",
)
#: Form controls; their labels are not text of the page either.
_CONTROLS: Final = word_set("button input select textarea option optgroup")
#: Inline elements, which do not separate blocks.
_INLINE: Final = word_set(
    "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span",
    "strike strong sub sup time tt u var wbr picture source track ruby rb noscript output strong-text",
    "mjx-container mjx-assistive-mml",
)

#: Elements that occur inside a control, or in the line, only if the parser wrongly put the page into it.
_PROSE: Final = ("p", "main", "article", "h1", "h2", "table", "blockquote")

#: Skipped elements, besides controls, into which the parser may put the page.
_MAY_HOLD_PAGE: Final = frozenset({"head", "map", "noframes", "frameset"})

_IS_BLOCK, _IS_INLINE, _IS_SKIPPED, _IS_LINK, _IS_BREAK, _IS_IMAGE, _IS_CONTROL, _IS_FORMULA = range(8)
#: What the pass does with an element; unknown elements are blocks.
_CODES: Final[dict[str, int]] = {
    **dict.fromkeys(_SKIPPED, _IS_SKIPPED),
    **dict.fromkeys(_CONTROLS, _IS_CONTROL),
    **dict.fromkeys(_INLINE, _IS_INLINE),
    "a": _IS_LINK,
    "br": _IS_BREAK,
    "img": _IS_IMAGE,
    "amp-img": _IS_IMAGE,
    "math": _IS_FORMULA,
    "script": _IS_FORMULA,
}

#: Stands for <br> in a run: a control character, which `load` removes from pages.
_BREAK: Final = "\x0b"
_BREAKS: Final = re.compile("\x0b[ \t\n\xa0]*\x0b\\s*")
_NOT_SHOWN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE).search
#: A tag or comment in the text of a <noscript>, which was escaped once too often.
_MARKUP: Final = re.compile(r"<[a-zA-Z/!]").search
#: characters of a <noscript>; a longer one contains the page, because the parser found no end of it.
_NOSCRIPT_CHARS: Final = 5_000
_HIDDEN: Final = int(Zone.HIDDEN)
#: Inline elements that may be bylines, or hidden.
_CHECKED_TAGS: Final = frozenset({"span", "cite", "strong", "noscript", "nobr"})
#: The attribute names of most block elements.
_CLASS_ONLY: Final = ["class"]


class Segment(NamedTuple):
    """A run of text between two block boundaries."""

    text: str
    kind: BlockKind
    level: int | None
    #: Index of the table, row and cell that it is in; -1 outside tables.
    table: int = -1
    row: int = -1
    cell: int = -1


class Outline:
    """Block elements and runs of text (segments), each in document order, as parallel lists.

    The block elements inside element `n` are those from ``n + 1`` up to ``ends[n]``. Element 0 is the page's body.
    """

    __slots__ = (
        "bylines",
        "containers",
        "contexts",
        "controls",
        "ends",
        "images",
        "linked",
        "links",
        "names",
        "own_zones",
        "parents",
        "tags",
        "texts",
        "truncated",
    )  # fmt: skip

    def __init__(self) -> None:
        # Of block elements.
        self.tags: list[str] = []
        self.parents: list[int] = []
        #: Class and id with a space between.
        self.names: list[str] = []
        self.ends: list[int] = []
        #: `Zone` of elements that have one by their role, or because they are hidden.
        self.own_zones: dict[int, int] = {}
        # Of segments.
        self.texts: list[str] = []
        #: Index of the block element that contains it.
        self.containers: list[int] = []
        self.contexts: list[Context] = []
        #: Share of its characters that are links, 0 to 1.
        self.linked: list[float] = []
        # Of links, images and controls: the index of the block element that contains each.
        self.links: list[int] = []
        self.images: list[int] = []
        self.controls: list[int] = []
        #: Elements with the class of a byline.
        self.bylines: list[_Element] = []
        self.truncated = False

    def segment(self, index: int) -> Segment:
        """Return a segment as a record."""
        context = self.contexts[index]
        return Segment(self.texts[index], context.kind, context.level, context.table, context.row, context.cell)


def read_outline(root: _Element) -> Outline:  # noqa: C901, PLR0912, PLR0915  # one hot loop; calls would double its time
    """Collect the outline of the page under `root`, without recursion, because pages may be nested deeply."""
    outline = Outline()
    tags, parents, names, ends = outline.tags, outline.parents, outline.names, outline.ends
    code_of, context_tags, checked_tags, cached_context = _CODES.get, CONTEXT_TAGS, _CHECKED_TAGS, CONTEXT_CACHE.get
    body = root.find("body")
    walk = etree.iterwalk(root if body is None else body, events=("start", "end"))
    parts: list[str] = []
    # `linked` counts the characters of links in the run, `depth` the links around the current place.
    linked, depth, node = 0, 0, -1
    context = OUTERMOST_CONTEXT
    # A stack of the contexts around the open elements that change the context.
    outer: list[Context] = []
    for event, element in islice(walk, 2 * MAX_ELEMENTS):
        tag: str = element.tag  # type: ignore[assignment]  # comments are no part of the tree
        code = code_of(tag, _IS_BLOCK)
        if event == "start":
            if code == _IS_BLOCK:
                if parts:
                    _end_run(outline, parts, linked, context, node)
                    linked = 0
                parents.append(node)
                node = len(tags)
                tags.append(tag)
                ends.append(0)
                keys = element.keys()
                if not keys:
                    names.append("")
                elif keys == _CLASS_ONLY:
                    named = element.get("class", "")
                    names.append(named)
                    if "uthor" in named or "yline" in named:
                        outline.bylines.append(element)
                else:
                    names.append(_class_and_id(outline, element, keys, node))
                if tag in context_tags:
                    outer.append(context)
                    known = cached_context((context.code, tag)) if context.table < 0 else None
                    context = known or inner_context(context, tag, node)
            elif code == _IS_LINK:
                depth += 1
                outline.links.append(node)
            elif code != _IS_INLINE:
                if code == _IS_BREAK:
                    if parts:
                        parts.append(_BREAK)
                elif code == _IS_IMAGE:
                    outline.images.append(node)
                elif code == _IS_FORMULA:
                    formula = formula_text(element)
                    walk.skip_subtree()
                    if formula or parts:
                        parts.append(formula or " ")
                else:
                    is_control = code == _IS_CONTROL
                    if is_control:
                        outline.controls.append(node)
                    # A button that was never closed contains the rest of the page, as does a head without a body.
                    if (
                        (is_control or tag in _MAY_HOLD_PAGE)
                        and len(element)
                        and next(element.iter(*_PROSE), None) is not None
                    ):
                        continue
                    walk.skip_subtree()
                    if parts:
                        parts.append(" ")
                continue
            elif tag in checked_tags:
                named = element.get("class", "")
                if named and ("uthor" in named or "yline" in named):
                    outline.bylines.append(element)
                style = element.get("style")
                if (style or tag[0] == "n" or element.get("hidden") is not None) and _is_never_shown(
                    element, tag, style
                ):
                    walk.skip_subtree()
                    continue
            text = element.text
        else:
            if code == _IS_BLOCK:
                if parts:
                    _end_run(outline, parts, linked, context, node)
                    linked = 0
                if tag in context_tags:
                    context = outer.pop()
                ends[node] = len(tags)
                node = parents[node]
                if node < 0 or len(outline.texts) > MAX_SEGMENTS:
                    break
            elif code == _IS_LINK:
                depth -= 1
            text = element.tail
        if text and (parts or not text.isspace()):
            parts.append(text)
            if depth:
                linked += len(text.strip())
    if parts:
        _end_run(outline, parts, linked, context, node)
    # If the pass was cut short, elements are still open.
    outline.truncated = node >= 0
    while node >= 0:
        ends[node] = len(tags)
        node = parents[node]
    return outline


def _class_and_id(outline: Outline, element: _Element, keys: list[str], node: int) -> str:
    """Return class and id of a block element; note the zone that its other attributes give it."""
    names = ""
    get = element.get
    for key in keys:
        if key == "class":
            names = f"{get(key)} {names}" if names else get(key, "")
        elif key == "id":
            names = f"{names} {get(key)}"
        elif key == "style":
            if _NOT_SHOWN(get(key, "")):
                outline.own_zones[node] = outline.own_zones.get(node, 0) | _HIDDEN
        elif key == "role":
            outline.own_zones[node] = outline.own_zones.get(node, 0) | role_zone(get(key))
        elif key == "hidden":
            outline.own_zones[node] = outline.own_zones.get(node, 0) | _HIDDEN
    if "uthor" in names or "yline" in names:
        outline.bylines.append(element)
    return names


def _is_never_shown(element: _Element, tag: str, style: str | None) -> bool:
    """Tell whether an inline element is hidden, a <noscript> with escaped markup, or the copy of a formula."""
    if tag == "noscript":
        text = "".join(islice(element.itertext(), 100))
        return len(text) < _NOSCRIPT_CHARS and bool(_MARKUP(text))
    if tag == "nobr":
        return is_drawn_copy(element)
    if element.get("hidden") is None and not (style and _NOT_SHOWN(style)):
        return False
    # MediaWiki hides the <math>, and shows a picture of it.
    return next(element.iter("math", *_PROSE), None) is None


def _end_run(outline: Outline, parts: list[str], linked: int, context: Context, node: int) -> None:
    """End a run of text and add its segments; two line breaks separate paragraphs, each of which is a segment."""
    text = "".join(parts) if len(parts) > 1 else parts[0]
    parts.clear()
    if _BREAK in text or context.preformatted:
        kept = _paragraphs(text, preformatted=context.preformatted)
        if not kept:
            return
        share = min(1.0, linked / len(text.strip())) if linked else 0.0
        for paragraph in kept:
            outline.texts.append(paragraph)
            outline.containers.append(node)
            outline.contexts.append(context)
            outline.linked.append(share)
        return
    text = " ".join(text.split())
    if text:
        outline.texts.append(text)
        outline.containers.append(node)
        outline.contexts.append(context)
        outline.linked.append(min(1.0, linked / len(text)) if linked else 0.0)


def _paragraphs(text: str, *, preformatted: bool) -> list[str]:
    """Split a run at double line breaks, and collapse the white space in it."""
    if preformatted:
        kept = text.replace(_BREAK, "\n").strip("\n").rstrip()
        return [kept] if kept and not kept.isspace() else []
    found = []
    for paragraph in _BREAKS.split(text):
        lines = (" ".join(line.split()) for line in paragraph.split(_BREAK))
        kept = "\n".join(line for line in lines if line)
        if kept:
            found.append(kept)
    return found
