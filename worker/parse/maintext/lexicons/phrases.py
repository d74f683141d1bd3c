"""Scores of short lines by their own words ("Related articles", "Subscribe to …"), learned with the model."""

from __future__ import annotations

from itertools import pairwise, repeat
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

#: words; a longer segment is judged by its place and its form alone, since its words are those of its subject.
MAX_LINE_WORDS: Final = 30
#: characters and words of a line that are read.
_MAX_CHARS: Final = 200
_MAX_WORDS: Final = 24
#: Digits are alike: a day or a number of comments is never the same twice. No byte of a longer character is a digit.
_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
#: A line's score lies within this on either side of 0.
_MAX_SCORE: Final = 6.0
#: Lines whose scores are kept in memory.
_MAX_CACHED_LINES: Final = 20_000
#: Between the words of a pair in the file of weights; stands in no word.
SEPARATOR: Final = " "
#: Between lines; `load` removes it from pages.
_BREAK: Final = "\0"


class PhraseLexicon:
    """Scores of words and of pairs of neighbouring words; the start and the end of a line count as empty words."""

    def __init__(self, phrases: Mapping[str, float]) -> None:
        """Take the scores of words ("newsletter") and pairs ("read more", " read" at a start, "more " at an end)."""
        self._words: dict[str, float] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        #: Scores of lines seen; the pages of a site share most of theirs.
        self._lines: dict[str, float] = {}
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
        short = np.flatnonzero(words <= MAX_LINE_WORDS)
        lines = [texts[index] for index in short.tolist()]
        fresh = set(lines).difference(self._lines)
        if fresh:
            if len(self._lines) + len(fresh) > _MAX_CACHED_LINES:
                self._lines.clear()
                fresh = set(lines)
            self._add(list(fresh))
        found[short] = np.fromiter(map(self._lines.__getitem__, lines), np.float64, len(lines))
        return found

    def _add(self, lines: Sequence[str]) -> None:
        """Score lines, all words of which are looked up in one list, with an empty word before each line."""
        flat: list[str] = []
        starts: list[int] = []
        for line in words_of_lines(lines):
            starts.append(len(flat))
            flat.append("")
            flat += line
        of_words = np.fromiter(map(self._words.get, flat, repeat(0.0)), np.float64, len(flat))
        of_pairs = np.fromiter(map(self._pairs.get, pairwise([*flat, ""]), repeat(0.0)), np.float64, len(flat))
        sums = np.add.reduceat(of_words + of_pairs, starts)
        scores = np.minimum(np.maximum(sums, -_MAX_SCORE), _MAX_SCORE).tolist()
        self._lines.update(zip(lines, scores, strict=True))


def words_of_lines(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the words of each line in lower case, with their punctuation."""
    joined = _BREAK.join([text[:_MAX_CHARS] for text in texts])
    alike = joined.lower().encode("utf-8", "surrogatepass").translate(_DIGITS).decode("utf-8", "surrogatepass")
    for line in alike.split(_BREAK):
        yield line.split(None, _MAX_WORDS)[:_MAX_WORDS]


def phrases_of_lines(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the words and pairs of each line as they are named in the file of weights."""
    for line in words_of_lines(texts):
        yield [*line, *map(SEPARATOR.join, pairwise(["", *line, ""]))]
