"""The model of page types: a multinomial logistic regression, and boosted trees over its scores and the page's figures."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from catboost import CatBoost, Pool
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from training.oblivious import arrays_of_classes
from training.pages import parts_by_site
from worker.parse.pagetype.features import is_word
from worker.parse.pagetype.model import (
    PAGE_TYPES,
    Regression,
    TypeModel,
    TypeTrees,
    log_probabilities,
    scaled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from training.pages import TrainingPage

#: sites that a sign must be seen on, and that a word of the text must be.
_SITES: Final = 5
_WORD_SITES: Final = 80
_STRENGTH: Final = 0.3
_ROUNDS: Final = 300
#: Parts in which the regression is learned, so that the trees are trained on scores of sites unseen, as at run time.
_PARTS: Final = 4
_DEPTH: Final = 4
_TREES: Final = {
    "loss_function": "MultiClass",
    "iterations": 200,
    "depth": _DEPTH,
    "learning_rate": 0.07,
    "border_count": 48,
    "l2_leaf_reg": 8,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "rsm": 0.3,
    "random_seed": 1,
    "thread_count": 2,
    "verbose": False,
    "allow_writing_files": False,
}
#: Factor of the trees' scores: so few trees are less sure than they could be. Found on sites unseen;
#: `bench.quality.extraction` prints the error of the confidences.
_SHARPNESS: Final = 1.2
#: Score of a type that no page has.
_NEVER: Final = -20.0


def learn_types(pages: Sequence[TrainingPage]) -> TypeModel:
    """Return the model that is learned from those of `pages` whose type is known.

    Raises:
        ValueError: they are of fewer than two types.
    """
    known = [page for page in pages if page.page_type]
    found = {page.page_type for page in known}
    if len(found) < 2:
        raise ValueError(
            f"page types: {len(known)} of {len(pages)} pages have one, {sorted(map(str, found))}; name a corpus with two"
        )
    targets = np.array([_number(page) for page in known], np.intp)
    figures = np.array([page.type_figures for page in known], np.float32)
    signs = _common_signs(known)
    rows = _rows(known, signs)
    first = np.array([list(page.measures.page_figures.values()) for page in known], np.float32)
    parts = parts_by_site(known, _PARTS)
    scores = np.zeros((len(known), len(PAGE_TYPES)), np.float32)
    for part in range(_PARTS):
        own = parts == part
        if own.any():
            regression = _regression(rows[~own], first[~own], targets[~own])
            scores[own] = _scores(regression, rows[own], first[own])
    trees = CatBoost(_TREES).fit(Pool(np.hstack([scores, figures]), targets))
    return TypeModel(signs, _regression(rows, first, targets), _type_trees(trees))


def _number(page: TrainingPage) -> int:
    return [*map(str, PAGE_TYPES)].index(str(page.page_type))


def _common_signs(pages: Sequence[TrainingPage]) -> Mapping[str, int]:
    """Return the row of each sign that is seen on enough sites."""
    sites = defaultdict(set)
    for page in pages:
        for sign in page.type_signs:
            sites[sign].add(page.site)
    least = {sign: _WORD_SITES if is_word(sign) else _SITES for sign in sites}
    return {sign: row for row, sign in enumerate(sorted(s for s, seen in sites.items() if len(seen) >= least[s]))}


def _rows(pages: Sequence[TrainingPage], signs: Mapping[str, int]) -> csr_matrix:
    """Return the signs of each page, one row per page."""
    found = [sorted((signs[sign], value) for sign, value in page.type_signs.items() if sign in signs) for page in pages]
    return sparse.csr_matrix(
        (
            np.array([value for row in found for _, value in row]),
            np.array([column for row in found for column, _ in row], np.int32),
            np.cumsum([0, *map(len, found)]),
        ),
        shape=(len(pages), len(signs)),
    )


def _regression(rows: csr_matrix, figures: NDArray[np.float32], targets: NDArray[np.intp]) -> Regression:
    centres, scales = figures.mean(axis=0), figures.std(axis=0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS)
    model.fit(sparse.hstack([rows, sparse.csr_matrix(scaled(figures, centres, scales))], format="csr"), targets)
    weights = np.zeros((rows.shape[1] + figures.shape[1], len(PAGE_TYPES)), np.float32)
    biases = np.full(len(PAGE_TYPES), _NEVER, np.float32)
    weights[:, model.classes_], biases[model.classes_] = model.coef_.T, model.intercept_
    return Regression(weights[: rows.shape[1]], weights[rows.shape[1] :], centres, scales, biases)


def _scores(regression: Regression, rows: csr_matrix, figures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logarithms of the regression's probabilities, one row per page."""
    inputs = scaled(figures, regression.centres, regression.scales)
    scores = rows @ regression.weights + inputs @ regression.figure_weights + regression.biases
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return log_probabilities((odds / odds.sum(axis=1, keepdims=True)).astype(np.float32))


def _type_trees(model: CatBoost) -> TypeTrees:
    """Return the trees with a value for each of `PAGE_TYPES`, also for those that no page has."""
    arrays = arrays_of_classes(model, _DEPTH)
    seen = np.array(model.classes_, np.intp)
    leaves = np.zeros((*arrays["leaves"].shape[:2], len(PAGE_TYPES)), np.float32)
    biases = np.full(len(PAGE_TYPES), _NEVER, np.float32)
    leaves[:, :, seen], biases[seen] = _SHARPNESS * arrays["leaves"], _SHARPNESS * arrays["biases"]
    return TypeTrees(arrays["columns"], arrays["borders"], arrays["questions"], leaves, biases)
