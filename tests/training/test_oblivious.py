"""From models of CatBoost to the trees of parse."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from training.oblivious import arrays_of_trees
from worker.parse.maintext.oblivious_trees import ObliviousTrees


class Saved:
    """A model that is written as CatBoost writes its own."""

    def __init__(self, trees, scale, bias):
        self.trees, self.scale, self.bias = trees, scale, bias

    def save_model(self, fname, format):  # noqa: A002  # as CatBoost names it
        found = [
            {"splits": [{"float_feature_index": f, "border": b} for f, b in splits], "leaf_values": leaves}
            for splits, leaves in self.trees
        ]
        Path(fname).write_text(json.dumps({"oblivious_trees": found, "scale_and_bias": [self.scale, [self.bias]]}))

    def score(self, row):
        total = 0.0
        for splits, leaves in self.trees:
            total += leaves[sum((row[feature] > border) << level for level, (feature, border) in enumerate(splits))]
        return self.scale * total + self.bias


def test_the_trees_of_several_models_give_their_mean():
    # Given two models, one of them with a tree that stopped short
    one = Saved([([(0, 0.5), (1, 1.5)], [1.0, 2.0, 3.0, 4.0])], 1.0, 0.25)
    other = Saved([([(1, 1.5), (0, 0.1)], [0.5, 0.0, -1.0, 2.0]), ([(0, 0.5)], [7.0, 9.0])], 0.5, -1.0)
    rows = np.array([[0, 0], [0.3, 2], [1, 1], [1, 2]], np.float32)

    # When
    made = arrays_of_trees([one, other], 2)

    # Then
    trees = ObliviousTrees(
        *(made["tree_features"], made["tree_borders"], made["tree_questions"], made["tree_leaves"]),
        float(made["tree_bias"]),
    )
    assert trees.scores(rows.T) == pytest.approx([(one.score(row) + other.score(row)) / 2 for row in rows])


def test_a_fixed_feature_is_not_asked_and_each_case_has_its_leaves():
    # Given trees that ask about feature 2, which says which of two cases a row is
    trees = [
        ([(2, 0.5), (0, 0.5)], [1.0, 2.0, 3.0, 4.0]),
        ([(1, 1.5), (2, 0.5)], [5.0, 6.0, 7.0, 8.0]),
        ([(2, 0.5)], [0.5, -0.5]),
        ([(0, 0.5)], [10.0, 20.0]),
    ]
    model = Saved(trees, 0.5, 1.0)
    rows = np.array([[0, 0], [0, 2], [1, 1], [1, 2]], np.float32)

    # When
    made = arrays_of_trees([model], 2, {2: [0.0, 1.0]}, cases=2)

    # Then
    assert 2 not in made["tree_features"]
    for case in (0, 1):
        found = ObliviousTrees(
            *(made["tree_features"], made["tree_borders"], made["tree_questions"], made["tree_leaves"][case]),
            float(made["tree_bias"]),
        ).scores(rows.T)
        assert found == pytest.approx([model.score([*row, float(case)]) for row in rows])
