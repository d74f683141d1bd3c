"""Sentences as arrays of the rows of the table that their features have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from worker.enrich.entities.features import BITS, feature_keys, padded_positions, pair_features, word_features
from worker.enrich.entities.tagger import PAIRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.entities.corpus import Sentence

#: Times that a feature is seen at least; what is rarer is noise.
RARE = 3
_ROW_SHIFT = np.uint64(64 - BITS)


class Arrays(NamedTuple):
    """Sentences, one after the other."""

    #: Number of the token that each sentence begins with, and of the one after the last.
    firsts: NDArray[np.int64]
    gold: NDArray[np.int32]
    #: Tokens as numbers of distinct words.
    words: NDArray[np.int32]
    #: Keys of the features of distinct words, seen from 0, -1, 1, -2 and 2.
    of_words: tuple[NDArray[np.uint64], ...]
    #: Keys of the features of tokens that look at several words.
    pairs: NDArray[np.uint64]


def arrays(sentences: Sequence[Sentence], languages: Sequence[str]) -> Arrays:
    """Return the features of sentences; a language's number is its place in `languages` plus one."""
    ids: dict[str, int] = {}
    words = np.array([ids.setdefault(word, len(ids)) for one in sentences for word in one.words], np.int32)
    firsts = np.cumsum([0, *(len(one.words) for one in sentences)]).astype(np.int64)
    vocabulary = list(ids)
    own, near, far, forms, shapes = word_features(vocabulary)
    numbers = {language: number for number, language in enumerate(languages, 1)}
    spoken = np.repeat(np.array([numbers.get(one.language, 0) for one in sentences], np.uint64), np.diff(firsts))
    places = padded_positions(len(words), firsts[:-1])
    run_of_forms, run_of_shapes = np.zeros((2, int(places[-1]) + 3), np.uint64)
    run_of_forms[places], run_of_shapes[places] = forms[words], shapes[words]
    pairs = pair_features(run_of_forms, run_of_shapes, places, spoken)
    return Arrays(
        firsts,
        np.array([label for one in sentences for label in one.labels], np.int32),
        words,
        tuple(
            np.ascontiguousarray(feature_keys(of, offset).T)
            for of, offset in ((own, 0), (near, -1), (near, 1), (far, -2), (far, 2))
        ),
        np.ascontiguousarray(feature_keys(pairs, PAIRS).T),
    )


def marks(of: Arrays) -> NDArray[np.uint8]:
    """Give each row of the table to the most frequent of the features that fall on it; return their marks."""
    seen = np.bincount(of.words, minlength=len(of.of_words[0])).astype(np.float64)
    found, counts = [], []
    for block in of.of_words:
        distinct, places = np.unique(block, return_inverse=True)
        found.append(distinct)
        counts.append(np.bincount(places.ravel(), weights=np.repeat(seen, block.shape[1])).astype(np.int64))
    distinct, times = np.unique(of.pairs, return_counts=True)
    every = np.concatenate([*found, distinct])
    count = np.concatenate([*counts, times])
    kept = (count >= RARE) & (every != 0)
    every, count = every[kept], count[kept]
    # The last to be written stays: the most frequent, of those as frequent the one with the smaller key.
    order = np.lexsort((~every, count))
    made = np.zeros(1 << BITS, np.uint8)
    made[(every[order] >> _ROW_SHIFT).astype(np.int64)] = every[order].astype(np.uint8)
    return made
