"""The speaker of a quotation, by the text before and after it."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.quotes.people import nearest_person
from worker.enrich.quotes.quoted_spans import OPENING_MARKS
from worker.enrich.quotes.speech_verbs import PRONOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.enrich.quotes.people import Person
    from worker.enrich.quotes.quoted_spans import QuotedSpan
    from worker.enrich.text import IndexedText

#: characters before and after a quotation that are searched for its speaker
CONTEXT_CHARACTERS = 110
#: Languages whose verb comes at the end of the sentence, after the quotation.
VERB_LAST = frozenset({"ja", "ko", "tr", "az", "hi", "ur", "bn", "fa", "kk", "uz"})

_SENTENCE_END = re.compile(r"[.!?][\"”»]?\s|[。！？\n]")
_WORD = re.compile(r"\w+")


class Context(NamedTuple):
    """Start and end of the text after a quotation, and of that before it."""

    after: tuple[int, int]
    before: tuple[int, int]


def context_of(text: str, span: QuotedSpan) -> Context:
    """Return the context of a quotation, within its sentence and its line."""
    start, end, begin, _ = span
    stop = min(len(text), begin + CONTEXT_CHARACTERS)
    # A full stop within the marks ends the sentence, and the next one says nothing about the speaker.
    ended = text[end - 1] in ".!?…" and text[begin : begin + 1] in {" ", ""} and text[begin + 1 : begin + 2].isupper()
    sentence_end = _SENTENCE_END.search(text, begin, stop)
    if sentence_end is not None:
        stop = sentence_end.start() + 1
    next_quotation = OPENING_MARKS.search(text, begin, stop)
    if next_quotation is not None and not ended:
        stop = next_quotation.start()
    after = (begin, begin if ended and text[end - 1] == "." else stop)
    low = max(0, start - CONTEXT_CHARACTERS)
    before = text[low : start - 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    return Context(after, (low + (ends[-1] if ends else 0), start - 1))


def speaker_of(
    indexed: IndexedText,
    people: Sequence[Person],
    verb: re.Pattern[str],
    context: Context,
) -> str | None:
    """Return the name of the person next to a verb of saying, preferably after the quotation; None without any."""
    for low, high in context:
        match = verb.search(indexed.text, low, high)
        if match is None:
            continue
        if low == context.after[0] and indexed.language in VERB_LAST:
            # 田中市長は「…」と述べた: the speaker is before the quotation, the verb after it.
            leading = nearest_person(people, *context.before, context.before[1], context.before[1])
            if leading is not None:
                return leading.full_name
        named = nearest_person(people, low, high, match.start(), match.end())
        if named is not None:
            return named.full_name
        words = {word.lower() for word in _WORD.findall(indexed.text, low, high)}
        if words & PRONOUNS or (
            indexed.language in {"zh", "ja"} and indexed.text[low : low + 4].strip("，,")[:1] in PRONOUNS
        ):
            return _last_named(people, low)
    return None


def _last_named(people: Sequence[Person], position: int) -> str | None:
    """Return the person named last before an offset, None if that is too far away."""
    latest: Person | None = None
    for person in people:
        if person.start >= position:
            break
        latest = person
    return latest.full_name if latest is not None and position - latest.end <= 700 else None
