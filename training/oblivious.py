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


class _Questions:
    """The questions of trees, each with a number, by the feature and the border that they ask about."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, float], int] = {}

    def levels(self, tree: dict[str, Any], depth: int) -> list[int]:
        """Return the numbers of a tree's questions; one that stopped short asks on what nobody answers with yes."""
        asked = [(split["float_feature_index"], split["border"]) for split in tree["splits"]]
        asked += [(0, float(np.finfo(np.float32).max))] * (depth - len(asked))
        return [self._numbers.setdefault(question, len(self._numbers)) for question in asked]

    @property
    def features(self) -> NDArray[np.int32]:
        """The feature of each question."""
        return np.array([feature for feature, _ in self._numbers], np.int32)

    @property
    def borders(self) -> NDArray[np.float32]:
        """The border of each question."""
        return np.array([border for _, border in self._numbers], np.float32)


def arrays_of_trees(models: Sequence[Model], depth: int) -> dict[str, NDArray[Any]]:
    """Return the trees of all `models`, of one `depth`, whose mean they give, as the arrays of `ObliviousTrees`."""
    questions = _Questions()
    numbers, leaves = [], []
    total = 0.0
    for model in models:
        text = _as_json(model)
        scale, bias = text["scale_and_bias"]
        total += bias[0]
        for tree in text["oblivious_trees"]:
            numbers.append(questions.levels(tree, depth))
            values = np.array(tree["leaf_values"], np.float32) * np.float32(scale / len(models))
            # Leaves that no row reaches stay empty.
            leaves.append(np.concatenate([values, np.zeros(2**depth - len(values), np.float32)]))
    return {
        "tree_features": questions.features,
        "tree_borders": questions.borders,
        "tree_questions": np.array(numbers, np.int32).T,
        "tree_leaves": np.array(leaves, np.float32),
        "tree_bias": np.array(total / len(models), np.float32),
    }


def arrays_of_classes(model: Model, depth: int) -> dict[str, NDArray[Any]]:
    """Return the trees of a model of several classes, of one `depth`, as the arrays of `pagetype.model.TypeTrees`."""
    questions = _Questions()
    text = _as_json(model)
    scale, biases = text["scale_and_bias"]
    trees = text["oblivious_trees"]
    numbers = [questions.levels(tree, depth) for tree in trees]
    leaves = np.zeros((len(trees), 2**depth, len(biases)), np.float32)
    for number, tree in enumerate(trees):
        values = np.array(tree["leaf_values"], np.float32).reshape(-1, len(biases)) * np.float32(scale)
        leaves[number, : len(values)] = values
    return {
        "columns": questions.features,
        "borders": questions.borders,
        "questions": np.array(numbers, np.int32).T,
        "leaves": leaves,
        "biases": np.array(biases, np.float32),
    }


def _as_json(model: Model) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.json"
        model.save_model(str(file), format="json")
        found: dict[str, Any] = json.loads(file.read_text())
    return found
