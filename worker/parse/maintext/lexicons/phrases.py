"""Scores of short lines by their own words ("Related articles", "Subscribe to …"), learned with the model."""

from __future__ import annotations

from itertools import pairwise, repeat
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

#: words; a longer segment is judged by its place and its form alone, since its words are those of its subject.
MAX_LINE_WORDS: Final = 30
#: characters and words of a line that are read.
_MAX_CHARS: Final = 200
_MAX_WORDS: Final = 24
#: Digits are alike: a day or a number of comments is never the same twice.
_DIGITS: Final = dict.fromkeys(map(ord, "123456789"), "0")
#: A line's score lies within this on either side of 0.
_MAX_SCORE: Final = 6.0
#: Between the words of a pair in the file of weights; stands in no word.
SEPARATOR: Final = " "


class PhraseLexicon:
    """Scores of words and of pairs of neighbouring words; the start and the end of a line count as empty words."""

    def __init__(self, phrases: Mapping[str, float]) -> None:
        """Take the scores of words ("newsletter") and pairs ("read more", " read" at a start, "more " at an end)."""
        self._words: dict[str, float] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        for phrase, score in phrases.items():
            first, separator, second = phrase.partition(SEPARATOR)
            if separator:
                self._pairs[first, second] = score
            else:
                self._words[first] = score

    def scores(self, texts: Sequence[str], words: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the score of each segment, above 0 for lines that are often main text; 0 for longer segments.

        Args:
            texts: the segments' texts.
            words: their numbers of words.
        """
        found = np.zeros(len(texts))
        of_word, of_pair, zero = self._words.get, self._pairs.get, repeat(0.0)
        for index in np.flatnonzero(words <= MAX_LINE_WORDS).tolist():
            line = words_of_line(texts[index])
            found[index] = sum(map(of_word, line, zero)) + sum(map(of_pair, pairwise(["", *line, ""]), zero))
        return np.clip(found, -_MAX_SCORE, _MAX_SCORE)


def words_of_line(text: str) -> list[str]:
    """Return the words of a line in lower case, with their punctuation."""
    return text[:_MAX_CHARS].lower().translate(_DIGITS).split()[:_MAX_WORDS]


def phrases_of_line(text: str) -> Iterable[str]:
    """Yield the words and pairs of a line as they are named in the file of weights."""
    line = words_of_line(text)
    yield from line
    yield from map(SEPARATOR.join, pairwise(["", *line, ""]))
