"""Labels of the tokens of many texts at once.

The vectors of a word (what it says of its own label, and of those of its neighbours) are summed when it is first met and
kept, so that a text costs a look-up a token and a few additions. Most tokens are no part of a name so surely that no
path through them needs to be searched: Viterbi runs over what lies between them, all stretches of a batch step by step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.enrich.entities.features import OF_WORDS, keys, pair_features, rows, word_features, word_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from worker.enrich.entities.model import Model
    from worker.enrich.entities.tokens import Tokens

    Scores = NDArray[np.float32]

#: words whose vectors are kept: 180 bytes each, 12 MB in all
KEPT: Final = 65_536
#: By so much (in log odds) O has to lead for a token to be taken as O at once; transitions seldom move a label by more.
SURE: Final = 6.0
#: The offset under which features of several words are found.
PAIRS: Final = 9


class Tagger:
    """Tags texts with a model; not for several threads at once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._languages = {language: number for number, language in enumerate(model.languages, 1)}
        self._forget()

    def _forget(self) -> None:
        #: Word to its row; row 0 is that of nothing.
        self._known: dict[str, int] = {}
        labels = self.model.table.shape[1]
        self._vectors = np.zeros((1024, 5, labels), np.float32)
        self._forms = np.zeros(1024, np.uint64)
        self._shapes = np.zeros(1024, np.int64)

    def labels(self, texts: Sequence[Tokens], languages: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the labels of each text's tokens."""
        words = [word for text in texts for word in text.words]
        if not words:
            return [[] for _ in texts]
        sizes = np.array([len(text.words) for text in texts])
        offsets = np.cumsum(sizes) - sizes
        firsts = np.array(
            [first + offset for text, offset in zip(texts, offsets.tolist(), strict=True) for first in text.sentences]
        )
        numbers = np.array([self._languages.get(language, 0) for language in languages], np.uint64)
        emissions = self._emissions(words, firsts, np.repeat(numbers, sizes))
        found = self._best(emissions, firsts).tolist()
        return [found[offset : offset + size] for offset, size in zip(offsets.tolist(), sizes.tolist(), strict=True)]

    def _emissions(self, words: Sequence[str], firsts: NDArray[np.int64], languages: NDArray[np.uint64]) -> Scores:
        self._learn(words)
        known = self._known
        ids = np.fromiter(map(known.__getitem__, words), np.int64, len(words))
        pairs = pair_features(self._forms[ids], self._shapes[ids], firsts, languages)
        emissions = self._summed(pairs[:, :OF_WORDS], PAIRS)
        characters = np.flatnonzero(pairs[:, OF_WORDS])
        if len(characters):
            emissions[characters] += self._summed(pairs[characters, OF_WORDS:], PAIRS)
        emissions += self._vectors[ids, 2]
        # Two tokens of nothing between sentences.
        gaps = np.zeros(len(words), np.int64)
        gaps[firsts[1:]] = 2
        places = np.arange(len(words)) + 2 + np.cumsum(gaps)
        padded = np.zeros(int(places[-1]) + 3, np.int64)
        padded[places] = ids
        for column, offset in ((0, -2), (1, -1), (3, 1), (4, 2)):
            emissions += self._vectors[padded[places + offset], column]
        return emissions

    def _learn(self, words: Sequence[str]) -> None:
        fresh = [word for word in dict.fromkeys(words) if word not in self._known]
        if not fresh:
            return
        if len(self._known) + len(fresh) > KEPT:
            self._forget()
            fresh = list(dict.fromkeys(words))
        first = len(self._known) + 1
        last = first + len(fresh)
        if last > len(self._vectors):
            size = max(last, 2 * len(self._vectors))
            self._vectors = np.resize(self._vectors, (size, *self._vectors.shape[1:]))
            self._forms = np.resize(self._forms, size)
            self._shapes = np.resize(self._shapes, size)
        own, near, far = word_features(fresh)
        new = self._vectors[first:last]
        new[:, 2] = self._summed(own, 0)
        # What stands one before a token is seen from it at -1.
        for column, offset, hashes in ((1, -1, near), (3, 1, near), (0, -2, far), (4, 2, far)):
            new[:, column] = self._summed(hashes, offset)
        self._forms[first:last], self._shapes[first:last] = word_hashes(fresh)
        self._known.update(zip(fresh, range(first, last), strict=True))

    def _summed(self, hashes: NDArray[np.uint64], offset: int) -> Scores:
        found = self.model.table[rows(keys(hashes, offset), self.model.marks)]
        scores: Scores = found.sum(axis=1, dtype=np.int16).astype(np.float32) * np.float32(self.model.scale)
        return scores

    def _best(self, emissions: Scores, firsts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the best labels (Viterbi) of stretches between tokens that are surely O."""
        count, labels = emissions.shape
        unsure = emissions[:, 0] - emissions[:, 1:].max(axis=1) < SURE
        begins = np.zeros(count, bool)
        begins[firsts] = True
        starts = np.flatnonzero(unsure & (begins | ~np.concatenate(([False], unsure[:-1]))))
        ends_here = np.concatenate((begins[1:], [True])) | ~np.concatenate((unsure[1:], [False]))
        sizes = np.flatnonzero(unsure & ends_here) - starts + 1
        found = np.zeros(count, np.int64)
        if not len(starts):
            return found
        order = np.argsort(-sizes, kind="stable")
        starts, sizes = starts[order], sizes[order]
        transitions = self.model.transitions
        scores = emissions[starts] + np.where(begins[starts, None], transitions[labels], transitions[0])
        back = np.zeros((int(sizes[0]), len(starts), labels), np.int8)
        for step in range(1, int(sizes[0])):
            active = int(np.searchsorted(-sizes, -step, side="left"))
            ways = scores[:active, :, None] + transitions[None, :labels]
            best = ways.argmax(axis=1)
            back[step, :active] = best
            scores[:active] = np.take_along_axis(ways, best[:, None], axis=1)[:, 0] + emissions[starts[:active] + step]
        # Whatever follows a stretch inside its sentence is O.
        after = starts + sizes
        inside = after < count
        inside[inside] = ~begins[after[inside]]
        scores += np.where(inside[:, None], transitions[:labels, 0], 0)
        label = scores.argmax(axis=1)
        for step in range(int(sizes[0]) - 1, -1, -1):
            active = int(np.searchsorted(-sizes, -step, side="left"))
            found[starts[:active] + step] = label[:active]
            if step:
                label[:active] = back[step, np.arange(active), label[:active]]
        return found
