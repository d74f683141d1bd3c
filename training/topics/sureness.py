"""How sure the scores of topics are, told from texts that the scores were not learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize

from training.topics.corpus import TOPS
from worker.classify.topics.model import Calibration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from training.topics.folds import Held

#: How far topics are taken to be equally common rather than as common as in the corpus.
_EVEN: Final = 0.5


def fitted(held: Sequence[Held], *, without: str = "") -> Calibration:
    """Return the sureness that makes held out texts likeliest, each source counting alike.

    Args:
        held: scores of held out texts.
        without: a source to leave out, so that what is fitted can be judged by it.
    """
    scores, labels, sizes, weights = _gathered(held, without)
    shares = np.bincount(labels, weights, len(TOPS)) / weights.sum()
    prior = np.log((1 - _EVEN) * shares + _EVEN / len(TOPS)).astype(np.float32)
    picked = np.arange(len(labels))

    def loss(flat: NDArray[np.float64]) -> float:
        found = Calibration(float(flat[0]), float(flat[1]), prior).probabilities(scores, sizes)
        return -float(weights @ np.log(np.maximum(1e-9, found[picked, labels]))) / float(weights.sum())

    slope, gain = _least(loss, [1.0, 0.0])
    found = Calibration(slope, gain, prior).probabilities(scores, sizes)
    best = np.clip(found.max(axis=1), 1e-6, 1 - 1e-6)
    right = found.argmax(axis=1) == labels
    logits = np.log(best / (1 - best))

    def peak_loss(flat: NDArray[np.float64]) -> float:
        says = flat[0] + flat[1] * logits
        return float(weights @ np.logaddexp(0, np.where(right, -says, says))) / float(weights.sum())

    shift, stretch = _least(peak_loss, [0.0, 1.0])
    return Calibration(slope, gain, prior, shift, stretch)


def _least(loss: Callable[[NDArray[np.float64]], float], start: list[float]) -> tuple[float, float]:
    best = minimize(loss, np.array(start), method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-5}).x
    return round(float(best[0]), 4), round(float(best[1]), 4)


def _gathered(
    held: Sequence[Held], without: str
) -> tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    parts = []
    for one in held:
        sources = np.array([one.samples.rows[place].source for place in one.places])
        for source in sorted(set(sources.tolist()) - {without}):
            chosen = np.flatnonzero(sources == source)
            places = one.places[chosen]
            # The square root: a source of a hundred texts is no full witness of its kind.
            weights = np.full(len(places), len(places) ** -0.5)
            sizes = np.diff(one.samples.features.indptr)[places].astype(np.float64)
            parts.append((one.scores[chosen], one.samples.labels[places], sizes, weights))
    scores, labels, sizes, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return scores, labels, sizes, weights
