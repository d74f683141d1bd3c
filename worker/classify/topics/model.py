"""The topics model: a table of scores and their calibration, which `scripts/train-topics` writes."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.classify.topics.features import ROWS, features
from worker.shared.arrays import load_arrays, pack_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: The model file in the package.
SHIPPED_FILE: Final = Path(__file__).with_name("topics.npz")
#: The 17 top topics in the order of the columns.
TOPS: Final = tuple(f"medtop:{number:02}000000" for number in range(1, 18))
#: features of a paragraph, about; the size of a text is measured against it
USUAL_FEATURES: Final = 500.0
#: Probabilities are kept this far from 0 and 1, where their logit is infinite.
_LEAST: Final = 1e-6
_NOTHING: Final = 1e-300
#: Rarity is stored in steps of 1/15, so that the highest weight of a feature fits a byte.
GRAIN: Final = 15


class Calibration(NamedTuple):
    """The calibration of scores to probabilities: a softmax, sharper for longer texts, and a correction of its maximum.

    On unseen sources a softmax is underconfident where it is in doubt and overconfident where it is not. The probability
    of the likeliest topic is corrected on its logit (Platt 1999), and the others share the rest.
    """

    slope: float
    #: Growth of the slope with each e-fold of features.
    gain: float
    #: Log frequencies of the topics.
    prior: NDArray[np.float32]
    #: The logit of the likeliest topic is multiplied by `stretch`, and `shift` is added.
    shift: float = 0.0
    stretch: float = 1.0

    def probabilities(self, scores: NDArray[np.float32], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of each topic, shape (texts, 17), from scores of that shape and counts of features."""
        slopes = np.maximum(0.1, self.slope + self.gain * np.log(np.maximum(1.0, sizes) / USUAL_FEATURES))
        logits = scores * slopes[:, None] + self.prior
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        found: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        first = found.argmax(axis=1)[:, None]
        best = np.clip(np.take_along_axis(found, first, axis=1), _LEAST, 1 - _LEAST)
        corrected = 1 / (1 + np.exp(-self.shift - self.stretch * np.log(best / (1 - best))))
        np.put_along_axis(found, first, 0, axis=1)
        found *= (1 - corrected) / np.maximum(found.sum(axis=1, keepdims=True), _NOTHING)
        np.put_along_axis(found, first, corrected, axis=1)
        return found


class Model(NamedTuple):
    """The model of the top topics."""

    #: What each feature adds to the score of each topic, in steps, shape (ROWS, 17).
    table: NDArray[np.int8]
    #: How rare each feature is, in 1/`GRAIN`; the squares of these, summed over a text, scale its scores.
    rare: NDArray[np.uint8]
    #: The size of a step in each column of the table.
    steps: NDArray[np.float32]
    calibration: Calibration

    def probabilities(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Return the probability of each topic for each text, given by its words (`normalised_words`), shape (texts, 17)."""
        scores = np.zeros((len(texts), len(TOPS)), np.float32)
        sizes = np.zeros(len(texts))
        for place, words in enumerate(texts):
            found = features(words)
            sizes[place] = len(found)
            if len(found):
                places = found.view(np.int64)
                rare = self.rare.take(places).astype(np.float32)
                # A product with ones adds up faster than `sum` does, and as exactly: all are small whole numbers.
                sums = np.ones(len(places), np.float32) @ self.table.take(places, axis=0).astype(np.float32)
                scores[place] = sums.astype(np.float64) * self.steps * (GRAIN / math.sqrt(float(rare @ rare)))
        return self.calibration.probabilities(scores, sizes)


@cache
def shipped_model() -> Model:
    """Return the model in the package; read once per process, if possible before it forks."""
    return load(SHIPPED_FILE.read_bytes())


def load(content: bytes) -> Model:
    """Read a model from the content of a file.

    Raises:
        ValueError: the content is not a topics model, or one for other features.
    """
    with load_arrays(content, "topics", "scripts/train-topics") as found:
        slope, gain, shift, stretch = found["sureness"].tolist()
        model = Model(
            found["table"],
            found["rare"],
            found["steps"],
            Calibration(slope, gain, found["prior"], shift, stretch),
        )
    if model.table.shape != (ROWS, len(TOPS)) or model.rare.shape != (ROWS,):
        raise ValueError(f"a model of topics has a table of {ROWS} by {len(TOPS)}, not {model.table.shape}")
    return model


def dump(model: Model) -> bytes:
    """Return a model as the content of a file; equal models give equal bytes."""
    return pack_arrays(
        {
            "table": model.table,
            "rare": model.rare,
            "steps": model.steps,
            "sureness": np.array(
                [model.calibration.slope, model.calibration.gain, model.calibration.shift, model.calibration.stretch]
            ),
            "prior": model.calibration.prior,
        }
    )


def rounded(scores: NDArray[np.float32], rare: NDArray[np.float32], calibration: Calibration) -> Model:
    """Return a model whose scores take a byte each."""
    added = scores * rare[:, None]
    # A few scores are outliers; clipping them leaves finer steps for all others.
    steps = np.maximum(np.quantile(np.abs(added), 0.9995, axis=0) / 127, 1e-9).astype(np.float32)
    table = np.clip(np.rint(added / steps), -127, 127).astype(np.int8)
    return Model(table, np.rint(rare * GRAIN).astype(np.uint8), steps, calibration)
