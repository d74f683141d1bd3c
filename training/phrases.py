"""What the words of short lines say: log odds of main text, learned from the lines of pages with their truth."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from training.logistic import learn_scores
from worker.parse.maintext.lexicons.phrases import MAX_LINE_WORDS, phrases_of_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.pages import TrainingPage

#: sites that a phrase must be seen on.
_SITES: Final = 6
#: Strength of the prior (inverse); small, since most phrases are rare.
_STRENGTH: Final = 0.01
#: segments; a page with fewer known ones weighs less.
_FEW: Final = 20


class PhraseRows:
    """The short lines of pages as one matrix: a row a segment, a column a phrase."""

    def __init__(self, pages: Sequence[TrainingPage]) -> None:
        """Gather the lines of `pages` whose truth is known."""
        known = [page for page in pages if page.words.any()]
        lines = [_lines(page) for page in known]
        seen: defaultdict[str, set[str]] = defaultdict(set)
        for page, found in zip(known, lines, strict=True):
            for phrases in found.values():
                for phrase in phrases:
                    seen[phrase].add(page.site)
        self.phrases = sorted(phrase for phrase, on in seen.items() if len(on) >= _SITES)
        column = {phrase: number for number, phrase in enumerate(self.phrases)}
        self.seen = {phrase: seen[phrase] for phrase in self.phrases}
        rows = [
            [[column[phrase] for phrase in phrases if phrase in column] for phrases in found.values()]
            for found in lines
        ]
        flat = [row for page_rows in rows for row in page_rows]
        self.matrix = sparse.csr_matrix(
            (
                np.ones(sum(map(len, flat)), np.float32),
                np.array([number for row in flat for number in row], np.int32),
                np.cumsum([0, *map(len, flat)]),
            ),
            shape=(len(flat), len(self.phrases)),
        )
        at = [np.array(list(found), np.intp) for found in lines]
        self.targets = np.concatenate([page.shares[each] for page, each in zip(known, at, strict=True)]) > 0.5
        self.weights = np.concatenate(
            [
                np.full(len(each), 1 / max(int(np.count_nonzero(page.words)), _FEW))
                for page, each in zip(known, at, strict=True)
            ]
        )
        self.sites = np.repeat([page.site for page in known], [len(each) for each in at])

    def learn(self, sites: set[str]) -> dict[str, float]:
        """Return the scores of phrases learned on `sites`: a logistic regression on all phrases of a line."""
        columns = np.array([n for n, phrase in enumerate(self.phrases) if len(self.seen[phrase] & sites) >= _SITES])
        if not len(columns):
            return {}
        rows = np.flatnonzero(np.isin(self.sites, sorted(sites)))
        return learn_scores(
            self.phrases, columns, self.matrix[rows], self.targets[rows], self.weights[rows], strength=_STRENGTH
        )


def _lines(page: TrainingPage) -> dict[int, list[str]]:
    """Return the phrases of each short segment whose truth is known."""
    short = np.flatnonzero((page.measures.counts.words <= MAX_LINE_WORDS) & (page.words > 0))
    found = phrases_of_lines([page.outline.texts[index] for index in short.tolist()])
    return dict(zip(short.tolist(), found, strict=False))  # of no lines, one empty line is found
