"""Words of a text in normalised letters, so that related languages share what the model learns about their words.

Accents are removed, Cyrillic is transliterated to Latin letter by letter, and the Indic scripts to Devanagari: Unicode
orders them alike (after ISCII, IS 13194:1991), so that corresponding letters differ only by the offset of their blocks.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)
from __future__ import annotations

import re
import unicodedata
from typing import Final

from worker.shared.typography import without_typography

#: Starts of the Indic blocks that follow ISCII, Bengali to Malayalam, of 128 code points each.
_INDIC: Final = range(0x0980, 0x0D80, 0x80)
_DEVANAGARI: Final = 0x0900
#: Danda and double danda are punctuation in all these scripts.
_DANDAS: Final = frozenset({0x64, 0x65})
_CYRILLIC: Final = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћђџѓќѕқғңүұөһәҳҷҡҫ",
        (
            *("a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f"),
            *("h", "c", "ch", "sh", "sh", "", "y", "", "e", "yu", "ya", "e", "i", "i", "e", "g", "u", "j", "lj", "nj"),
            *("c", "dj", "dz", "g", "k", "dz", "q", "g", "ng", "u", "u", "o", "h", "a", "h", "j", "k", "s"),
        ),
        strict=True,
    )
)
_TABLE: Final = str.maketrans(
    {
        chr(code): None
        for code in (*range(0x0300, 0x0370), *range(0x064B, 0x0656), 0x0670, 0x0640, 0x200C, 0x200D, 0x3099, 0x309A)
    }
    | {chr(start + code): chr(_DEVANAGARI + code) for start in _INDIC for code in range(0x80) if code not in _DANDAS}
    | _CYRILLIC
    # Letters that Persian, Urdu and Arabic write with different code points.
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ہ": "ه", "ھ": "ه"}
    | {"ı": "i", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ŋ": "n"}
)
#: Vowel signs, which `\w` leaves out.
_SIGNS: Final = "\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece\u102b-\u103e\u1056-\u109d\u17b4-\u17d3"
_SIGN: Final = re.compile(f"[{_SIGNS}]")
#: A run of letters, and the same for a text without vowel signs, which is several times as fast.
_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_SIGNS}])*")
_WORD_WITHOUT_SIGNS: Final = re.compile(r"[^\W\d_]+")
#: A translation table that keeps ASCII letters and turns everything else into spaces: five times as fast as a pattern.
_ASCII_LETTERS: Final = bytes(code if chr(code).isalpha() else 0x20 for code in range(128)).ljust(256)


def normalised_words(text: str) -> list[str]:
    """Return the distinct words of a text in normalised letters, in the order of their first occurrence."""
    text = without_typography(text.lower())
    if not text.isascii():
        text = unicodedata.normalize("NFD", text).translate(_TABLE)
    if text.isascii():
        return list(dict.fromkeys(text.encode().translate(_ASCII_LETTERS).decode().split()))
    pattern = _WORD_WITHOUT_SIGNS if _SIGN.search(text) is None else _WORD
    return list(dict.fromkeys(pattern.findall(text)))
