"""Multinomial logistic regression over hashed counts: Adagrad in batches, then weights of eight bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 1024
EPOCHS = 4
RATE = 0.4


class Learned(NamedTuple):
    """Weights (buckets x languages) and biases."""

    weights: np.ndarray
    bias: np.ndarray


def train(rows: Sequence[np.ndarray], labels: np.ndarray, width: int, classes: int, seed: int) -> Learned:
    """Fit by Adagrad (Duchi et al. 2011), the same for the same seed.

    Args:
        rows: the buckets of each sample, below `width`; a bucket counts as often as it stands there, divided by the
            root of the number of all.
        labels: the class of each sample, below `classes`.
        width: the number of buckets.
        classes: the number of classes.
        seed: for the order of the samples.
    """
    random = np.random.default_rng(seed)
    weights = np.zeros((width, classes), np.float32)
    squares = np.full_like(weights, 1e-4)
    bias = np.zeros(classes, np.float32)
    for epoch in range(EPOCHS):
        order = random.permutation(len(rows))
        rate = np.float32(RATE * (1 - epoch / EPOCHS))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            used, some = _batch([rows[place] for place in batch])
            scores = some @ weights[used] + bias
            chances = np.exp(scores - scores.max(1, keepdims=True))
            chances /= chances.sum(1, keepdims=True)
            chances[np.arange(len(batch)), labels[batch]] -= 1
            chances /= np.float32(len(batch) ** 0.5)
            step = np.asarray(some.T @ chances, np.float32)
            squares[used] += step * step
            weights[used] -= rate * step / np.sqrt(squares[used])
            bias -= np.float32(0.02) * rate * chances.sum(0)
    return Learned(weights, bias)


def _batch(rows: Sequence[np.ndarray]) -> tuple[np.ndarray, sparse.csr_matrix]:
    """Return the buckets that a batch uses, and its counts with a column for each of them."""
    lengths = np.array([len(row) for row in rows])
    used, columns = np.unique(np.concatenate(rows), return_inverse=True)
    values = np.repeat(1 / np.sqrt(np.maximum(1, lengths)), lengths).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return used, sparse.csr_matrix((values, columns.astype(np.int32), starts), (len(rows), len(used)))
