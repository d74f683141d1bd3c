"""Scores of class names and ids, learned with the model, and the zones of the page that their words indicate."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

import numpy as np

from worker.parse.tree.zones import WORD_ZONES, has_other_meaning

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: The words of many names at once, and the spaces between the names.
_WORD_OR_SPACE: Final = re.compile(rf"{_WORD.pattern}| ")
#: characters of class and id that are read; lists of utility classes are long.
_MAX_CHARS: Final = 300
#: words; a name with more is an encoded value.
_MAX_WORDS: Final = 8
#: The score of an element lies within this on either side of 0, so that no name decides alone.
_MAX_SCORE: Final = 4.0
#: Names whose scores are kept in memory.
_MAX_CACHED_NAMES: Final = 50_000
_NO_SCORE: Final = (0.0, 0)


class NameScores(NamedTuple):
    """Scores of classes and ids, one value per element."""

    scores: NDArray[np.float64]
    #: `Zone`.
    zones: NDArray[np.int64]
    #: A hash of the first name, 0 if there is none.
    first_names: NDArray[np.int64]


class NameLexicon:
    """Scores any class and id, given as names with spaces between.

    The score is the sum over the words, and the pairs of neighbouring words, in each name.
    """

    def __init__(self, words: Mapping[str, float]) -> None:
        #: Score and `Zone` of single words, and of pairs of words by the first of them.
        self._words: dict[str, tuple[float, int]] = {}
        self._pairs: dict[str, dict[str, tuple[float, int]]] = {}
        for word in {**words, **WORD_ZONES}:
            first, _, second = word.partition("-")
            entry = words.get(word, 0.0), WORD_ZONES.get(word, 0)
            if second:
                self._pairs.setdefault(first, {})[second] = entry
            elif len(word) > 1:
                self._words[word] = entry
        #: Score and zone of single names.
        self._names: dict[str, tuple[float, int]] = {}
        #: The row of each class and id in the arrays.
        self._rows: dict[str, int] = {}
        self._scores = _empty_scores(0)

    def look_up(self, names: Sequence[str]) -> NameScores:
        """Return the score, zone and first name of each of `names`, the class and id of an element."""
        fresh = set(names).difference(self._rows)
        if fresh:
            if len(self._rows) + len(fresh) > len(self._scores.scores) or len(self._names) >= _MAX_CACHED_NAMES:
                fresh = set(names)
                self._clear_cache(room=max(_MAX_CACHED_NAMES, len(fresh)))
            self._add(list(fresh))
        at = np.fromiter(map(self._rows.__getitem__, names), np.intp, len(names))
        known = self._scores
        return NameScores(known.scores[at], known.zones[at], known.first_names[at])

    def _clear_cache(self, room: int) -> None:
        self._rows.clear()
        self._names.clear()
        self._scores = _empty_scores(room)

    def _add(self, fresh: Sequence[str]) -> None:
        known = self._names
        split = [names[:_MAX_CHARS].split() for names in fresh]
        self._add_names(list(set(chain.from_iterable(split)).difference(known)))
        scores, zones, first_names = [], [], []
        for parts in split:
            score, zone = 0.0, 0
            for name in parts:
                more, named = known[name]
                score += more
                zone |= named
            scores.append(max(-_MAX_SCORE, min(_MAX_SCORE, score)))
            zones.append(zone)
            first_names.append(crc32(parts[0].encode()) if parts else 0)
        rows = range(len(self._rows), len(self._rows) + len(fresh))
        self._rows.update(zip(fresh, rows, strict=True))
        at, known_scores = slice(rows.start, rows.stop), self._scores
        known_scores.scores[at], known_scores.zones[at], known_scores.first_names[at] = scores, zones, first_names

    def _add_names(self, names: Sequence[str]) -> None:
        """Split single names into words and score them; one search finds the words of all names."""
        words: list[str] = []
        left = iter(names)
        for word in map(str.lower, _WORD_OR_SPACE.findall(" ".join([*names, ""]))):
            if word != " ":
                words.append(word)
                continue
            name = next(left)
            self._names[name] = self._score(name, words)
            words = []

    def _score(self, name: str, words: Sequence[str]) -> tuple[float, int]:
        """Return score and zone of a single name. They are those of its `_words`, without building a string for each pair."""
        count = len(words)
        if count > _MAX_WORDS:
            return _NO_SCORE
        score, zone = 0.0, 0
        once: Collection[str] = dict.fromkeys(words)
        for word in once:
            if word in self._words:
                more, named = self._words[word]
                score += more
                zone |= named
        if count > 1:
            pairs = pairwise(words)
            for first, second in pairs if len(once) == count else dict.fromkeys(pairs):
                if first in self._pairs and second in self._pairs[first]:
                    more, named = self._pairs[first][second]
                    score += more
                    zone |= named
        return score, 0 if zone and has_other_meaning(name) else zone


def _empty_scores(room: int) -> NameScores:
    return NameScores(np.zeros(room), np.zeros(room, np.int64), np.zeros(room, np.int64))


def name_words(names: str) -> list[str]:
    """Return the words in the class and id of an element, and the pairs of neighbours, once for each name."""
    return [word for name in names[:_MAX_CHARS].split() for word in _words(name)]


def _words(name: str) -> list[str]:
    """Return the words of a single name, and the pairs of neighbours, once each."""
    words = [*map(str.lower, _WORD.findall(name))]
    if len(words) == 1:
        return words if len(words[0]) > 1 else []
    if len(words) > _MAX_WORDS:
        return []
    pairs = [f"{first}-{second}" for first, second in pairwise(words)]
    return list(dict.fromkeys([word for word in words if len(word) > 1] + pairs))
