"""The learned weights of parse: one file of plain arrays, written by `scripts/train-parse`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from worker.parse.maintext.lexicon import NameLexicon
from worker.parse.maintext.oblivious_trees import ObliviousTrees
from worker.parse.pagetype.model import TypeModel
from worker.shared.arrays import load_arrays

#: The file in the package.
SHIPPED_FILE: Final = Path(__file__).with_name("weights.npz")


class Weights(NamedTuple):
    """The learned parameters of parse."""

    #: Names of the features, in the order of the trees' columns.
    features: tuple[str, ...]
    lexicon: NameLexicon
    types: TypeModel
    trees: ObliviousTrees


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
            NameLexicon(dict(zip(_strings(arrays["names"]), arrays["name_scores"].tolist(), strict=True))),
            TypeModel.from_arrays(arrays),
            ObliviousTrees(
                arrays["tree_features"].astype(np.intp),
                arrays["tree_borders"],
                arrays["tree_questions"].astype(np.intp),
                arrays["tree_leaves"],
                float(arrays["tree_bias"]),
            ),
        )


def _strings(array: np.ndarray) -> list[str]:
    return bytes(array).decode("utf-8").split("\n")
