"""Features of tokens as rows of a hashed table, computed for many tokens at once.

The score of a token is a sum over features. All but a few depend on one word only: these are summed once for each
distinct word and kept (see `tagger`). A feature is a 64-bit hash, folded into the table: Weinberger et al., "Feature
hashing for large scale multitask learning", ICML 2009.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.enrich.entities.city_words import city_words
from worker.enrich.entities.hashing import Letters, codes_of, mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

#: rows of the table, as a power of two
BITS: Final = 21
#: letters of a word that are used; a longer word is not a name
LONGEST_WORD: Final = 40
#: letters of prefixes and suffixes; long prefixes are stems of inflected names
_PREFIXES: Final = (1, 2, 3, 4, 5, 6, 8)
_SUFFIXES: Final = (1, 2, 3, 4, 5)
#: characters of inner substrings of a word
_INNER: Final = (3, 4)
#: inner substrings of a word that are used, from its start
_MAX_INNER: Final = 12
#: Numbers of features of several words, and of features that only single characters have.
OF_WORDS: Final = 10
OF_CHARACTERS: Final = 5
#: Offsets of the words that a token's label depends on.
OFFSETS: Final = (-2, -1, 0, 1, 2)

#: Shapes of words.
NOTHING, LOWER, TITLE, INITIAL, ACRONYM, CAPITALS, MIXED, DIGITS, WITH_DIGITS, STOP, COMMA, QUOTE, BRACKET = range(13)
SIGN, DASH, CASELESS, HAN, KATAKANA, HIRAGANA, HANGUL, UNSPACED = range(13, 21)
_SIGNS: Final = {
    **dict.fromkeys(".!?…。！？।॥۔؟", STOP),
    **dict.fromkeys(",;:、，；：،؛", COMMA),
    **dict.fromkeys("\"'“”„‘’«»「」『』《》〈〉‹›", QUOTE),
    **dict.fromkeys("()[]（）【】", BRACKET),
    **dict.fromkeys("-–—―", DASH),
}


def shape(word: str) -> int:  # noqa: C901, PLR0911  (one return for each shape)
    """Return the shape of a word."""
    first = word[0]
    if first.isupper():
        if len(word) == 1:
            return INITIAL
        rest = word[1:]
        if rest.islower():
            return TITLE
        if word.isupper():
            return (
                WITH_DIGITS
                if not word.isalpha() and any(map(str.isdigit, word))
                else (ACRONYM if len(word) <= 5 else CAPITALS)
            )
        return MIXED
    if first.islower():
        return LOWER if word.islower() else MIXED
    if first.isdigit():
        return DIGITS if not any(map(str.isalpha, word)) else WITH_DIGITS
    if first.isalpha():
        if "\u3041" <= first <= "\u309f":
            return HIRAGANA
        if "\u30a0" <= first <= "\u30ff":
            return KATAKANA
        if "\u3400" <= first <= "\u9fff" or first in "々〇":
            return HAN
        if "\uac00" <= first <= "\ud7af":
            return HANGUL
        return UNSPACED if len(word) == 1 and "\u0e00" <= first <= "\u17ff" else CASELESS
    if first == "ー":
        return KATAKANA
    return _SIGNS.get(first, SIGN if len(word) == 1 else CASELESS)


class _WordHashes(Letters):
    """Concatenated words with their offsets."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(codes_of("".join(words)))
        self.sizes = np.fromiter(map(len, words), np.int64, len(words))
        self.ends = np.cumsum(self.sizes)
        self.starts = self.ends - self.sizes


class WordFeatures(NamedTuple):
    """Features of single words: in each array a row is a feature, a column a word; 0 stands for none.

    They are hashes, which `feature_keys` combines with the offset of the word from the token.
    """

    #: For the label of the word itself, of its neighbours, and of the words two away.
    own: Hashes
    near: Hashes
    far: Hashes
    #: The hash of each word in lower case, with all digits made equal.
    forms: Hashes
    shapes: Hashes


_DIGITS_ALIKE: Final = str.maketrans("123456789", "000000000")


def _normal(word: str) -> str:
    low = word[:LONGEST_WORD].lower()
    return low.translate(_DIGITS_ALIKE) if low[0].isdigit() and len(low) != 4 else low


def word_features(words: Sequence[str]) -> WordFeatures:
    """Return the features of single words."""
    small = _WordHashes([_normal(word) for word in words])
    exact = _WordHashes([word[:LONGEST_WORD] for word in words])
    full = small.hashes(small.starts, small.ends)
    shapes = np.fromiter(map(shape, words), np.uint64, len(words))
    zero = np.uint64(0)
    prefixes = [
        np.where(
            small.sizes > size,
            mix(small.hashes(small.starts, np.minimum(small.starts + size, small.ends)), 10 + size),
            zero,
        )
        for size in _PREFIXES
    ]
    suffixes = [
        np.where(
            small.sizes > size,
            mix(small.hashes(np.maximum(small.ends - size, small.starts), small.ends), 20 + size),
            zero,
        )
        for size in _SUFFIXES
    ]
    inner = []
    for size in _INNER:
        for at in range(_MAX_INNER // len(_INNER)):
            starts = small.starts + 1 + at
            inside = starts + size < small.ends
            safe = np.where(inside, starts, small.starts)
            found = mix(small.hashes(safe, np.where(inside, starts + size, small.ends)), 30 + size)
            inner.append(np.where(inside, found, zero))
    form = mix(full, 1)
    as_written = mix(exact.hashes(exact.starts, exact.ends), 2)
    looks = mix(shapes, 3)
    known = city_words()
    city_kinds = np.fromiter((known.get(word, 0) for word in words), np.uint64, len(words))
    city = np.where(city_kinds > zero, mix(city_kinds, 6), zero)
    city_and_shape = np.where(city_kinds > zero, mix(city_kinds * np.uint64(32) + shapes, 7), zero)
    suffix_and_shape = np.where(suffixes[2] != zero, mix(suffixes[2] + shapes, 4), zero)
    own = [
        form,
        as_written,
        looks,
        suffix_and_shape,
        mix(full + shapes, 5),
        city,
        city_and_shape,
        *prefixes,
        *suffixes,
        *inner,
    ]
    near = [form, as_written, looks, prefixes[2], prefixes[4], suffixes[1], suffixes[2], suffix_and_shape, city]
    far = [form, looks, suffixes[2]]
    return WordFeatures(np.stack(own), np.stack(near), np.stack(far), full, shapes)


def padded_positions(count: int, firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the positions of tokens in an array with two positions of padding on either side of each sentence.

    Args:
        count: of tokens; at least one.
        firsts: indexes of the tokens that begin a sentence.
    """
    gaps = np.zeros(count, np.int64)
    gaps[0] = 2
    gaps[firsts[1:]] = 2
    return np.arange(count) + np.cumsum(gaps)


def pair_features(form: Hashes, look: Hashes, places: NDArray[np.int64], script: Hashes) -> Hashes:
    """Return the features that depend on several words: a row for each feature, a column for each token.

    Args:
        form: the hash of each word, padded with two zeros on either side of each sentence.
        look: the shape of each word, padded likewise.
        places: the padded positions of the tokens.
        script: the number of the language of each token's text.
    """
    run = mix(form, 40)
    salted = {offset: run[places + offset] for offset in OFFSETS}
    s = {offset: look[places + offset] for offset in OFFSETS}
    base = np.uint64(32)
    around = (s[-1] * base + s[0]) * base + s[1]
    spoken = script << np.uint64(32)
    before = salted[-1] * np.uint64(3) + salted[0]
    after = salted[0] * np.uint64(3) + salted[1]
    pairs = (
        (around, 41),
        ((s[-2] * base + around) * base * base + s[2], 42),
        (around + spoken, 43),
        (before, 44),
        (after, 45),
        (salted[1] * np.uint64(3) + salted[2], 46),
        (salted[-2] * np.uint64(3) + salted[-1], 47),
        (salted[-1] * np.uint64(5) + around, 48),
        (salted[1] * np.uint64(5) + around, 49),
        (s[0] + spoken, 50),
    )
    found = np.zeros((OF_WORDS + OF_CHARACTERS, len(places)), np.uint64)
    for row, (hashes, salt) in zip(found, pairs, strict=False):
        row[:] = mix(hashes, salt)
    # In scripts without spaces, three or four characters are about a word.
    runs = found[OF_WORDS:]
    at = np.flatnonzero(s[0] >= np.uint64(HAN))
    if len(at):
        before, after = before[at], after[at]
        back, last, following, onward = (salted[offset][at] for offset in (-2, -1, 1, 2))
        runs[0, at] = mix(before * np.uint64(7) + following, 51)
        runs[1, at] = mix(back * np.uint64(9) + before, 52)
        runs[2, at] = mix(after * np.uint64(7) + onward, 53)
        runs[3, at] = mix((before * np.uint64(7) + following) * np.uint64(7) + onward, 54)
        runs[4, at] = mix(last * np.uint64(11) + following, 55)
    return found


def feature_keys(hashes: Hashes, offset: int) -> Hashes:
    """Return the keys of features at an offset from the token; 0 for no feature.

    The first `BITS` bits of a key are its row in the table, the last eight the mark that the row has to have.
    """
    found = mix(hashes, 100 + offset)
    found *= hashes != 0
    return found


def table_rows(keys: Hashes, marks: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the rows of keys in a table with `marks`; the empty row 0 for a key that is not in it."""
    found = (keys >> np.uint64(64 - BITS)).view(np.int64)
    found *= marks.take(found) == keys.astype(np.uint8)
    return found
