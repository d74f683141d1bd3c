"""The index of a text: one pass over it for what all finders need."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.text.language import choose_language
from worker.enrich.text.script import detect_script
from worker.enrich.text.words import split_words
from worker.shared.typography import without_typography

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wiremill.contract.document import Document

#: characters of a text that the finders read, about 1,600 words; nine in ten news stories are shorter
MAX_CHARACTERS = 10_000
#: Publication years that are taken as real.
_YEARS = range(1500, 2500)
#: Scripts with capital letters.
CASED_SCRIPTS = frozenset({"latin", "cyrillic", "other"})

_REGION = re.compile(r"[-_]([A-Za-z]{2})(?![A-Za-z])")


def _capital_letters() -> str:
    """Return the capital letters of Latin, Greek, Cyrillic and Armenian, to be put inside a regex set."""
    codes = [code for code in range(0x250, 0x2000) if chr(code).isupper()]
    return (
        "A-ZÀ-ÖØ-Þ"
        + "".join(chr(code) for code in range(0x100, 0x250) if chr(code).isupper())
        + "".join(map(chr, codes))
    )


CAPITALS = _capital_letters()
#: Capitalised words and numbers in one pass: every text is searched for both, and the pass is what costs time.
_WORD_OR_NUMBER = re.compile(rf"[{CAPITALS}0-9]\w*")
_ASCII_WORD_OR_NUMBER = re.compile(r"[A-Z0-9]\w*", re.ASCII)
_NUMBER = re.compile(r"\d+")


class IndexedText(NamedTuple):
    """A text with an index of its words and numbers, and the rules to read it by."""

    #: The first `MAX_CHARACTERS` of the document's text.
    text: str
    #: All words of the document's text, in order.
    words: Sequence[str]
    #: The same, each once.
    vocabulary: frozenset[str]
    #: Primary subtag of the language whose rules apply.
    language: str
    #: latin, cyrillic, arabic, hebrew, han, hangul or other.
    script: str
    #: Offsets of each capitalised word; the word may be the end of a longer one ("iPhone").
    capitals: Mapping[str, Sequence[int]]
    #: Start and end of each run of digits.
    numbers: Sequence[tuple[int, int]]
    #: The day of publication as written, None where it is not known.
    published: date | None
    #: ISO 3166-1 alpha-2 code of the declared language's region, or "".
    region: str


def index_document(document: Document) -> IndexedText:
    """Index the text of a document."""
    words = split_words(document.text)
    script = detect_script(words)
    region = _REGION.search(document.declared_language or "")
    return _index(
        document.text,
        choose_language(document, words, script),
        words=words,
        script=script,
        published=document.published,
        region=region[1].upper() if region is not None else "",
    )


def index_text(text: str, language: str, *, published: str | None = None, region: str = "") -> IndexedText:
    """Index a text that is read by the rules of a given language.

    Args:
        text: the text.
        language: primary subtag.
        published: RFC 3339; relative dates are resolved against its date as written.
        region: ISO 3166-1 alpha-2.
    """
    words = split_words(text)
    return _index(text, language, words=words, script=detect_script(words), published=published, region=region)


def _index(
    text: str, language: str, *, words: Sequence[str], script: str, published: str | None, region: str
) -> IndexedText:
    text = text[:MAX_CHARACTERS]
    if script in CASED_SCRIPTS:
        capitals, numbers = _capitals_and_numbers(text)
    else:
        capitals, numbers = {}, [match.span() for match in _NUMBER.finditer(text)]
    return IndexedText(
        text=text,
        words=words,
        vocabulary=frozenset(words),
        language=language,
        script=script,
        capitals=capitals,
        numbers=numbers,
        published=_day_of(published),
        region=region,
    )


def _capitals_and_numbers(text: str) -> tuple[dict[str, list[int]], list[tuple[int, int]]]:
    capitals: dict[str, list[int]] = {}
    numbers: list[tuple[int, int]] = []
    # Typographic characters separate words. Without them most texts are ASCII, which is searched faster.
    plain = without_typography(text)
    for match in (_ASCII_WORD_OR_NUMBER if plain.isascii() else _WORD_OR_NUMBER).finditer(plain):
        word = match[0]
        start = match.start()
        if word[0] > "9":
            if word in capitals:
                capitals[word].append(start)
            else:
                capitals[word] = [start]
        elif word.isdecimal():
            numbers.append((start, start + len(word)))
        else:
            # Only the digits of "27th" or "10bn".
            numbers.append((start, start + len(word) - len(word.lstrip("0123456789"))))
    return capitals, numbers


def _day_of(published: str | None) -> date | None:
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    # Far from both ends of the calendar, so that the previous and the next year always exist.
    return day if day.year in _YEARS else None
