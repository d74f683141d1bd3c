"""The tree of block elements as arrays: sums over descendants and ancestors, for all elements at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]
    Indexes = NDArray[np.intp]

Values = TypeVar("Values", bound="NDArray[np.float64] | NDArray[np.int64]")

#: Enough for elements nested 4,096 deep, more than the parser allows.
_DOUBLINGS: Final = 12


class BlockTree:
    """The block elements of an outline as a tree.

    Element `count` is a virtual root above the body. It is its own parent, so that climbing needs no bounds check. Values
    of ancestors are combined by pointer doubling: five steps reach 32 levels.
    """

    def __init__(self, outline: Outline) -> None:
        self.count = count = len(outline.tags)
        self.ends = np.array(outline.ends, np.intp)
        parents = np.array([*outline.parents, count], np.intp)
        parents[parents < 0] = count
        self.parents = parents
        self._range = np.arange(count)
        self._steps: list[Indexes] = []
        up = parents
        while len(self._steps) < _DOUBLINGS and up.min(initial=count) < count:
            self._steps.append(up)
            up = up[up]

    def sums_inside(self, containers: Indexes, weights: Floats | None = None) -> Floats:
        """Return for each element the sum of `weights` (else the number) of the items in it, given their containers."""
        total = np.zeros(self.count + 1)
        np.cumsum(np.bincount(containers, weights, minlength=self.count), out=total[1:])
        found: Floats = total[self.ends] - total[:-1]
        return found

    def combine_upwards(self, values: Values, join: Callable[[Values, Values], Values]) -> Values:
        """Return for each element its value and those of all its ancestors, combined by `join`."""
        for up in self._steps:
            values = join(values, values[up])  # type: ignore[arg-type]
        return values

    def nearest(self, wanted: NDArray[np.bool_]) -> Indexes:
        """Return for each element the nearest `wanted` one among it and its ancestors, `count` if there is none."""
        found = self._marked(wanted)
        for up in self._steps:
            found = np.where(found == self.count, found[up], found)
        return found

    def outermost(self, wanted: NDArray[np.bool_]) -> Indexes:
        """Return for each element the outermost `wanted` one among it and its ancestors, `count` if there is none."""
        found = self._marked(wanted)
        for up in self._steps:
            found = np.where(found[up] == self.count, found, found[up])
        return found

    def _marked(self, wanted: NDArray[np.bool_]) -> Indexes:
        found = np.full(self.count + 1, self.count)
        found[:-1][wanted] = self._range[wanted]
        return found
