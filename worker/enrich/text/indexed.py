"""A text as the finders read it: looked through once for what all of them need."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.text.language import script_of, tongue
from worker.enrich.text.words import split
from worker.typography import without_typography

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wiremill.document import Document

#: characters of a text that are read for what it names and tells, some 1,600 words; nine of ten news stories are shorter
LOOKED_AT = 10_000
#: Publication years that are believed.
YEARS = range(1500, 2500)
#: Scripts that have capital letters.
CASED = frozenset({"latin", "cyrillic", "other"})

_REGION = re.compile(r"[-_]([A-Za-z]{2})(?![A-Za-z])")


def _capital_letters() -> str:
    """Return the capitals of Latin, Greek, Cyrillic and Armenian as the inside of a regex set."""
    codes = [code for code in range(0x250, 0x2000) if chr(code).isupper()]
    return (
        "A-ZÀ-ÖØ-Þ"
        + "".join(chr(code) for code in range(0x100, 0x250) if chr(code).isupper())
        + "".join(map(chr, codes))
    )


CAPITALS = _capital_letters()
#: One pass for capitalised words and numbers: both are looked for everywhere, and a pass costs more than what it finds.
_WORD_OR_NUMBER = re.compile(rf"[{CAPITALS}0-9]\w*")
_ASCII_WORD_OR_NUMBER = re.compile(r"[A-Z0-9]\w*", re.ASCII)
_NUMBER = re.compile(r"\d+")


class Reading(NamedTuple):
    """A text and what all finders want to know of it."""

    #: At most `LOOKED_AT` characters.
    text: str
    #: Primary subtag of the language whose rules fit.
    language: str
    #: latin, cyrillic, arabic, hebrew, han, hangul or other.
    script: str
    #: Those of the text.
    unique: frozenset[str]
    #: A word that begins with a capital letter to where it stands; a word may be the rest of one ("iPhone").
    capitals: Mapping[str, Sequence[int]]
    #: Start and end of each run of digits.
    numbers: Sequence[tuple[int, int]]
    #: The day of publication as written, None where it is not known.
    today: date | None
    #: ISO 3166-1 alpha-2 of the declared language, or "".
    region: str


def read(document: Document, words: Sequence[str]) -> Reading:
    """Read a document, whose words `worker.enrich.text.words.split` gives."""
    script = script_of(words)
    region = _REGION.search(document.declared_language or "")
    return read_text(
        document.text,
        tongue(document, words, script),
        words=words,
        script=script,
        published=document.published,
        region=region[1].upper() if region is not None else "",
    )


def read_text(
    text: str,
    language: str,
    *,
    words: Sequence[str] | None = None,
    script: str | None = None,
    published: str | None = None,
    region: str = "",
) -> Reading:
    """Read a text by the rules of a language.

    Args:
        text: the text.
        language: primary subtag.
        words: its words, where they have been split already.
        script: as `worker.enrich.text.language` names it.
        published: RFC 3339; its date as written is the day that relative dates are resolved against.
        region: ISO 3166-1 alpha-2.
    """
    words = split(text) if words is None else words
    script = script_of(words) if script is None else script
    text = text[:LOOKED_AT]
    if script in CASED:
        capitals, numbers = _capitals_and_numbers(text)
    else:
        capitals, numbers = {}, [match.span() for match in _NUMBER.finditer(text)]
    return Reading(
        text=text,
        language=language,
        script=script,
        unique=frozenset(words),
        capitals=capitals,
        numbers=numbers,
        today=_day_of(published),
        region=region,
    )


def _capitals_and_numbers(text: str) -> tuple[dict[str, list[int]], list[tuple[int, int]]]:
    capitals: dict[str, list[int]] = {}
    numbers: list[tuple[int, int]] = []
    # Typography parts words and is no part of them: what is left is mostly ASCII, which is searched faster.
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
            # "27th", "10bn": the digits alone.
            numbers.append((start, start + len(word) - len(word.lstrip("0123456789"))))
    return capitals, numbers


def _day_of(published: str | None) -> date | None:
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    # Far from the ends of the calendar, so that a day or year before or after always exists.
    return day if day.year in YEARS else None
