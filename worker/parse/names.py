"""What elements are named: of class and id their score, as learned with the model, and the zone that their words stand for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from zlib import crc32

from worker.parse.hints import WORD_ZONES, is_harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: characters of class and id that are looked at; utility classes go on for long.
_LONGEST: Final = 300
#: words of one name beyond which it is no name but an encoded value.
_MOST_WORDS: Final = 8
#: What the score of an element is held within, so that no name decides alone.
_CAP: Final = 4.0
#: Names of which it is kept what they say.
_KEPT: Final = 50_000
_NOTHING: Final = (0.0, 0)


class Names(dict[str, tuple[float, int, int]]):
    """What class and id of an element say, parted by spaces: score, `Zone`, and a number for the first of them.

    Answers for any string. The score is the sum of those of the words, and pairs of words, in each name.
    """

    def __init__(self, words: Mapping[str, float]) -> None:
        super().__init__()
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

    def __missing__(self, names: str) -> tuple[float, int, int]:
        known = self._known
        score, zone = 0.0, 0
        parts = names[:_LONGEST].split()
        for name in parts:
            said = known.get(name)
            if said is None:
                said = known[name] = self._said(name)
            score += said[0]
            zone |= said[1]
        if len(self) >= _KEPT or len(known) >= _KEPT:
            self.clear()
            known.clear()
        found = self[names] = max(-_CAP, min(_CAP, score)), zone, crc32(parts[0].encode()) if parts else 0
        return found

    def _said(self, name: str) -> tuple[float, int]:
        """Return score and zone of a single name: those of `_words`, without making a text of each pair."""
        words = [*map(str.lower, _WORD.findall(name))]
        count = len(words)
        if count > _MOST_WORDS:
            return _NOTHING
        score, zone = 0.0, 0
        once = dict.fromkeys(words)
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
