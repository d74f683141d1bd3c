"""Helpers for strings: cleaning, comparing, counting."""

from __future__ import annotations

import html
import re
from typing import Final

from worker.parse.common.limits import MAX_SUMMARY_CHARS


def word_set(*texts: str) -> frozenset[str]:
    """Return the words in `texts`, which have spaces between them."""
    return frozenset(" ".join(texts).split())


#: C0 and C1 controls except newline and tab, DEL, soft hyphens (references and escapes of them come this far), lone surrogates,
#: and the byte order mark inside text.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ufeff\ufffe\uffff]")


def strip_controls(text: str) -> str:
    """Return `text` without control characters, soft hyphens and lone surrogates, so that it can travel as JSON in UTF-8."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))


def one_line(text: str | None) -> str | None:
    """Return `text` in one line without control characters, None if nothing is left."""
    if not text:
        return None
    kept = " ".join(text[: 4 * MAX_SUMMARY_CHARS].split())
    # Nearly all text is printable and needs no cleaning.
    if not kept.isprintable():
        kept = " ".join(strip_controls(kept).split())
    return kept or None


_NO_LETTERS_OR_DIGITS: Final = re.compile(r"[\W_]+")


def match_key(text: str) -> str:
    """Return the case-folded letters and digits of `text`, by which titles and names are compared."""
    return _NO_LETTERS_OR_DIGITS.sub("", text.casefold())


def count_words(text: str) -> int:
    """Count words; in scripts without spaces two characters count as one."""
    words = len(text.split())
    return len(text) // 2 if len(text) > 24 * max(words, 1) else words


#: The entities of punctuation that are found escaped twice: of quotes, apostrophes, dashes, ampersands.
_PUNCTUATION_ENTITY: Final = re.compile(
    r"&(?:amp|quot|apos|[lr][sd]quo|[nm]dash|hellip|#0{0,3}3[489]|#[xX]0{0,2}2[267]|#82(?:1[1267]|2[01]|30)|#[xX]20(?:1[349cdCD]|26));"
)
#: Texts about markup name the entities themselves.
_ABOUT_MARKUP: Final = re.compile(r"html|xml|entit|escap|encod|unicode|character", re.IGNORECASE)


def unescape_twice_escaped(text: str) -> str:
    """Return `text` with the punctuation that its site escaped twice ("Net &amp;amp; Line" in the source).

    A text about markup stays as it is.
    """
    if "&" not in text or ";" not in text or _ABOUT_MARKUP.search(text):
        return text
    return _PUNCTUATION_ENTITY.sub(lambda found: html.unescape(found[0]), text)
