"""The model of page types: a multinomial logistic regression."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from worker.parse.pagetype.model import PAGE_TYPES, TypeModel, scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.pages import TrainingPage

#: sites that a feature must be seen on.
_SITES: Final = 5
_STRENGTH: Final = 0.3
_ROUNDS: Final = 300


def learn_types(pages: Sequence[TrainingPage]) -> TypeModel:
    """Return the model that is learned from `pages`."""
    sites = defaultdict(set)
    for page in pages:
        for feature in page.type_features:
            sites[feature].add(page.site)
    columns = {
        feature: column for column, feature in enumerate(sorted(s for s, seen in sites.items() if len(seen) >= _SITES))
    }
    matrix = np.zeros((len(pages), len(columns)), np.float32)
    for row, page in enumerate(pages):
        for feature, value in page.type_features.items():
            if feature in columns:
                matrix[row, columns[feature]] = value
    figures = np.array([list(page.measures.page_figures.values()) for page in pages], np.float32)
    centres, scales = figures.mean(axis=0), figures.std(axis=0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS)
    model.fit(
        np.hstack([matrix, scaled(figures, centres, scales)]), [PAGE_TYPES.index(page.page_type) for page in pages]
    )
    weights = np.zeros((len(PAGE_TYPES), len(columns) + figures.shape[1]), np.float32)
    biases = np.full(len(PAGE_TYPES), -20.0, np.float32)
    for number, kind in enumerate(model.classes_):
        weights[kind], biases[kind] = model.coef_[number], model.intercept_[number]
    return TypeModel(columns, weights[:, : len(columns)].T, weights[:, len(columns) :].T, centres, scales, biases)
