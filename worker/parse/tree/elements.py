"""The elements of a page that metadata, links and images are read from, found in one pass."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

_WANTED: Final = ("meta", "link", "title", "base", "script", "a", "img", "figure", "h1", "time")


class Elements:
    """The elements under `root` by tag, in document order; a tag outside of the wanted ones has none."""

    __slots__ = ("_by_tag", "root")

    def __init__(self, root: _Element) -> None:
        self.root = root
        self._by_tag: dict[str, list[_Element]] = {}
        # One pass for all tags: each pass walks the whole tree, however few elements it yields.
        for element in islice(root.iter(*_WANTED), MAX_ELEMENTS):
            self._by_tag.setdefault(str(element.tag), []).append(element)

    def all(self, tag: str) -> Sequence[_Element]:
        """Return the elements with `tag`."""
        return self._by_tag.get(tag, ())
