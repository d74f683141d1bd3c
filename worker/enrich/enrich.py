"""The enrich stage: documents in, enrichments out."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from wiremill.contract.enrichment import Entity
    from worker.enrich.places import Places
    from worker.enrich.text import IndexedText


def preload() -> None:
    """Load the gazetteer and the entity tagger now, so that processes forked later share them."""
    gazetteer()
    entities.preload()


def enrich(documents: Sequence[Document]) -> list[Enrichment]:
    """Return the enrichment of each document, in the order given."""
    texts = [index_document(document) for document in documents]
    places = [find_places(text) for text in texts]
    # The whole batch at once: the tagger takes as many steps for a batch as for its longest sentence.
    named = find_entities(
        [
            TextWithPlaces(
                document.text,
                document.title or "",
                text.language,
                found.countries,
                found.cities,
                text.vocabulary,
            )
            for document, text, found in zip(documents, texts, places, strict=True)
        ]
    )
    return [_enrichment(*found) for found in zip(documents, texts, places, named, strict=True)]


def _enrichment(document: Document, text: IndexedText, places: Places, named: list[Entity]) -> Enrichment:
    """Find what a document says by itself, and put the enrichment together."""
    agency, agency_credits = find_credits(document.text, document.authors, text.vocabulary)
    dates = find_dates(text)
    dateline = find_dateline(text, dates)
    keywords = find_keywords(text, document.title)
    length = measure_length(document.text, text.words, text.script)
    return Enrichment(
        fingerprint=fingerprint(document.text, text.words),
        word_count=length.words,
        reading_time_seconds=length.seconds,
        agency=agency,
        credits=agency_credits,
        dates=dates,
        countries=places.countries,
        cities=places.cities,
        entities=named,
        focus=find_focus(text, places, dateline, title=document.title, url=document.url),
        dateline=dateline,
        quotes=find_quotes(text, people_among(named)),
        keywords=keywords.ranked,
        summary=summarise(text, keywords, dateline, title=document.title),
        figures=find_figures(text, [(date.start, date.end) for date in dates]),
    )
