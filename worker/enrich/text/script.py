"""The script that most letters of a text are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: words at the start of a text that are sampled
_SAMPLE_WORDS = 150


def detect_script(words: Sequence[str]) -> str:
    """Return the script of most letters in a sample: latin, cyrillic, arabic, hebrew, han, hangul or other."""
    letters = "".join(words[:_SAMPLE_WORDS])
    if letters.isascii():
        return "latin"
    counts = dict.fromkeys(("latin", "cyrillic", "arabic", "hebrew", "han", "hangul", "other"), 0)
    for letter in letters[:: max(1, len(letters) // 120)]:
        if letter < "\u0250" or "\u1e00" <= letter < "\u1f00":
            counts["latin"] += letter.isalpha()
        elif "\u0400" <= letter < "\u0530":
            counts["cyrillic"] += 1
        elif "\u0590" <= letter < "\u0600":
            counts["hebrew"] += 1
        elif "\u0600" <= letter < "\u0780":
            counts["arabic"] += 1
        elif "\u3040" <= letter < "\u3100" or "\u3400" <= letter < "\ua000":
            counts["han"] += 1
        elif "\uac00" <= letter < "\ud7b0":
            counts["hangul"] += 1
        else:
            counts["other"] += 1
    return max(counts, key=lambda name: counts[name])
