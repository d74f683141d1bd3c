"""The elements of a page that fields are read from, found in one pass."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_ELEMENTS, MAX_FIELD_CHARS
from worker.parse.common.strings import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element


if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

_INDEXED_TAGS: Final = ("meta", "link", "title", "base", "script", "a", "img", "figure", "h1", "time")


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
