"""The fingerprint of a text: equal for texts with the same words."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from worker.enrich.text.words import split_words
from worker.shared.typography import without_typography

if TYPE_CHECKING:
    from collections.abc import Sequence


def fingerprint(text: str, words: Sequence[str] | None = None) -> str:
    """Return 32 hex digits of BLAKE2b over the words of a text, NFKC-normalised and case-folded.

    Texts that differ only in spacing, punctuation, case or compatibility forms have the same fingerprint. A text without
    words has one too. `words` are those of the text where they are known already.
    """
    # Typographic characters separate words both before and after NFKC.
    if words is None or not unicodedata.is_normalized("NFKC", without_typography(text)):
        words = split_words(unicodedata.normalize("NFKC", text))
    folded = " ".join(words).casefold()
    # Case folding may undo NFKC: normalise once more (UAX 15, section 7, toNFKC_Casefold).
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    return hashlib.blake2b(folded.encode(errors="replace"), digest_size=16).hexdigest()
