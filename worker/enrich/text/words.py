"""Words of any script: what counts as one, the fingerprint over them, and the time to read them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from math import ceil
from typing import NamedTuple

from worker.typography import without_typography


def _marks() -> str:
    """Return the combining marks as a regex set's inside; word characters leave them out, which cuts Indic words."""
    ranges: list[list[int]] = []
    # From the first combining mark up to the end of the scripts in daily use.
    for code in range(0x300, 0x1E950):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


MARKS = _marks()
#: A word: letters, digits and their marks; put "_" aside before.
WORD = re.compile(rf"[\w{MARKS}]+")
#: The same where no mark is about, which is twice as fast.
_PLAIN_WORD = re.compile(r"\w+")
#: Of Latin-1 what is in words, and a space for all else.
_WORDS_ALONE = bytes(code if chr(code).isalnum() else 0x20 for code in range(256))
#: What parts words and is neither a mark nor of Latin-1: punctuation, signs of currency, arrows, boxes, emoji.
_SYMBOLS = re.compile(
    "[\u2000-\u206f\u20a0-\u20cf\u2120\u2122\u2190-\u23ff\u2500-\u2775\u2794-\u2bff\ufe0f\U0001f300-\U0001faff]"
)
#: Where marks are. Greek, Cyrillic and much else without marks lie there too, which costs only time.
MARKED = re.compile(
    r"[\u0300-\u1fff\u20d0-\u20f0\u2cef-\u2cf1\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\uabff\ufb1e\ufe20-\ufe2f\U000101fd-\U0001efff]"
)
#: Han and kana: written without spaces, and counted by the character.
_CHARACTERS = re.compile(r"[\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
#: Thai, Lao, Burmese and Khmer: letters without spaces.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
#: characters in a word of those scripts, vowel signs included; Thai news has 4.5 to 5
UNSPACED_WORD = 5
_NO_SPACES = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
)

#: Reading speeds a minute. Latin script: Brysbaert, "How many words do we read per minute?", J. Memory and Language
#: 109 (2019), silent reading of non-fiction. The others: Trauzettel-Klosinski, Dietz et al., "Standardized assessment
#: of reading performance: the new International Reading Speed Texts IReST", IOVS 53 (2012), table 2.
WORDS_A_MINUTE = {"latin": 238, "cyrillic": 184, "arabic": 138, "hebrew": 187}
#: the mean over the 17 languages of IReST
OTHER_WORDS = 184
CHINESE_CHARACTERS = 255
JAPANESE_CHARACTERS = 357
#: Of the characters of a Japanese text so many are kana; a Chinese one has none.
KANA_SHARE = 0.05


class Length(NamedTuple):
    """How long a text is for a reader."""

    words: int
    seconds: int


def split(text: str) -> list[str]:
    """Return the words of a text in order; a run of a script without spaces is one word."""
    text = without_typography(text)
    for plain in (False, True):
        try:
            # Five times as fast as a pattern, and nearly all texts of Western Europe are so, but for symbols.
            encoded = (_SYMBOLS.sub(" ", text) if plain else text).encode("latin-1")
        except UnicodeEncodeError:
            continue
        return encoded.translate(_WORDS_ALONE).decode("latin-1").split()
    pattern = _PLAIN_WORD if MARKED.search(text) is None else WORD
    return pattern.findall(text.replace("_", " ") if "_" in text else text)


def fingerprint(text: str, words: list[str] | None = None) -> str:
    """Return 32 hex digits of BLAKE2b over the words of a text, in NFKC and case-folded.

    Texts that differ in spacing, punctuation, case or compatibility forms alone share it. A text without words has one
    too. `words` are those of the text, where `split` has been asked already.
    """
    # Typography parts words before and after NFKC alike.
    if words is None or not unicodedata.is_normalized("NFKC", without_typography(text)):
        words = split(unicodedata.normalize("NFKC", text))
    folded = " ".join(words).casefold()
    # Folding may leave what NFKC composes: normalise once more (UAX 15, section 7, toNFKC_Casefold).
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    return hashlib.blake2b(folded.encode(errors="replace"), digest_size=16).hexdigest()


def length(text: str, words: list[str], script: str) -> Length:
    """Count words and reading time.

    A Han or kana character counts as a word, as word processors do; Thai, Lao, Burmese and Khmer as one word for each
    `UNSPACED_WORD` characters; all else by `words`, which `split` gives. `script` is of the text, as
    `worker.enrich.text.language` names it.
    """
    spaced, unspaced, characters = len(words), 0, 0
    # Without typography most texts are ASCII.
    plain = without_typography(text)
    if not plain.isascii() and _NO_SPACES.search(plain) is not None:
        characters = sum(map(len, _CHARACTERS.findall(text)))
        unspaced = sum(ceil(len(run) / UNSPACED_WORD) for run in _UNSPACED.findall(text))
        spaced = len(split(_UNSPACED.sub(" ", _CHARACTERS.sub(" ", text))))
    minutes = (spaced + unspaced) / WORDS_A_MINUTE.get(script, OTHER_WORDS)
    if characters:
        kana = len(_KANA.findall(text))
        minutes += characters / (JAPANESE_CHARACTERS if kana > KANA_SHARE * characters else CHINESE_CHARACTERS)
    return Length(spaced + unspaced + characters, ceil(minutes * 60))
