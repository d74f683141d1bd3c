"""The model of page types: a multinomial logistic regression over features and figures of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

import numpy as np

from wiremill.contract.document import PageType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

PAGE_TYPES: Final[tuple[PageType, ...]] = get_args(PageType)
#: standard deviations.
_MAX_DEVIATION: Final = 2.5


class TypeModel(NamedTuple):
    """Weights of the regression: one row per feature or figure, one column per type."""

    features: Mapping[str, int]
    #: Of the features, in the order of `features`.
    weights: NDArray[np.float32]
    #: Of the figures, after they are centred and scaled.
    figure_weights: NDArray[np.float32]
    centres: NDArray[np.float32]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]


def type_probabilities(model: TypeModel, features: Mapping[str, float], figures: Sequence[float]) -> list[float]:
    """Return the probability of each of `PAGE_TYPES`."""
    known = [(row, value) for feature, value in features.items() if (row := model.features.get(feature)) is not None]
    scores = model.biases + scaled(figures, model.centres, model.scales) @ model.figure_weights
    if known:
        rows, values = zip(*known, strict=True)
        scores = scores + np.array(values, np.float32) @ model.weights[list(rows)]
    odds = np.exp(scores - scores.max())
    found: list[float] = (odds / odds.sum()).tolist()
    return found


def scaled(
    figures: Sequence[float] | NDArray[np.float32], centres: NDArray[np.float32], scales: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return figures centred and scaled, clipped to the range seen in training: very short pages are no outliers."""
    found: NDArray[np.float32] = np.clip(
        (np.asarray(figures, np.float32) - centres) / scales, -_MAX_DEVIATION, _MAX_DEVIATION
    )
    return found
