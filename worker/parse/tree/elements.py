"""The elements of a page that fields are read from, found in one pass."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.common.limits import MAX_ELEMENTS, MAX_FIELD_CHARS
from worker.parse.common.strings import one_line, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

_INDEXED_TAGS: Final = ("meta", "link", "title", "base", "script", "a", "img", "figure", "h1", "time")
#: Elements whose text is never shown, and elements that end no word.
_NOT_SHOWN: Final = word_set("script style template noscript")
_INLINE: Final = word_set(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd mark nobr q rp rt ruby s samp small span strike strong",
    "sub sup time tt u var wbr",
)


class Elements:
    """Index of the elements under `root` by tag, for the tags that fields are read from; in document order."""

    __slots__ = ("_by_tag", "root")

    def __init__(self, root: _Element) -> None:
        self.root = root
        self._by_tag: dict[str, list[_Element]] = {}
        # One pass for all tags, because each pass walks the whole tree.
        for element in islice(root.iter(*_INDEXED_TAGS), MAX_ELEMENTS):
            self._by_tag.setdefault(str(element.tag), []).append(element)

    def all(self, tag: str) -> Sequence[_Element]:
        """Return the elements with `tag`, which must be one of the indexed tags."""
        return self._by_tag.get(tag, ())


def inner_text(element: _Element, limit: int = MAX_FIELD_CHARS) -> str:
    """Return the text in `element` as one line of at most `limit` characters; reads no more than it needs."""
    if len(element) == 0:
        text = element.text
        return (one_line(text[: 8 * limit]) or "")[:limit] if text else ""
    return _joined(element, limit)


def _joined(element: _Element, limit: int) -> str:
    parts: list[str] = []
    length = 0
    for text in element.itertext():
        parts.append(text)
        length += len(text)
        if length > 8 * limit:
            break
    return (one_line("".join(parts)) or "")[:limit].strip()


def shown_text(element: _Element, limit: int = MAX_FIELD_CHARS, *, between: str = " ") -> str:
    """Return the text in `element` as a reader sees it: without scripts, and with `between` at the bounds of blocks and lines.

    It is one line of at most `limit` characters, without the text after `element`.
    """
    if len(element) == 0:
        return inner_text(element, limit)
    parts = [element.text or ""]
    length = len(parts[0])
    walk = etree.iterwalk(element, events=("start", "end"))
    next(walk)
    for event, each in walk:
        if each is element or length > 8 * limit:
            break
        is_shown = each.tag not in _NOT_SHOWN
        text = (each.text if is_shown else "") if event == "start" else each.tail
        if event == "start" and not is_shown:
            walk.skip_subtree()
        if is_shown and each.tag not in _INLINE:
            parts.append(between)
        parts.append(text or "")
        length += len(text or "")
    return (one_line("".join(parts)) or "")[:limit].strip()
