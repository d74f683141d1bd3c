"""The stage: documents in, enrichments out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wiremill.enrichment import Enrichment
from worker.enrich import credits as agency_credits
from worker.enrich import dates, entities, places
from worker.enrich.facts import find_facts
from worker.enrich.gazetteer import gazetteer
from worker.enrich.reading import read
from worker.enrich.words import fingerprint, length, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.document import Document


def preload() -> None:
    """Load the tables of cities and the tagger of entities now, so that processes forked later share them."""
    gazetteer()
    entities.preload()


def enrich(documents: Sequence[Document]) -> list[Enrichment]:
    """Find what `Enrichment` has of each document, in the order given."""
    read = [_enriched(document) for document in documents]
    # All at once: the tagger takes as many steps for a batch as for its longest sentence.
    named = entities.find(
        [
            entities.Text(document.text, document.title or "", language, made.countries, made.cities)
            for document, (made, language) in zip(documents, read, strict=True)
        ]
    )
    return [msgspec.structs.replace(made, entities=found) for (made, _), found in zip(read, named, strict=True)]


def _enriched(document: Document) -> tuple[Enrichment, str]:
    text = document.text
    words = split(text)
    reading = read(document, words)
    size = length(text, words, reading.script)
    agency, credits_ = agency_credits.find(text, document.authors)
    found = places.find(reading)
    told = dates.find(reading)
    facts = find_facts(document, reading, found, told)
    made = Enrichment(
        fingerprint=fingerprint(text, words),
        word_count=size.words,
        reading_time_seconds=size.seconds,
        agency=agency,
        credits=credits_,
        dates=told,
        countries=found.countries,
        cities=found.cities,
        focus=facts.focus,
        dateline=facts.dateline,
        quotes=facts.quotes,
        keywords=facts.keywords,
        summary=facts.summary,
        figures=facts.figures,
    )
    return made, reading.language
