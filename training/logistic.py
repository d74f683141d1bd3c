"""Log odds of main text by a logistic regression: one weight a word, learned on some sites."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

_ROUNDS: Final = 60
#: A weight so near to zero is not kept.
_LEAST: Final = 0.03


def learn_scores(
    words: Sequence[str],
    columns: NDArray[np.intp],
    matrix: sparse.csr_matrix,
    targets: NDArray[np.bool_],
    weights: NDArray[np.float64],
    *,
    strength: float,
) -> dict[str, float]:
    """Return the scores of words.

    Args:
        words: by column of the whole matrix.
        columns: those that are learned.
        matrix: the rows that are learned from.
        targets: of each row, whether it is main text.
        weights: of each row.
        strength: of the prior (inverse).
    """
    model = LogisticRegression(C=strength, max_iter=_ROUNDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the rounds are a limit on purpose
        model.fit(matrix[:, columns], targets, sample_weight=weights * len(weights) / weights.sum())
    scores = zip(columns.tolist(), model.coef_[0].tolist(), strict=True)
    return {words[column]: score for column, score in scores if abs(score) >= _LEAST}
