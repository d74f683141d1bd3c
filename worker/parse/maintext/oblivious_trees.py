"""Oblivious decision trees, evaluated for many rows at once.

In an oblivious tree all nodes of a level ask the same question, so the answers for a row are the binary digits of its leaf's
index (Kohavi and Li, "Oblivious Decision Trees, Graphs, and Top-Down Pruning", IJCAI 1995; boosted as in CatBoost,
Prokhorenkova et al., NeurIPS 2018). They are evaluated with a few array operations for a whole page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: rows evaluated at once; the answers for more would take hundreds of megabytes.
_ROWS: Final = 4_096


class ObliviousTrees(NamedTuple):
    """Boosted oblivious trees of one depth."""

    #: Of each question: its feature, and the threshold above which the answer is yes.
    features: NDArray[np.intp]
    borders: NDArray[np.float32]
    #: The questions of each tree's levels, the lowest bit first: one row per level, one column per tree.
    questions: NDArray[np.intp]
    #: The values of each tree's leaves, one row per tree.
    leaves: NDArray[np.float32]
    bias: float

    def scores(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the sum of the trees' values for each row; `columns` has one row per feature."""
        count = columns.shape[1]
        if count > _ROWS:
            parts = [self.scores(columns[:, start : start + _ROWS]) for start in range(0, count, _ROWS)]
            return np.concatenate(parts)
        depth, trees = self.questions.shape
        answers = (columns.take(self.features, axis=0) > self.borders[:, None]).view(np.uint8)
        levels = answers.take(self.questions.ravel(), axis=0).reshape(depth, trees, count)
        leaf = np.einsum("ltr,l->tr", levels, 1 << np.arange(depth, dtype=np.uint8))
        at = leaf + np.arange(trees)[:, None] * self.leaves.shape[1]
        found: NDArray[np.float32] = self.leaves.take(at).sum(axis=0) + np.float32(self.bias)
        return found
