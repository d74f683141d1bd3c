"""Models of CatBoost in the form in which parse evaluates them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Model(Protocol):
    """What CatBoost's models have."""

    def save_model(self, fname: str, format: str) -> None:  # noqa: A002  # CatBoost's name
        """Write the model to a file."""


def arrays_of_trees(models: Sequence[Model], depth: int) -> dict[str, NDArray[Any]]:
    """Return the trees of all `models`, of one `depth`, whose mean they give, as the arrays of `ObliviousTrees`."""
    questions: dict[tuple[int, float], int] = {}
    numbers, leaves = [], []
    total = 0.0
    for model in models:
        text = _as_json(model)
        scale, bias = text["scale_and_bias"]
        total += bias[0]
        for tree in text["oblivious_trees"]:
            asked = [(split["float_feature_index"], split["border"]) for split in tree["splits"]]
            levels = [questions.setdefault(question, len(questions)) for question in asked]
            values = np.array(tree["leaf_values"], np.float32) * np.float32(scale / len(models))
            # A tree that stopped short asks on what nobody answers with yes: leaves that no row reaches stay empty.
            missing = depth - len(levels)
            numbers.append([*levels, *[_never(questions)] * missing])
            leaves.append(np.concatenate([values, np.zeros(2**depth - len(values), np.float32)]))
    return {
        "tree_features": np.array([feature for feature, _ in questions], np.int32),
        "tree_borders": np.array([border for _, border in questions], np.float32),
        "tree_questions": np.array(numbers, np.int32).T,
        "tree_leaves": np.array(leaves, np.float32),
        "tree_bias": np.array(total / len(models), np.float32),
    }


def _never(questions: dict[tuple[int, float], int]) -> int:
    """Return the number of a question whose answer is always no."""
    return questions.setdefault((0, float(np.finfo(np.float32).max)), len(questions))


def _as_json(model: Model) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.json"
        model.save_model(str(file), format="json")
        found: dict[str, Any] = json.loads(file.read_text())
    return found
