"""Learns the scores of words: multinomial logistic regression with the priors of each source taken out.

Sources hold different topics in different shares: one has no crime at all, in another a fifth is travel. The logits are
moved by the logarithm of the shares while learning (Menon et al., "Long-tail learning via logit adjustment", ICLR 2021),
so that the scores that remain speak of the text, not of where it is from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from training.topics.corpus import TOPS
from worker.classify.topics.features import NGRAM_ROWS, ROWS, features
from worker.classify.topics.model import GRAIN
from worker.classify.topics.normalised_words import normalised_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: What topics that a source lacks are taken to have together: some of its texts belong there but could not be called so.
_ABSENT: Final = 0.02
#: What the rarest feature weighs; beyond are misspellings.
_RAREST: Final = 8.0
#: A word weighs so much more than an n-gram, of which it has a dozen.
_WORDS: Final = 2.0
#: The weight of the squares of the scores in the loss.
RIDGE: Final = 0.3
#: Steps of L-BFGS; more of them gain nothing on texts not seen.
STEPS: Final = 25


def matrix(texts: Sequence[str]) -> csr_matrix:
    """Return a row for each text with a 1 for each feature that it has."""
    found = [features(normalised_words(text)).astype(np.int32) for text in texts]
    sizes = np.array([len(row) for row in found], np.int64)
    ends = np.concatenate(([0], np.cumsum(sizes)))
    return csr_matrix((np.ones(sizes.sum(), np.float32), np.concatenate(found), ends), shape=(len(texts), ROWS))


def rarity(rows: csr_matrix) -> NDArray[np.float32]:
    """Return what each feature weighs in a text: the rarer the more (inverse document frequency)."""
    counts = np.bincount(rows.indices, minlength=ROWS)
    found = np.log((1 + rows.shape[0]) / (1 + counts)).clip(0.5, _RAREST)
    found[NGRAM_ROWS:] *= _WORDS
    # As the file that is shipped keeps it.
    kept: NDArray[np.float32] = (np.rint(found * GRAIN) / GRAIN).astype(np.float32)
    return kept


def scaled(rows: csr_matrix, rare: NDArray[np.float32]) -> csr_matrix:
    """Return rows with their features weighed, each row of length 1."""
    values = rare[rows.indices]
    sums = np.add.reduceat(np.append(values * values, 0), rows.indptr[:-1])
    sizes = np.diff(rows.indptr)
    norms = np.sqrt(np.maximum(np.where(sizes > 0, sums, 1), 1e-6))
    return csr_matrix((values / np.repeat(norms, sizes).astype(np.float32), rows.indices, rows.indptr), rows.shape)


def offsets(groups: Sequence[str], labels: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the logarithms of the shares of the topics in the group of each text."""
    _, numbers = np.unique(np.asarray(groups), return_inverse=True)
    counts = np.zeros((numbers.max() + 1, len(TOPS)))
    np.add.at(counts, (numbers, labels), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    shares = (1 - _ABSENT) * shares + _ABSENT / len(TOPS)
    found: NDArray[np.float32] = np.log(shares)[numbers].astype(np.float32)
    return found


def learn(
    rows: csr_matrix,
    labels: NDArray[np.intp],
    moved: NDArray[np.float32],
    weights: NDArray[np.float32],
    *,
    ridge: float = RIDGE,
    steps: int = STEPS,
) -> NDArray[np.float32]:
    """Return the score of each feature for each topic, shape (ROWS, 17).

    Args:
        rows: features of the texts.
        labels: the column of the topic of each.
        moved: what the priors add to the logits of each.
        weights: how much each text counts.
        ridge: the weight of the squares of the scores.
        steps: of L-BFGS.
    """
    transposed = rows.T.tocsr()
    picked = np.arange(len(labels))
    total = float(weights.sum())

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = flat.reshape(ROWS, len(TOPS)).astype(np.float32)
        logits = rows @ scores + moved
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        sums = odds.sum(axis=1, keepdims=True)
        value = float((weights * (np.log(sums[:, 0]) - logits[picked, labels])).sum()) / total
        odds /= sums
        odds[picked, labels] -= 1
        slope = transposed @ (odds * (weights / total)[:, None])
        value += 0.5 * ridge * float((scores.astype(np.float64) ** 2).sum()) / total
        return value, (slope.astype(np.float64) + (ridge / total) * flat.reshape(scores.shape)).ravel()

    start = np.zeros(ROWS * len(TOPS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 5, "ftol": 1e-7})
    learned: NDArray[np.float32] = found.x.reshape(ROWS, len(TOPS)).astype(np.float32)
    return learned
