"""What names say: log odds of main text, learned from the class and id of the elements around each segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from training.logistic import learn_scores
from worker.parse.maintext.lexicons.names import name_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.pages import TrainingPage

#: sites that a word must be seen on.
_SITES: Final = 6
#: Strength of the prior (inverse); small, since most words are rare.
_STRENGTH: Final = 0.006


class NameRows:
    """What names stand around the text of pages, as one matrix: a row an element that holds text, a column a word."""

    def __init__(self, pages: Sequence[TrainingPage]) -> None:
        """Gather the rows of `pages` that have a truth."""
        known = [page for page in pages if page.words.any()]
        names: defaultdict[str, set[str]] = defaultdict(set)
        for page in known:
            names[page.site].update(page.outline.names)
        seen = {site: {word for name in found for word in name_words(name)} for site, found in names.items()}
        common = Counter(word for words in seen.values() for word in words)
        self.words = sorted(word for word, count in common.items() if count >= _SITES)
        column = {word: number for number, word in enumerate(self.words)}
        self.seen = {
            site: np.array(sorted(column[w] for w in words if w in column), np.intp) for site, words in seen.items()
        }
        rows = [_page_rows(page, column) for page in known]
        self.matrix = sparse.vstack([matrix for matrix, _, _ in rows], format="csr")
        self.targets = np.concatenate([target for _, target, _ in rows]) > 0.5
        self.weights = np.concatenate([weight for _, _, weight in rows])
        self.sites = np.repeat([page.site for page in known], [len(target) for _, target, _ in rows])

    def learn(self, sites: set[str]) -> dict[str, float]:
        """Return the scores of words learned on `sites`: a logistic regression on all names around a text."""
        count = np.zeros(len(self.words), np.intp)
        for site in sites & self.seen.keys():
            count[self.seen[site]] += 1
        columns = np.flatnonzero(count >= _SITES)
        rows = np.flatnonzero(np.isin(self.sites, sorted(sites)))
        return learn_scores(
            self.words, columns, self.matrix[rows], self.targets[rows], self.weights[rows], strength=_STRENGTH
        )


def _page_rows(
    page: TrainingPage, columns: dict[str, int]
) -> tuple[sparse.csr_matrix, NDArray[np.float64], NDArray[np.float64]]:
    """Return the words in names around each element that holds text, the share of it that is main text, its weight."""
    counts: list[Counter[int]] = []
    for parent, name in zip(page.outline.parents, page.outline.names, strict=True):
        own = counts[parent].copy() if parent >= 0 else Counter()
        own.update(columns[word] for word in name_words(name) if word in columns)
        counts.append(own)
    containers, inverse = np.unique(page.measures.containers, return_inverse=True)
    words = np.bincount(inverse, page.words)
    true = np.bincount(inverse, page.words * page.shares)
    held = [counts[holder] for holder in containers]
    matrix = sparse.csr_matrix(
        (
            np.array([value for count in held for value in count.values()], np.float32),
            np.array([column for count in held for column in count], np.int32),
            np.cumsum([0, *map(len, held)]),
        ),
        shape=(len(held), len(columns)),
    )
    return matrix, true / np.maximum(words, 1), words / max(page.words.sum(), 1)
