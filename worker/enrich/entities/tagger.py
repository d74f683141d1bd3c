"""The tagger: labels of the tokens of many texts at once.

The vectors of a word (its weights for its own label and for those of its neighbours) are summed when it is first met and
kept, so that a token costs a look-up and a few additions. Most tokens cannot be part of a name whatever is next to them:
Viterbi runs over the spans between these, over all spans of a batch step by step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.enrich.entities.features import (
    OF_WORDS,
    OFFSETS,
    feature_keys,
    padded_positions,
    pair_features,
    table_rows,
    word_features,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from worker.enrich.entities.model import Model
    from worker.enrich.entities.tokens import Tokens

    Scores = NDArray[np.float32]

#: words whose vectors are kept: 90 bytes each, 6 MB in all, and as much again for the index
MAX_CACHED_WORDS: Final = 65_536
#: slots, as a power of two, of the cache before the dictionary of those words; 12 bytes each, 1.5 MB in all
_SLOT_BITS: Final = 17
_SLOT_SHIFT: Final = np.uint64(64 - _SLOT_BITS)
#: Spreads hashes over the slots, since the hash of a short word has only low bits (the multiplier of SplitMix64).
_SPREAD: Final = np.uint64(0xBF58476D1CE4E5B9)
#: log odds by which O has to lead for a token to be O at once; transitions rarely shift a label by more
SURE: Final = 6.0
#: More than the rounding error of sums of scores.
_ROUNDING: Final = 0.01
#: The offset that stands for features of several words.
PAIRS: Final = 9


class Tagger:
    """Tags texts with a model; not thread-safe."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._languages = {language: number for number, language in enumerate(model.languages, 1)}
        self._clear_cache()

    def _clear_cache(self) -> None:
        #: The number of a word by its hash; 0 stands for padding.
        self._known = _WordIds()
        #: A cache of the same with the last word of each slot, which is looked up for all tokens at once.
        self._slot_hashes = np.zeros(1 << _SLOT_BITS, np.uint64)
        self._slot_ids = np.zeros(1 << _SLOT_BITS, np.int32)
        #: Weights of a word for the label of the word two after it, one after it, itself, and those before it.
        self._vectors = [np.zeros((1024, self.model.table.shape[1]), np.int16) for _ in OFFSETS]
        self._forms = np.zeros(1024, np.uint64)
        self._shapes = np.zeros(1024, np.uint64)

    def labels(self, texts: Sequence[Tokens], languages: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the labels of each text's tokens, as indexes of `LABELS`."""
        sizes = np.array([len(text.starts) for text in texts])
        if not sizes.sum():
            return [np.zeros(0, np.int64) for _ in texts]
        ends = np.cumsum(sizes)
        firsts = np.concatenate([text.sentences + first for text, first in zip(texts, ends - sizes, strict=True)])
        numbers = np.array([self._languages.get(language, 0) for language in languages], np.uint64)
        emissions = self._emissions(self._word_ids(texts, ends), firsts, np.repeat(numbers, sizes))
        return np.split(self._best_labels(emissions, firsts), ends[:-1])

    def _emissions(self, ids: NDArray[np.int32], firsts: NDArray[np.int64], languages: NDArray[np.uint64]) -> Scores:
        """Return the score of each label by the features of each token, shape (tokens, labels)."""
        places = padded_positions(len(ids), firsts)
        padded = np.zeros(int(places[-1]) + 3, np.int64)
        padded[places] = ids
        sums = np.zeros((len(ids), self.model.table.shape[1]), np.int16)
        for offset, vectors in zip(OFFSETS, self._vectors, strict=True):
            sums += vectors.take(padded[places + offset], axis=0)
        pairs = pair_features(self._forms[padded], self._shapes[padded], places, languages)
        sums += self._sum_weights(pairs[:OF_WORDS], PAIRS)
        characters = np.flatnonzero(pairs[OF_WORDS])
        if len(characters):
            sums[characters] += self._sum_weights(pairs[OF_WORDS:, characters], PAIRS)
        return sums.astype(np.float32) * np.float32(self.model.scale)

    def _word_ids(self, texts: Sequence[Tokens], ends: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the numbers of the words of all tokens, after adding new words."""
        hashes = np.concatenate([text.hashes for text in texts])
        if len(self._known) > MAX_CACHED_WORDS:
            self._clear_cache()
        first = len(self._known) + 1
        try:
            slots = (hashes * _SPREAD >> _SLOT_SHIFT).view(np.int64)
            ids = self._slot_ids.take(slots)
            ids[self._slot_hashes.take(slots) != hashes] = 0
            others = np.flatnonzero(ids == 0)
            if len(others):
                asked = hashes[others]
                ids[others] = np.fromiter(map(self._known.__getitem__, asked.tolist()), np.int64, len(asked))
                self._slot_hashes[slots[others]], self._slot_ids[slots[others]] = asked, ids[others]
                fresh = others[ids[others] >= first]
                if len(fresh):
                    _, at = np.unique(ids[fresh], return_index=True)
                    self._learn(first, list(_words(texts, ends, fresh[at])))
        except BaseException:
            # Out of time or memory: words with a number but without vectors would give wrong labels from now on.
            self._clear_cache()
            raise
        return ids

    def _learn(self, first: int, fresh: Sequence[str]) -> None:
        last = first + len(fresh)
        if last > len(self._forms):
            size = max(last, 2 * len(self._forms))
            self._vectors = [np.resize(vectors, (size, vectors.shape[1])) for vectors in self._vectors]
            self._forms = np.resize(self._forms, size)
            self._shapes = np.resize(self._shapes, size)
        of = word_features(fresh)
        for offset, vectors in zip(OFFSETS, self._vectors, strict=True):
            # The word before a token is at offset -1 from it.
            vectors[first:last] = self._sum_weights((of.own, of.near, of.far)[abs(offset)], offset)
        self._forms[first:last], self._shapes[first:last] = of.forms, of.shapes

    def _sum_weights(self, hashes: NDArray[np.uint64], offset: int) -> NDArray[np.int16]:
        """Sum the weights of features (a row each) for the labels of tokens (a column each)."""
        of = self.model.table.take(table_rows(feature_keys(hashes, offset), self.model.marks), axis=0)
        sums: NDArray[np.int16] = of.sum(axis=0, dtype=np.int16)
        return sums

    def _best_labels(self, emissions: Scores, firsts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the best labels: Viterbi over the spans between tokens that are certainly O."""
        count = len(emissions)
        begins = np.zeros(count + 1, bool)
        begins[firsts] = begins[count] = True
        # NumPy computes the maximum over rows at once, but that over a few columns one by one.
        rows_of_labels = np.ascontiguousarray(emissions.T)
        behind = rows_of_labels[1:].max(axis=0) - rows_of_labels[0]
        unsure = (behind > -SURE) & self._may_be_named(behind, begins)
        starts = np.flatnonzero(unsure & (begins[:-1] | ~np.concatenate(([False], unsure[:-1]))))
        found = np.zeros(count, np.int64)
        if not len(starts):
            return found
        sizes = np.flatnonzero(unsure & (begins[1:] | ~np.concatenate((unsure[1:], [False])))) - starts + 1
        order = np.argsort(-sizes, kind="stable")
        starts, sizes = starts[order], sizes[order]
        #: The number of spans that are long enough for each step.
        active = np.searchsorted(-sizes, -np.arange(int(sizes[0])), side="left").tolist()
        # Labels first, spans last, for the same reason.
        transitions = self.model.transitions
        labels = len(transitions) - 1
        between = transitions[:labels, :, None]
        scores = emissions[starts].T + np.where(begins[starts], transitions[labels][:, None], transitions[0][:, None])
        steps = [scores]
        for step in range(1, len(active)):
            of = active[step]
            scores = (scores[:, None, :of] + between).max(axis=0) + emissions[starts[:of] + step].T
            steps.append(scores)
        # The token after a span, within its sentence, is O.
        to_out = np.where(begins[starts + sizes], 0, transitions[:labels, 0][:, None])
        label = np.zeros(len(starts), np.int64)
        for step in range(len(active) - 1, -1, -1):
            of = active[step]
            ending = active[step + 1] if step + 1 < len(active) else 0
            # For spans that continue, `label` is that of the next step, and its predecessor is searched for.
            onward = transitions[:labels, label[:ending]]
            label[:of] = (steps[step] + np.concatenate((onward, to_out[:, ending:of]), axis=1)).argmax(axis=0)
            found[starts[:of] + step] = label[:of]
        return found

    def _may_be_named(self, behind: Scores, begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which tokens may be part of a name on the best path; for all others only O is possible.

        A name on the best path scores no less than O for each of its tokens: the gains of its tokens make up at least for
        the losses of the transitions into it, within it and out of it. So a token may be part of a name only if some run
        of tokens around it gains that much; the best run is found with two running sums over all tokens.

        Args:
            behind: the lead over O of the best other label of each token.
            begins: whether each token begins a sentence, and True for the end.
        """
        transitions, labels = self.model.transitions, len(self.model.transitions) - 1
        within = float(transitions[1:labels, 1:].max() - transitions[0, 0])
        into = float(transitions[0, 1:].max() - transitions[0, 0])
        out = float(transitions[1:labels, 0].max() - transitions[0, 0])
        # At either end of a sentence other transitions apply, or none; the token there gains what they may cost less.
        at_begin = max(0.0, float(transitions[labels, 1:].max() - transitions[labels, 0]) - into)
        gains = behind + (within + at_begin * begins[:-1] + max(0.0, -out) * begins[1:])
        sums = np.concatenate(([0.0], np.cumsum(gains, dtype=np.float64)))
        before = np.minimum.accumulate(sums[:-1])
        after = np.maximum.accumulate(sums[:0:-1])[::-1]
        may: NDArray[np.bool_] = after - before > within - into - out - _ROUNDING
        return may


class _WordIds(dict[int, int]):
    """Numbers from 1 up, assigned to keys when they are first looked up."""

    def __missing__(self, key: int) -> int:
        number = self[key] = len(self) + 1
        return number


def _words(texts: Sequence[Tokens], ends: NDArray[np.int64], tokens: NDArray[np.int64]) -> Iterator[str]:
    """Yield some of the tokens of texts, given by their indexes over all texts."""
    of = np.searchsorted(ends, tokens, side="right")
    inside = tokens - np.concatenate(([0], ends))[of]
    for text, token in zip(of.tolist(), inside.tolist(), strict=True):
        yield texts[text].text[texts[text].starts[token] : texts[text].ends[token]]
