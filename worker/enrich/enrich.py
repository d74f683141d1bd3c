"""The enrich stage: documents in, enrichments out. Pure: no network, no clock, no state.

The journey of a document. Each step runs once, and takes what the steps before it returned:

    document → text → dates → credits and dateline → places and focus → entities → quotes → keywords and summary → figures
                                                                           └ one run of the tagger for the whole batch
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wiremill.contract.enrichment import Enrichment
from worker.enrich import entities
from worker.enrich.credits import find_credits, find_dateline
from worker.enrich.dates import find_dates
from worker.enrich.entities import TextWithPlaces, find_entities
from worker.enrich.keywords import find_keywords, summarise
from worker.enrich.numbers import find_figures
from worker.enrich.places import find_focus, find_places
from worker.enrich.places.gazetteer import gazetteer
from worker.enrich.quotes import find_quotes, people_among
from worker.enrich.text import fingerprint, index_document, measure_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.document import Document
    from wiremill.contract.enrichment import Credit, Dateline, DateMention, Entity, Focus
    from worker.enrich.places import Places
    from worker.enrich.text import IndexedText
    from worker.enrich.text.length import Length


class _Located(NamedTuple):
    """A document with the results of all steps before its entities."""

    document: Document
    text: IndexedText
    fingerprint: str
    length: Length
    dates: list[DateMention]
    agency: str | None
    credits: list[Credit]
    dateline: Dateline | None
    places: Places
    focus: list[Focus]


def preload() -> None:
    """Load the gazetteer and the entity tagger now, so that processes forked later share them."""
    gazetteer()
    entities.preload()


def enrich(documents: Sequence[Document]) -> list[Enrichment]:
    """Return the enrichment of each document, in the order given."""
    located = [_locate(document) for document in documents]
    # The whole batch at once: the tagger takes as many steps for a batch as for its longest sentence.
    named = find_entities([_with_places(one) for one in located])
    return [_enrichment(one, entities_found) for one, entities_found in zip(located, named, strict=True)]


def _locate(document: Document) -> _Located:
    """Run the steps before the entities on a document."""
    text = index_document(document)
    text_fingerprint = fingerprint(document.text, text.words)
    length = measure_length(document.text, text.words, text.script)
    dates = find_dates(text)
    agency, agency_credits = find_credits(document.text, document.authors, text.vocabulary)
    dateline = find_dateline(text, dates)
    places = find_places(text)
    focus = find_focus(text, places, dateline, title=document.title, url=document.url)
    return _Located(document, text, text_fingerprint, length, dates, agency, agency_credits, dateline, places, focus)


def _with_places(located: _Located) -> TextWithPlaces:
    """Return the tagger's input for a document."""
    document, text, places = located.document, located.text, located.places
    return TextWithPlaces(
        document.text, document.title or "", text.language, places.countries, places.cities, text.vocabulary
    )


def _enrichment(located: _Located, named: list[Entity]) -> Enrichment:
    """Run the steps after the entities on a document, and assemble the enrichment."""
    document, text, dates = located.document, located.text, located.dates
    quotes = find_quotes(text, people_among(named))
    keywords = find_keywords(text, document.title)
    summary = summarise(text, keywords, located.dateline, title=document.title)
    figures = find_figures(text, [(date.start, date.end) for date in dates])
    return Enrichment(
        fingerprint=located.fingerprint,
        word_count=located.length.words,
        reading_time_seconds=located.length.seconds,
        agency=located.agency,
        credits=located.credits,
        dates=dates,
        countries=located.places.countries,
        cities=located.places.cities,
        entities=named,
        focus=located.focus,
        dateline=located.dateline,
        quotes=quotes,
        keywords=keywords.ranked,
        summary=summary,
        figures=figures,
    )
