"""What names and phrases say: log odds of main text, learned from the elements around each segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from worker.parse.features import LABEL
from worker.parse.phrases import Phrase, phrase_of
from worker.parse.weights import name_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.pages import TrainingPage

#: sites that a word must be seen on.
_SITES: Final = 6
#: Strength of the prior (inverse); small, since most words are rare.
_STRENGTH: Final = 0.006
_ROUNDS: Final = 60
#: A weight so near to zero is not kept.
_LEAST: Final = 0.03
#: pages' worth of doubt against a phrase's score.
_DOUBT: Final = 2.0


def learn_names(pages: Sequence[TrainingPage]) -> dict[str, float]:
    """Return the scores of words in names: a logistic regression on all names around a segment."""
    known = [page for page in pages if len(page.shares)]
    names: defaultdict[str, set[str]] = defaultdict(set)
    for page in known:
        names[page.site].update(page.outline.names)
    seen: Counter[str] = Counter()
    for site in names.values():
        seen.update({word for name in site for word in name_words(name)})
    vocabulary = {word: column for column, word in enumerate(sorted(w for w, count in seen.items() if count >= _SITES))}
    rows, targets, weights = [], [], []
    for page in known:
        matrix, mean, weight = _page_rows(page, vocabulary)
        rows.append(matrix)
        targets.append(mean)
        weights.append(weight)
    matrix = sparse.vstack(rows, format="csr")
    target, weight = np.concatenate(targets) > 0.5, np.concatenate(weights)
    model = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS)
    model.fit(matrix, target, sample_weight=weight * len(weight) / weight.sum())
    scores = model.coef_[0]
    return {word: float(scores[column]) for word, column in vocabulary.items() if abs(scores[column]) >= _LEAST}


def _page_rows(
    page: TrainingPage, vocabulary: dict[str, int]
) -> tuple[sparse.csr_matrix, NDArray[np.float64], NDArray[np.float64]]:
    """Return a row for each element that holds text: the words in names around it; its share of main text; its weight."""
    counts: list[Counter[int]] = []
    for parent, name in zip(page.outline.parents, page.outline.names, strict=True):
        own: Counter[int] = Counter(counts[parent]) if parent >= 0 else Counter()
        own.update(vocabulary[word] for word in name_words(name) if word in vocabulary)
        counts.append(own)
    holders, inverse = np.unique(page.measures.holders, return_inverse=True)
    words = np.bincount(inverse, page.words)
    true = np.bincount(inverse, page.words * page.shares)
    held = [counts[holder] for holder in holders]
    pointers = np.cumsum([0, *map(len, held)])
    columns = np.array([column for count in held for column in count], np.int32)
    values = np.array([value for count in held for value in count.values()], np.float32)
    matrix = sparse.csr_matrix((values, columns, pointers), shape=(len(held), len(vocabulary)))
    return matrix, true / np.maximum(words, 1), words / max(page.words.sum(), 1)


def learn_phrases(pages: Sequence[TrainingPage]) -> NDArray[np.float64]:
    """Return the log odds of each class of phrases against all short texts."""
    true, all_ = np.zeros(len(Phrase)), np.zeros(len(Phrase))
    for page in pages:
        for text, share in zip(page.outline.texts, page.shares, strict=False):
            if len(text) <= LABEL:
                phrase = phrase_of(text)
                true[phrase] += share / len(page.shares)
                all_[phrase] += 1 / len(page.shares)
    base = true.sum() / max(all_.sum(), 1e-9)
    odds = (true + _DOUBT * base) / (all_ - true + _DOUBT * (1 - base))
    scores: NDArray[np.float64] = np.log(odds) - np.log(base / (1 - base))
    scores[0] = 0.0
    return scores
