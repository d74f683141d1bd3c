"""Spans of quoted text: between quotation marks, and in lines of dialogue."""

# ruff: noqa: E501, RUF001, RUF003  (letters of other scripts are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.quotes.speech_verbs import speech_verbs
from worker.enrich.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

#: characters of the longest quotation
MAX_CHARACTERS = 1_200
#: words of the shortest quotation; fewer are a name, or scare quotes. Characters, in scripts without spaces.
MIN_WORDS = 3
MIN_CHARACTERS = 6


#: Opening mark to its closing marks; several if languages differ („…“, „…”, „…"; ”…”, »…«).
PAIRS = {
    "“": "”", "„": '“”"', "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "｢": "｣", "〝": "〟", "”": "”", "‘": "’", '"': '"',
}  # fmt: skip
OPENING_MARKS = re.compile("[" + "".join(PAIRS) + "]")
#: Marks that are also apostrophes, inches or closing marks: they open a quotation only before a word.
_AMBIGUOUS_MARKS = frozenset('"»”‘')
#: A line of dialogue: a dash, a space, and words; then perhaps a comma or a dash, and the speaker.
_DIALOGUE = re.compile(r"(?:^|(?<=\n))[—–-] ?(?=[^\W\d_])")
_DIALOGUE_END = re.compile(r"[,.!?…]? ?[—–-] |, (?=\w+ )|\n|$")


class QuotedSpan(NamedTuple):
    """A span of quoted text."""

    start: int
    end: int
    #: The offset after the closing mark.
    outer_end: int
    #: A verb of saying follows it, so that it is a quotation for certain.
    in_dialogue: bool


def find_quoted_spans(text: str, language: str) -> list[QuotedSpan]:
    """Return the spans of quoted text in order, without overlaps."""
    return _without_overlaps(sorted([*_between_marks(text, language), *_in_dialogue(text, language)]))


def _without_overlaps(spans: list[QuotedSpan]) -> list[QuotedSpan]:
    kept: list[QuotedSpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _between_marks(text: str, language: str) -> Iterator[QuotedSpan]:
    """Yield the text between quotation marks."""
    at = 0
    # A text has few kinds of marks, and a search for each is faster than one for all.
    openings = sorted(place for mark in PAIRS if mark in text for place in occurrences(text, mark))
    for opening in openings:
        if opening < at:
            continue
        mark = text[opening]
        at = start = opening + 1
        if mark in _AMBIGUOUS_MARKS and (
            (start > 1 and text[start - 2].isalnum() and language not in {"zh", "ja", "ko"})
            or text[start : start + 1].isspace()
        ):
            continue
        stop = _closing(text, start, PAIRS[mark], single=mark == "‘")
        if stop < 0:
            continue
        at = stop + 1
        inside = text[start:stop]
        if _has_enough_words(inside):
            # French has spaces within the marks: « Oui ».
            yield QuotedSpan(
                start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip()), stop + 1, in_dialogue=False
            )


def _closing(text: str, start: int, closing: str, *, single: bool) -> int:
    """Return the offset of the mark that closes a quotation, -1 if its line has none."""
    line = text.find("\n", start, start + MAX_CHARACTERS)
    limit = line if line >= 0 else start + MAX_CHARACTERS
    stops = [stop for mark in closing if (stop := text.find(mark, start, limit)) >= 0]
    if single:
        # ’ is also the apostrophe: it closes a quotation unless a letter follows.
        while stops and text[stops[0] + 1 : stops[0] + 2].isalnum():
            after = text.find("’", stops[0] + 1, limit)
            stops = [after] if after >= 0 else []
    return min(stops, default=-1)


def _in_dialogue(text: str, language: str) -> Iterator[QuotedSpan]:
    """Yield the speech of lines that begin with a dash, if a verb of saying follows a second dash or a comma."""
    if not (text.startswith(("—", "–", "- ")) or "\n—" in text or "\n–" in text or "\n- " in text):
        return
    verb = speech_verbs(language)
    if verb is None:
        return
    for begin in _DIALOGUE.finditer(text):
        start = begin.end()
        for stop in _DIALOGUE_END.finditer(text, start, start + MAX_CHARACTERS):
            if text[stop.start() : stop.start() + 1] in {"\n", ""}:
                break
            line = text.find("\n", stop.end())
            if (
                match := verb.search(text, stop.end(), min(stop.end() + 24, line if line >= 0 else len(text)))
            ) is not None and (not text[stop.end() : match.start()].strip()):
                end = stop.start() + (text[stop.start()] in ".!?…")
                if _has_enough_words(text[start:end]):
                    yield QuotedSpan(start, end, end, in_dialogue=True)
                break


def _has_enough_words(inside: str) -> bool:
    return inside.count(" ") + 1 >= MIN_WORDS or (inside[:1] >= "\u0e00" and len(inside) >= MIN_CHARACTERS)
