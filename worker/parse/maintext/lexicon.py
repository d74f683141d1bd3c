"""What elements are named: of class and id their score, as learned with the model, and the zone that their words stand for."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

import numpy as np

from worker.parse.tree.zones import WORD_ZONES, is_harmless

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: The words of many names at once, and the spaces that part the names.
_WORD_OR_SPACE: Final = re.compile(rf"{_WORD.pattern}| ")
#: characters of class and id that are looked at; utility classes go on for long.
_LONGEST: Final = 300
#: words of one name beyond which it is no name but an encoded value.
_MOST_WORDS: Final = 8
#: What the score of an element is held within, so that no name decides alone.
_CAP: Final = 4.0
#: Names of which it is kept what they say.
_KEPT: Final = 50_000
_NOTHING: Final = (0.0, 0)


class NameScores(NamedTuple):
    """What class and id of elements say, a value an element."""

    scores: NDArray[np.float64]
    #: `Zone`.
    zones: NDArray[np.int64]
    #: A number for the first name, 0 without any.
    firsts: NDArray[np.int64]


class NameLexicon:
    """What class and id of an element say, parted by spaces. Answers for any text.

    The score is the sum of those of the words, and pairs of words, in each name.
    """

    def __init__(self, words: Mapping[str, float]) -> None:
        #: Score and `Zone` of a word; of a word and the one that follows it, by the first of them.
        self._alone: dict[str, tuple[float, int]] = {}
        self._pairs: dict[str, dict[str, tuple[float, int]]] = {}
        for word in {**words, **WORD_ZONES}:
            first, _, second = word.partition("-")
            told = words.get(word, 0.0), WORD_ZONES.get(word, 0)
            if second:
                self._pairs.setdefault(first, {})[second] = told
            elif len(word) > 1:
                self._alone[word] = told
        #: A single name to its score and zone.
        self._known: dict[str, tuple[float, int]] = {}
        #: Class and id of an element to its row in the arrays.
        self._rows: dict[str, int] = {}
        self._told = _empty_scores(0)

    def look_up(self, names: Sequence[str]) -> NameScores:
        """Return what each of `names` says: class and id of an element."""
        fresh = set(names).difference(self._rows)
        if fresh:
            if len(self._rows) + len(fresh) > len(self._told.scores) or len(self._known) >= _KEPT:
                fresh = set(names)
                self._forget(room=max(_KEPT, len(fresh)))
            self._learn(list(fresh))
        at = np.fromiter(map(self._rows.__getitem__, names), np.intp, len(names))
        told = self._told
        return NameScores(told.scores[at], told.zones[at], told.firsts[at])

    def _forget(self, room: int) -> None:
        self._rows.clear()
        self._known.clear()
        self._told = _empty_scores(room)

    def _learn(self, fresh: Sequence[str]) -> None:
        known = self._known
        parted = [names[:_LONGEST].split() for names in fresh]
        self._learn_names(list(set(chain.from_iterable(parted)).difference(known)))
        scores, zones, firsts = [], [], []
        for parts in parted:
            score, zone = 0.0, 0
            for name in parts:
                more, named = known[name]
                score += more
                zone |= named
            scores.append(max(-_CAP, min(_CAP, score)))
            zones.append(zone)
            firsts.append(crc32(parts[0].encode()) if parts else 0)
        rows = range(len(self._rows), len(self._rows) + len(fresh))
        self._rows.update(zip(fresh, rows, strict=True))
        at, told = slice(rows.start, rows.stop), self._told
        told.scores[at], told.zones[at], told.firsts[at] = scores, zones, firsts

    def _learn_names(self, names: Sequence[str]) -> None:
        """Find the words of single names, with one search for all of them."""
        words: list[str] = []
        left = iter(names)
        for word in map(str.lower, _WORD_OR_SPACE.findall(" ".join([*names, ""]))):
            if word != " ":
                words.append(word)
                continue
            name = next(left)
            self._known[name] = self._said(name, words)
            words = []

    def _said(self, name: str, words: Sequence[str]) -> tuple[float, int]:
        """Return score and zone of a single name and its words: those of `_words`, without making a text of each pair."""
        count = len(words)
        if count > _MOST_WORDS:
            return _NOTHING
        score, zone = 0.0, 0
        once: Collection[str] = dict.fromkeys(words)
        for word in once:
            if word in self._alone:
                more, named = self._alone[word]
                score += more
                zone |= named
        if count > 1:
            pairs = pairwise(words)
            for first, second in pairs if len(once) == count else dict.fromkeys(pairs):
                if first in self._pairs and second in self._pairs[first]:
                    more, named = self._pairs[first][second]
                    score += more
                    zone |= named
        return score, 0 if zone and is_harmless(name) else zone


def _empty_scores(room: int) -> NameScores:
    return NameScores(np.zeros(room), np.zeros(room, np.int64), np.zeros(room, np.int64))


def name_words(names: str) -> list[str]:
    """Return the words in class and id of an element, and the pairs that follow one another, once for each name."""
    return [word for name in names[:_LONGEST].split() for word in _words(name)]


def _words(name: str) -> list[str]:
    """Return the words of a single name, and its pairs of words that follow one another, once each."""
    words = [*map(str.lower, _WORD.findall(name))]
    if len(words) == 1:
        return words if len(words[0]) > 1 else []
    if len(words) > _MOST_WORDS:
        return []
    pairs = [f"{first}-{second}" for first, second in pairwise(words)]
    return list(dict.fromkeys([word for word in words if len(word) > 1] + pairs))
