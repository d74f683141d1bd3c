"""Models of CatBoost in the form in which parse evaluates them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


class Model(Protocol):
    """What CatBoost's models have."""

    def save_model(self, fname: str, format: str) -> None:  # noqa: A002  # CatBoost's name
        """Write the model to a file."""


class _Questions:
    """The questions of trees, each with a number, by the feature and the border that they ask about."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, float], int] = {}

    def levels(self, asked: Sequence[tuple[int, float]], depth: int) -> list[int]:
        """Return the numbers of a tree's questions; one that asks less asks on what nobody answers with yes."""
        asked = [*asked, *[(0, float(np.finfo(np.float32).max))] * (depth - len(asked))]
        return [self._numbers.setdefault(question, len(self._numbers)) for question in asked]

    @property
    def features(self) -> NDArray[np.int32]:
        """The feature of each question."""
        return np.array([feature for feature, _ in self._numbers], np.int32)

    @property
    def borders(self) -> NDArray[np.float32]:
        """The border of each question."""
        return np.array([border for _, border in self._numbers], np.float32)


def arrays_of_trees(
    models: Sequence[Model], depth: int, fixed: Mapping[int, Sequence[float]] = MappingProxyType({}), cases: int = 1
) -> dict[str, NDArray[Any]]:
    """Return the trees of all `models`, of one `depth`, whose mean they give, as the arrays of `ObliviousTrees`.

    Args:
        models: trained on the same features.
        depth: the most questions of a tree.
        fixed: features that are not asked at run time, and the value of each in each case.
        cases: the number of cases. With more than one, `tree_leaves` has an axis more, the first, of one case each.
    """
    questions = _Questions()
    numbers, leaves = [], []
    total = 0.0
    for model in models:
        text = _as_json(model)
        scale, bias = text["scale_and_bias"]
        total += bias[0]
        for tree in text["oblivious_trees"]:
            values = np.array(tree["leaf_values"], np.float32) * np.float32(scale / len(models))
            asked, by_case = _without_fixed(_asked(tree), values, fixed, cases)
            numbers.append(questions.levels(asked, depth))
            # Leaves that no row reaches stay empty.
            leaves.append(np.pad(by_case, ((0, 0), (0, 2**depth - by_case.shape[1]))))
    by_tree = np.array(leaves, np.float32)
    return {
        "tree_features": questions.features,
        "tree_borders": questions.borders,
        "tree_questions": np.array(numbers, np.int32).T,
        "tree_leaves": by_tree[:, 0] if cases == 1 else by_tree.transpose(1, 0, 2).copy(),
        "tree_bias": np.array(total / len(models), np.float32),
    }


def arrays_of_classes(model: Model, depth: int) -> dict[str, NDArray[Any]]:
    """Return the trees of a model of several classes, of one `depth`, as the arrays of `pagetype.model.TypeTrees`."""
    questions = _Questions()
    text = _as_json(model)
    scale, biases = text["scale_and_bias"]
    trees = text["oblivious_trees"]
    numbers = [questions.levels(_asked(tree), depth) for tree in trees]
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


def _without_fixed(
    asked: Sequence[tuple[int, float]], values: NDArray[np.float32], fixed: Mapping[int, Sequence[float]], cases: int
) -> tuple[list[tuple[int, float]], NDArray[np.float32]]:
    """Return the questions of a tree on other features than the `fixed` ones, and its leaves in each case."""
    places = np.arange(len(values))
    left = [level for level, (feature, _) in enumerate(asked) if feature not in fixed]
    by_case = []
    for case in range(cases):
        reached = np.ones(len(values), np.bool_)
        for level, (feature, border) in enumerate(asked):
            if feature in fixed:
                reached &= (places >> level & 1) == (fixed[feature][case] > border)
        # The rest of the bits count up in the same order, so the leaves that are reached are in the order of the new ones.
        by_case.append(values[reached])
    return [asked[level] for level in left], np.array(by_case, np.float32)


def _asked(tree: dict[str, Any]) -> list[tuple[int, float]]:
    """Return the features and borders that a tree asks about."""
    return [(split["float_feature_index"], split["border"]) for split in tree["splits"]]


def _as_json(model: Model) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.json"
        model.save_model(str(file), format="json")
        found: dict[str, Any] = json.loads(file.read_text())
    return found
