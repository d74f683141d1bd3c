"""A normal form of text for counting words, which keeps every offset."""

from __future__ import annotations

import re

from worker.enrich.text.words import MARKS

#: Stands for whatever ends a phrase, typographic quotes and dashes included; an apostrophe splits a word in two.
PHRASE_END = "."
#: What becomes of the most common characters outside Latin-1.
_TYPOGRAPHY = {
    **dict.fromkeys("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u20ac\u201e", PHRASE_END),
    "\u00a0": " ",
    "\u2011": "-",
}
#: What becomes of each character of Latin-1; the soft hyphen becomes a space.
_LATIN_1 = bytes(
    code if chr(code).isalnum() or chr(code) in "- " else 0x20 if chr(code) == "\u00ad" else ord(PHRASE_END)
    for code in range(256)
)
_OTHER = re.compile(rf"[^\w{MARKS} -]|_")


def normalise(text: str) -> str:
    """Return a text of the same length: words and hyphens in lower case, spaces, and full stops for everything else."""
    if not text.isascii():
        for character, replacement in _TYPOGRAPHY.items():
            text = text.replace(character, replacement)
    # The only letter whose lower case is longer.
    text = text.replace("İ", "I").lower()
    try:
        return text.encode("latin-1").translate(_LATIN_1).decode("latin-1")
    except UnicodeEncodeError:
        return _OTHER.sub(PHRASE_END, text)
