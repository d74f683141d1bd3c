"""The model of page types: a logistic regression over the signs of a page, and trees over its scores and the page's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

import numpy as np

from wiremill.contract.document import PageType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PAGE_TYPES: Final[tuple[PageType, ...]] = get_args(PageType)
#: standard deviations.
_MAX_DEVIATION: Final = 2.5
#: Of the arrays in a file of weights.
_PREFIX: Final = "type_"
_SIGNS: Final = f"{_PREFIX}signs"


class Regression(NamedTuple):
    """A multinomial logistic regression: one row per sign or figure, one column per type."""

    #: Of the signs, by row.
    weights: Floats
    #: Of the first figures of a page, after they are centred and scaled.
    figure_weights: Floats
    centres: Floats
    scales: Floats
    biases: Floats


class TypeTrees(NamedTuple):
    """Boosted oblivious trees (see `maintext.oblivious_trees`) whose leaves have a value for each type.

    Their columns are the logarithms of the regression's probabilities, then the figures of the page.
    """

    #: Of each question: its column, and the border above which the answer is yes.
    columns: NDArray[np.intp]
    borders: Floats
    #: The questions of each tree's levels, the lowest bit first: one row per level, one column per tree.
    questions: NDArray[np.intp]
    #: By tree, leaf and type; calibrated, so that their softmax is how often each type is true.
    leaves: Floats
    tree_biases: Floats


class TypeModel(NamedTuple):
    """What is learned about page types."""

    #: The row of each sign.
    signs: Mapping[str, int]
    regression: Regression
    trees: TypeTrees

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by which a file of weights holds the model."""
        parts = {**self.regression._asdict(), **self.trees._asdict()}
        parts |= {name: parts[name].astype(np.float16) for name in ("weights", "leaves")}
        parts |= {name: parts[name].astype(np.int32) for name in ("columns", "questions")}
        signs = np.frombuffer("\n".join(self.signs).encode(), np.uint8)
        return {_SIGNS: signs} | {f"{_PREFIX}{name}": values for name, values in parts.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> TypeModel:
        """Return the model in the arrays of a file of weights.

        Raises:
            KeyError: one of its arrays is missing.
        """
        signs = bytes(arrays[_SIGNS]).decode().split("\n")
        regression = Regression(*(arrays[f"{_PREFIX}{name}"].astype(np.float32) for name in Regression._fields))
        trees = {name: arrays[f"{_PREFIX}{name}"] for name in TypeTrees._fields}
        return cls(
            {sign: row for row, sign in enumerate(signs)},
            regression,
            TypeTrees(
                trees["columns"].astype(np.intp),
                trees["borders"],
                trees["questions"].astype(np.intp),
                trees["leaves"].astype(np.float32),
                trees["tree_biases"],
            ),
        )


def type_probabilities(model: TypeModel, signs: Mapping[str, float], figures: Sequence[float]) -> list[float]:
    """Return the probability of each of `PAGE_TYPES` for a page with the `signs` and `figures` of `evidence`."""
    found: list[float] = softmax(_tree_scores(model.trees, _regression_scores(model, signs, figures), figures)).tolist()
    return found


def scaled(figures: Sequence[float] | Floats, centres: Floats, scales: Floats) -> Floats:
    """Return figures centred and scaled, clipped to the range seen in training: very short pages are no outliers."""
    deviations = (np.asarray(figures, np.float32) - centres) / scales
    found: Floats = np.minimum(np.maximum(deviations, -_MAX_DEVIATION), _MAX_DEVIATION)
    return found


def softmax(scores: Floats) -> Floats:
    """Return the probabilities whose logarithms differ as `scores` do."""
    odds = np.exp(scores - scores.max())
    found: Floats = odds / odds.sum()
    return found


def log_probabilities(probabilities: Floats) -> Floats:
    """Return logarithms, of which none is infinite."""
    found: Floats = np.log(np.maximum(probabilities, np.float32(1e-6)))
    return found


def _regression_scores(model: TypeModel, signs: Mapping[str, float], figures: Sequence[float]) -> Floats:
    """Return the logarithms of the regression's probabilities."""
    regression = model.regression
    first = figures[: len(regression.centres)]
    scores = regression.biases + scaled(first, regression.centres, regression.scales) @ regression.figure_weights
    known = model.signs.keys() & signs.keys()
    if known:
        rows = np.fromiter(map(model.signs.__getitem__, known), np.intp, len(known))
        values = np.fromiter(map(signs.__getitem__, known), np.float32, len(known))
        # A sum of floats depends on its order, and that of a set on chance.
        order = rows.argsort()
        scores = scores + values[order] @ regression.weights.take(rows[order], axis=0)
    return log_probabilities(softmax(scores))


def _tree_scores(trees: TypeTrees, regression_scores: Floats, figures: Sequence[float]) -> Floats:
    columns = np.concatenate((regression_scores, np.asarray(figures, np.float32)))
    answers = columns[trees.columns] > trees.borders
    depth, count = trees.questions.shape
    leaf = (1 << np.arange(depth)) @ answers[trees.questions]
    found: Floats = trees.leaves[np.arange(count), leaf].sum(axis=0) + trees.tree_biases
    return found
