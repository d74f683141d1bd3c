"""Quotations and who said them.

A quotation stands between quotation marks of any script, or behind the dash that begins a line where people talk. After Elson and McKeown,
"Automatic attribution of quoted speech in literary narrative", AAAI 2010, the speaker is told by the pattern of what is beside it: a verb of
saying with a name ("said Ann Lee", "Ann Lee told us"), a pronoun (the person named last before it), or nothing (None). Words in quotation
marks without a verb of saying beside them are somebody's words only where they are many.
"""

# ruff: noqa: RUF001, RUF003  (letters of other scripts are meant)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wiremill.enrichment import Quote
from worker.enrich.quotes.people import Person, find_people, nearest_person
from worker.enrich.quotes.speech_verbs import PRONOUNS, speech_verbs
from worker.enrich.text.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from worker.enrich.text.indexed import IndexedText

#: Quotations of one text.
MAX_QUOTES = 40
#: characters of a quotation at most
MAX_CHARACTERS = 1_200
#: characters looked at beside a quotation for who said it
CONTEXT_CHARACTERS = 110
#: words of a quotation that needs no verb beside it; characters where there are no spaces
MIN_WORDS_WITHOUT_VERB = 8
MIN_CHARACTERS_WITHOUT_VERB = 20
#: words of any quotation; fewer are a name, or a word in an odd sense
MIN_WORDS = 3
MIN_CHARACTERS = 6

#: Languages whose verb ends the sentence, behind the quotation.
VERB_LAST = frozenset({"ja", "ko", "tr", "az", "hi", "ur", "bn", "fa", "kk", "uz"})

#: Opening mark to its closing ones. Where languages differ („…“, „…”, „…"; ”…”, »…«), all that may close are given.
PAIRS = {
    "“": "”", "„": '“”"', "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "｢": "｣", "〝": "〟", "”": "”", "‘": "’", '"': '"',
}  # fmt: skip
_MARKS = re.compile("[" + "".join(PAIRS) + "]")
#: Marks that are apostrophes, inches or the other side of a pair as well: only where a word begins behind them.
_AMBIGUOUS_MARKS = frozenset('"»”‘')
#: A line of talk: a dash, a space, and words; then perhaps a comma or a dash, and who said it.
_DIALOGUE = re.compile(r"(?:^|(?<=\n))[—–-] ?(?=[^\W\d_])")
_DIALOGUE_END = re.compile(r"[,.!?…]? ?[—–-] |, (?=\w+ )|\n|$")
_SENTENCE_END = re.compile(r"[.!?][\"”»]?\s|[。！？\n]")
_WORD = re.compile(r"\w+")


class _Span(NamedTuple):
    start: int
    end: int
    #: Behind the mark that closes it.
    outer: int
    #: Somebody's words whatever stands beside it.
    sure: bool


def find_quotes(indexed: IndexedText, known: Sequence[Person] = ()) -> list[Quote]:
    """Return the quotations of a text in its order.

    Args:
        indexed: the text.
        known: the people that the text names, in order; where there are none, names are told by capitals.
    """
    text = indexed.text
    spans = _without_overlaps(sorted(_spans(text, indexed.language)))[:MAX_QUOTES]
    if not spans:
        return []
    verb = speech_verbs(indexed.language)
    people: Sequence[Person] | None = known or None
    found: list[Quote] = []
    last: tuple[int, str | None] = (-CONTEXT_CHARACTERS, None)
    for start, end, outer, sure in spans:
        behind, before = _beside(text, start, end, outer)
        said = verb is not None and (verb.search(text, *behind) is not None or verb.search(text, *before) is not None)
        if not (said or sure) and not _long(text[start:end], indexed):
            continue
        speaker: str | None = None
        if said and verb is not None:
            if people is None:
                people = find_people(indexed)
            speaker = _speaker(indexed, people, verb, behind, before)
        elif last[1] is not None and start - last[0] <= 4:
            # "…," he said. "…": what goes on without a word between is his, too.
            speaker = last[1]
        found.append(Quote(start=start, end=end, speaker=speaker))
        last = (behind[1] if said else end, speaker)
    return found


def _without_overlaps(spans: list[_Span]) -> list[_Span]:
    kept: list[_Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _spans(text: str, language: str) -> Iterator[_Span]:
    """Yield what stands between quotation marks, or behind the dash of talk."""
    at = 0
    # Few marks are in a text, and to find each is quicker than to find any.
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
        if _wordy(inside):
            # « French » has spaces within.
            yield _Span(start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip()), stop + 1, sure=False)
    if text.startswith(("—", "–", "- ")) or "\n—" in text or "\n–" in text or "\n- " in text:
        yield from _talk(text, language)


def _closing(text: str, start: int, closing: str, *, single: bool) -> int:
    """Return where the mark stands that closes a quotation, -1 where none does within its line."""
    line = text.find("\n", start, start + MAX_CHARACTERS)
    limit = line if line >= 0 else start + MAX_CHARACTERS
    stops = [stop for mark in closing if (stop := text.find(mark, start, limit)) >= 0]
    if single:
        # ’ is the apostrophe, too: it closes where no letter follows.
        while stops and text[stops[0] + 1 : stops[0] + 2].isalnum():
            after = text.find("’", stops[0] + 1, limit)
            stops = [after] if after >= 0 else []
    return min(stops, default=-1)


def _talk(text: str, language: str) -> Iterator[_Span]:
    """Yield what is said in lines that begin with a dash, where a verb of saying follows a second dash or a comma."""
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
                if _wordy(text[start:end]):
                    yield _Span(start, end, end, sure=True)
                break


def _wordy(inside: str) -> bool:
    return inside.count(" ") + 1 >= MIN_WORDS or (inside[:1] >= "\u0e00" and len(inside) >= MIN_CHARACTERS)


def _long(inside: str, indexed: IndexedText) -> bool:
    if indexed.script == "han":
        return len(inside) >= MIN_CHARACTERS_WITHOUT_VERB
    return inside.count(" ") + 1 >= MIN_WORDS_WITHOUT_VERB


def _beside(text: str, start: int, end: int, outer: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the bounds of what stands behind and before a quotation, up to the end of its sentence, at most of its line."""
    stop = min(len(text), outer + CONTEXT_CHARACTERS)
    # A full stop within the marks: "…." He said so. A sentence that has ended tells nothing of it.
    begin = outer
    ended = text[end - 1] in ".!?…" and text[begin : begin + 1] in {" ", ""} and text[begin + 1 : begin + 2].isupper()
    after = _SENTENCE_END.search(text, begin, stop)
    if after is not None:
        stop = after.start() + 1
    following = _MARKS.search(text, begin, stop)
    if following is not None and not ended:
        stop = following.start()
    behind = (begin, begin if ended and text[end - 1] == "." else stop)
    low = max(0, start - CONTEXT_CHARACTERS)
    before = text[low : start - 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    return behind, (low + (ends[-1] if ends else 0), start - 1)


def _speaker(
    indexed: IndexedText,
    people: Sequence[Person],
    verb: re.Pattern[str],
    behind: tuple[int, int],
    before: tuple[int, int],
) -> str | None:
    """Name who is beside a verb of saying: behind the quotation first, then before it."""
    for low, high in (behind, before):
        match = verb.search(indexed.text, low, high)
        if match is None:
            continue
        if low == behind[0] and indexed.language in VERB_LAST:
            # 田中市長は「…」と述べた: who speaks stands before, the verb behind.
            leading = nearest_person(people, *before, before[1], before[1])
            if leading is not None:
                return leading.full
        named = nearest_person(people, low, high, match.start(), match.end())
        if named is not None:
            return named.full
        words = {word.lower() for word in _WORD.findall(indexed.text, low, high)}
        if words & PRONOUNS or (
            indexed.language in {"zh", "ja"} and indexed.text[low : low + 4].strip("，,")[:1] in PRONOUNS
        ):
            return _last_named(people, low)
    return None


def _last_named(people: Sequence[Person], position: int) -> str | None:
    """Return the person named last before a place, None where that is too far away to be sure."""
    latest: Person | None = None
    for person in people:
        if person.start >= position:
            break
        latest = person
    return latest.full if latest is not None and position - latest.end <= 700 else None
