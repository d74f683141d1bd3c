"""The learned weights of parse: one file of plain arrays, written by `scripts/train-parse`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.parse.maintext.lexicons.lexicons import Lexicons
from worker.parse.maintext.lexicons.names import NameLexicon
from worker.parse.maintext.lexicons.phrases import PhraseLexicon
from worker.parse.maintext.oblivious_trees import ObliviousTrees
from worker.parse.pagetype.model import TypeModel
from worker.shared.arrays import load_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The file in the package.
SHIPPED_FILE: Final = Path(__file__).with_name("weights.npz")


class Weights(NamedTuple):
    """The learned parameters of parse."""

    #: Names of the features, in the order of the trees' columns.
    features: tuple[str, ...]
    lexicons: Lexicons
    types: TypeModel
    #: The trees with the leaves for pages that are no articles, and the leaves for articles: what belongs to the main text of a
    #: listing or a shop is told apart differently by the truths of different sources.
    trees: ObliviousTrees
    article_leaves: NDArray[np.float32]

    def trees_for(self, article_probability: float) -> ObliviousTrees:
        """Return the trees for a page that is an article with this probability."""
        general = self.trees.leaves
        return self.trees._replace(leaves=general + np.float32(article_probability) * (self.article_leaves - general))


@cache
def shipped_weights() -> Weights:
    """Return the weights in the package; read once per process, if possible before it forks."""
    return load(SHIPPED_FILE.read_bytes())


def load(content: bytes) -> Weights:
    """Read weights from the content of a file.

    Raises:
        ValueError: the content is not a file of weights.
    """
    with load_arrays(content, "parse weights", "scripts/train-parse") as arrays:
        return Weights(
            tuple(_strings(arrays["features"])),
            Lexicons(
                NameLexicon(dict(zip(_strings(arrays["names"]), arrays["name_scores"].tolist(), strict=True))),
                PhraseLexicon(dict(zip(_strings(arrays["phrases"]), arrays["phrase_scores"].tolist(), strict=True))),
            ),
            TypeModel.from_arrays(arrays),
            ObliviousTrees(
                arrays["tree_features"].astype(np.intp),
                arrays["tree_borders"],
                arrays["tree_questions"].astype(np.intp),
                arrays["tree_leaves"][0],
                float(arrays["tree_bias"]),
            ),
            arrays["tree_leaves"][1],
        )


def _strings(array: np.ndarray) -> list[str]:
    return bytes(array).decode("utf-8").split("\n")
