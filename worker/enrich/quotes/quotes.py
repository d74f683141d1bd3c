"""Quotations and who said them.

A quotation is text between quotation marks of any script, or after the dash that begins a line of dialogue. The speaker is
attributed by what is next to it (after Elson and McKeown, "Automatic attribution of quoted speech in literary narrative",
AAAI 2010): a verb of saying with a name ("said Ann Lee", "Ann Lee told us"), a pronoun (the person named last before it),
or nothing (None). Without a verb of saying next to them, words in quotation marks count only if they are many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiremill.contract.enrichment import Quote
from worker.enrich.quotes.people import find_people
from worker.enrich.quotes.quoted_spans import find_quoted_spans
from worker.enrich.quotes.speakers import CONTEXT_CHARACTERS, context_of, speaker_of
from worker.enrich.quotes.speech_verbs import speech_verbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.enrich.quotes.people import Person
    from worker.enrich.text import IndexedText

#: quotations of one text
MAX_QUOTES = 40
#: words of a quotation that needs no verb of saying; characters, in scripts without spaces
MIN_WORDS_WITHOUT_VERB = 8
MIN_CHARACTERS_WITHOUT_VERB = 20


def find_quotes(indexed: IndexedText, known: Sequence[Person] = ()) -> list[Quote]:
    """Return the quotations of a text in its order.

    Args:
        indexed: the text.
        known: the people that the text names, in order; without any, people are found by capitals.
    """
    text = indexed.text
    spans = find_quoted_spans(text, indexed.language)[:MAX_QUOTES]
    if not spans:
        return []
    verb = speech_verbs(indexed.language)
    people: Sequence[Person] | None = known or None
    found: list[Quote] = []
    last: tuple[int, str | None] = (-CONTEXT_CHARACTERS, None)
    for span in spans:
        start, end = span.start, span.end
        context = context_of(text, span)
        said = verb is not None and any(verb.search(text, *bounds) is not None for bounds in context)
        if not (said or span.in_dialogue) and not _is_long(text[start:end], indexed):
            continue
        speaker: str | None = None
        if said and verb is not None:
            if people is None:
                people = find_people(indexed)
            speaker = speaker_of(indexed, people, verb, context)
        elif last[1] is not None and start - last[0] <= 4:
            # "…," he said. "…": the speaker of a quotation that continues without a word between is the same.
            speaker = last[1]
        found.append(Quote(start=start, end=end, speaker=speaker))
        last = (context.after[1] if said else end, speaker)
    return found


def _is_long(inside: str, indexed: IndexedText) -> bool:
    if indexed.script == "han":
        return len(inside) >= MIN_CHARACTERS_WITHOUT_VERB
    return inside.count(" ") + 1 >= MIN_WORDS_WITHOUT_VERB
