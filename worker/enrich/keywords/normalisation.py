"""A text in small letters with its punctuation laid flat, character by character, so that offsets stay."""

from __future__ import annotations

import re

from worker.enrich.text.words import MARKS

#: What ends a phrase, typographic quotes and dashes included, becomes a full stop; the apostrophe parts a word in two.
STOP = "."
#: Typography to what Latin-1 has for it.
_TYPOGRAPHY = {"\u2013": STOP, "\u2014": STOP, "\u2018": STOP, "\u2019": STOP, "\u201c": STOP, "\u201d": STOP}
_TYPOGRAPHY |= {"\u2026": STOP, "\u2022": STOP, "\u00a0": " ", "\u2011": "-", "\u20ac": STOP, "\u201e": STOP}
_FLAT = bytes(
    code if chr(code).isalnum() or chr(code) in "- " else 0x20 if chr(code) == "\u00ad" else ord(STOP)
    for code in range(256)
)
_OTHER = re.compile(rf"[^\w{MARKS} -]|_")


def plain(text: str) -> str:
    """Return a text of the same length: words and hyphens in small letters, spaces, and full stops for all else."""
    if not text.isascii():
        for mark, flat in _TYPOGRAPHY.items():
            text = text.replace(mark, flat)
    # The only letter that grows when it is made small.
    text = text.replace("İ", "I").lower()
    try:
        return text.encode("latin-1").translate(_FLAT).decode("latin-1")
    except UnicodeEncodeError:
        return _OTHER.sub(STOP, text)
