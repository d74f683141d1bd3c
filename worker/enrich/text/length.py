"""The length of a text: its number of words, and the time that it takes to read."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.text.words import split_words
from worker.shared.typography import without_typography

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Han and kana: written without spaces, and counted in characters.
_CHARACTERS = re.compile(r"[\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
#: Thai, Lao, Burmese and Khmer: alphabets written without spaces.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
#: characters in a word of those scripts, vowel signs included; in Thai news a word has 4.5 to 5
UNSPACED_WORD_CHARACTERS = 5
_NO_SPACES = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
)

#: Words read in a minute, by script. Latin script: Brysbaert, "How many words do we read per minute?", J. Memory and Language
#: 109 (2019), silent reading of non-fiction. The others: Trauzettel-Klosinski, Dietz et al., "Standardized assessment
#: of reading performance: the new International Reading Speed Texts IReST", IOVS 53 (2012), table 2.
WORDS_PER_MINUTE = {"latin": 238, "cyrillic": 184, "arabic": 138, "hebrew": 187}
#: words a minute in other scripts; the mean over the 17 languages of IReST
OTHER_WORDS_PER_MINUTE = 184
CHINESE_CHARACTERS_PER_MINUTE = 255
JAPANESE_CHARACTERS_PER_MINUTE = 357
#: A text with a higher share of kana is Japanese; Chinese has none.
MIN_KANA_SHARE = 0.05


class Length(NamedTuple):
    """Number of words, and seconds to read them."""

    words: int
    seconds: int


def measure_length(text: str, words: Sequence[str], script: str) -> Length:
    """Count words and reading time.

    A Han or kana character counts as a word, as in word processors; Thai, Lao, Burmese and Khmer have a word for every
    `UNSPACED_WORD_CHARACTERS` characters; everything else is counted by `words`, which are those of the text. `script` is as
    `detect_script` names it.
    """
    spaced, unspaced, characters = len(words), 0, 0
    # Without typography most texts are ASCII.
    plain = without_typography(text)
    if not plain.isascii() and _NO_SPACES.search(plain) is not None:
        characters = sum(map(len, _CHARACTERS.findall(text)))
        unspaced = sum(ceil(len(run) / UNSPACED_WORD_CHARACTERS) for run in _UNSPACED.findall(text))
        spaced = len(split_words(_UNSPACED.sub(" ", _CHARACTERS.sub(" ", text))))
    minutes = (spaced + unspaced) / WORDS_PER_MINUTE.get(script, OTHER_WORDS_PER_MINUTE)
    if characters:
        kana = len(_KANA.findall(text))
        japanese = kana > MIN_KANA_SHARE * characters
        minutes += characters / (JAPANESE_CHARACTERS_PER_MINUTE if japanese else CHINESE_CHARACTERS_PER_MINUTE)
    return Length(spaced + unspaced + characters, ceil(minutes * 60))
