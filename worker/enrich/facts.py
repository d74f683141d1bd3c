"""The facts that finders share work for: focus, dateline, quotations, keywords, summary, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.credits import dateline
from worker.enrich.keywords import keywords, summary
from worker.enrich.keywords.normalisation import plain
from worker.enrich.numbers import figures
from worker.enrich.places import focus
from worker.enrich.quotes import quotes
from worker.enrich.quotes.people import people_of
from worker.enrich.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.document import Document
    from wiremill.enrichment import Dateline, DateMention, Entity, Figure, Focus, Keyword, Quote, Span
    from worker.enrich.places.places import Places
    from worker.enrich.text.indexed import Reading


class Facts(NamedTuple):
    """Each as `wiremill.enrichment.Enrichment` has it."""

    focus: list[Focus]
    dateline: Dateline | None
    quotes: list[Quote]
    keywords: list[Keyword]
    summary: list[Span]
    figures: list[Figure]


def find_facts(
    document: Document, reading: Reading, places: Places, dates: Sequence[DateMention], entities: Sequence[Entity]
) -> Facts:
    """Find the facts of a document, of which places, dates and entities have been found."""
    filed = dateline.find(reading, dates)
    start = reading.text[: keywords.LOOKED_AT]
    flat = plain(start)
    words, weights = keywords.find(reading, flat, document.title)
    return Facts(
        focus=focus.find(
            reading, places.mentions, places.cities, title=document.title, url=document.url, dateline=filed
        ),
        dateline=filed,
        quotes=quotes.find(reading, people_of(entities)),
        keywords=words,
        summary=summary.find(
            start,
            flat,
            sentences(start, reading.language, summary.LOOKED_AT),
            weights,
            language=reading.language,
            title=document.title,
            credited=filed.end if filed is not None else 0,
        ),
        figures=figures.find(reading, [(one.start, one.end) for one in dates]),
    )
