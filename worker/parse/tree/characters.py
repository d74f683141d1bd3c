"""Counts of character classes in many texts at once, by Unicode category, so that they work for any language."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

OTHER, LETTER, UPPER, DIGIT, SPACE, COMMA, END, UNSPACED, SIGN, MONEY = range(10)
_CLASSES: Final = 10
_COMMAS: Final = ",;:\u3001\uff0c\uff1b\u060c\u061b"
#: Characters that end a sentence, in the scripts that have them.
_ENDS: Final = ".!?\u2026\u3002\uff01\uff1f\uff0e\u061f\u06d4\u0964\u0965\u0589\u1362\u17d4\u104b"
#: Scripts without spaces between words (Thai, Lao, Myanmar, Khmer, Kana, Han): two letters count as a word.
_UNSPACED_SCRIPTS: Final = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
)


class Counts(NamedTuple):
    """Counts of each text: its characters by class, its length, its words, and the class of its last character."""

    #: One row per class, one column per text.
    by_class: NDArray[np.float64]
    lengths: NDArray[np.intp]
    words: NDArray[np.float64]
    last: NDArray[np.uint8]

    @property
    def letters(self) -> NDArray[np.float64]:
        """Letters of any script and case."""
        found: NDArray[np.float64] = self.by_class[LETTER] + self.by_class[UPPER] + self.by_class[UNSPACED]
        return found


def count_characters(texts: Sequence[str]) -> Counts:
    """Count the characters of `texts`, none of which is empty."""
    count = len(texts)
    lengths = np.fromiter(map(len, texts), np.intp, count)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = character_classes()[np.minimum(points, 0xFFFF)]
    starts = np.zeros(count, np.intp)
    np.cumsum(lengths[:-1], out=starts[1:])
    owners = np.repeat(np.arange(0, count * _CLASSES, _CLASSES), lengths)
    by_class = np.bincount(owners + classes, minlength=count * _CLASSES).reshape(count, _CLASSES).T.astype(np.float64)
    words = by_class[SPACE] + 1 + by_class[UNSPACED] / 2
    return Counts(by_class, lengths, words, classes[starts + lengths - 1])


@cache
def character_classes() -> NDArray[np.uint8]:
    """Return the class of each code point of the Basic Multilingual Plane; code points beyond it count as its last one."""
    kinds = {"Lu": UPPER, "Sc": MONEY}
    groups = {"L": LETTER, "M": LETTER, "N": DIGIT, "P": SIGN, "S": SIGN}
    categories = map(unicodedata.category, map(chr, range(0x10000)))
    table = np.array([kinds.get(each) or groups.get(each[0], OTHER) for each in categories], np.uint8)
    for first, last in _UNSPACED_SCRIPTS:
        part = table[first : last + 1]
        part[part == LETTER] = UNSPACED
    for signs, kind in ((_COMMAS, COMMA), (_ENDS, END), (" \n\t\u3000\xa0", SPACE)):
        table[list(map(ord, signs))] = kind
    return table
