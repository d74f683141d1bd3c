"""From tagged sentences to a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from training.entities.arrays import arrays, marks
from training.entities.crf import epoch
from worker.enrich.entities.features import BITS, table_rows
from worker.enrich.entities.model import LABELS, Model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from training.entities.corpus import Sentence

#: times through all sentences; after the sixth the held-out sentences gain nothing
EPOCHS: Final = 6
#: The weights of so many last epochs are averaged, which steadies them.
AVERAGED: Final = 3
#: AdaGrad's step (Duchi et al., JMLR 12, 2011).
RATE: Final = 0.2
#: Share of the features that are left out at each token, so that none is relied on alone.
DROP: Final = 0.15
#: Share of the tokens whose form is hidden: names that come later are mostly new.
HIDE: Final = 0.15
_SEED: Final = 20_261_124


def train(sentences: Sequence[Sentence], tell: Callable[[str], object] = str) -> Model:
    """Train on sentences; the same ones in the same order give the same model."""
    languages = tuple(sorted({sentence.language for sentence in sentences}))
    of = arrays(sentences, languages)
    known = marks(of)
    features = [table_rows(block, known).astype(np.int32) for block in (*of.of_words, of.pairs)]
    count = len(LABELS)
    weights = np.zeros((1 << BITS, count), np.float32)
    squares = np.ones_like(weights)
    transitions = np.zeros((count + 1, count))
    transition_squares = np.ones_like(transitions)
    total, total_transitions = np.zeros_like(weights), np.zeros_like(transitions)
    random = np.random.default_rng(_SEED)
    for number in range(EPOCHS):
        order = random.permutation(len(sentences))
        state = (weights, squares, transitions, transition_squares)
        loss = epoch(order, of.firsts, of.gold, of.words, *features, *state, RATE, DROP, HIDE, number)
        tell(f"epoch {number + 1} of {EPOCHS}: loss {loss:.4f} a token\n")
        if number >= EPOCHS - AVERAGED:
            total += weights
            total_transitions += transitions
    return packed(total / AVERAGED, total_transitions / AVERAGED, known, languages)


def packed(weights: np.ndarray, transitions: np.ndarray, known: np.ndarray, languages: tuple[str, ...]) -> Model:
    """Round the weights to a byte each; rows that say nothing lose their mark."""
    scale = float(np.abs(weights).max()) / 127
    # The few largest weights may be cut, which leaves finer steps to all others.
    scale = min(scale, float(np.quantile(np.abs(weights[np.abs(weights) > 0]), 0.9999)) / 127)
    table = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    table[0] = 0
    kept = np.where(table.any(axis=1), known, 0).astype(np.uint8)
    return Model(table, scale, kept, transitions.astype(np.float32), languages)
