"""The scripts of the model, and the languages that are written in each."""

from __future__ import annotations

import unicodedata

import numpy as np

#: First words of the Unicode names of letters, by the group that their languages are told apart in.
NAMES = {
    "LATIN": 1,
    "CYRILLIC": 2,
    "ARABIC": 3,
    "DEVANAGARI": 4,
    "CJK": 5,
    "HIRAGANA": 5,
    "KATAKANA": 5,
    "KATAKANA-HIRAGANA": 5,
    "HANGUL": 6,
    "GREEK": 7,
    "HEBREW": 8,
    "ARMENIAN": 9,
    "GEORGIAN": 10,
    "BENGALI": 11,
    "GURMUKHI": 12,
    "GUJARATI": 13,
    "ORIYA": 14,
    "TAMIL": 15,
    "TELUGU": 16,
    "KANNADA": 17,
    "MALAYALAM": 18,
    "SINHALA": 19,
    "THAI": 20,
    "LAO": 21,
    "TIBETAN": 22,
    "MYANMAR": 23,
    "ETHIOPIC": 24,
    "KHMER": 25,
    "MONGOLIAN": 26,
    "CANADIAN": 27,
    "THAANA": 28,
    "CHEROKEE": 29,
    "TIFINAGH": 30,
    "OL": 31,
    "MEETEI": 32,
}
#: The language of a script that only one of the model is written in.
ALONE = {
    6: "ko",
    7: "el",
    9: "hy",
    10: "ka",
    11: "bn",
    12: "pa",
    13: "gu",
    14: "or",
    15: "ta",
    16: "te",
    17: "kn",
    18: "ml",
    19: "si",
    20: "th",
    21: "lo",
    25: "km",
    26: "mn-Mong",
    27: "iu",
    28: "dv",
    29: "chr",
    30: "zgh",
    31: "sat",
    32: "mni",
}
#: bits of the number of buckets of each group that has several languages
BITS = {1: 16, 2: 15, 3: 14, 4: 14, 5: 14, 8: 11, 22: 11, 23: 11, 24: 12}


def table() -> np.ndarray:
    """Return the group of each code point of the first plane."""
    groups = np.zeros(0x10000, np.uint8)
    for code in range(0x10000):
        letter = chr(code)
        category = unicodedata.category(letter)
        if category[0] not in "LM":
            continue
        name = unicodedata.name(letter, "")
        if name.startswith("HALFWIDTH KATAKANA"):
            groups[code] = 5
        else:
            groups[code] = NAMES.get(name.split(" ", 1)[0], 0)
    # Marks of no script of their own stand on Latin letters, in Vietnamese and Yoruba above all.
    groups[0x300:0x370] = 1
    # Letters in Uzbek and Hawaiian.
    groups[[0x2BB, 0x2BC, 0x2BD, 0x2BE, 0x2BF]] = 1
    return groups
