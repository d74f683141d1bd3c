"""The stage: documents in, enrichments out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wiremill.enrichment import Enrichment
from worker.enrich import entities
from worker.enrich.credits import credits as agency_credits
from worker.enrich.dates import dates
from worker.enrich.facts import find_facts
from worker.enrich.places import places
from worker.enrich.places.gazetteer import gazetteer
from worker.enrich.text.indexed import read
from worker.enrich.text.words import fingerprint, length, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.document import Document
    from wiremill.enrichment import Entity
    from worker.enrich.places.places import Places
    from worker.enrich.text.indexed import Reading


def preload() -> None:
    """Load the tables of cities and the tagger of entities now, so that processes forked later share them."""
    gazetteer()
    entities.preload()


def enrich(documents: Sequence[Document]) -> list[Enrichment]:
    """Find what `Enrichment` has of each document, in the order given."""
    seen = [_seen(document) for document in documents]
    # All at once: the tagger takes as many steps for a batch as for its longest sentence.
    named = entities.find(
        [
            entities.Text(
                document.text,
                document.title or "",
                one.reading.language,
                one.places.countries,
                one.places.cities,
                one.reading.unique,
            )
            for document, one in zip(documents, seen, strict=True)
        ]
    )
    return [_enriched(*each) for each in zip(documents, seen, named, strict=True)]


class _Seen(NamedTuple):
    """What the other finders build on."""

    words: list[str]
    reading: Reading
    places: Places


def _seen(document: Document) -> _Seen:
    words = split(document.text)
    reading = read(document, words)
    return _Seen(words, reading, places.find(reading))


def _enriched(document: Document, seen: _Seen, named: list[Entity]) -> Enrichment:
    text = document.text
    words, reading, found = seen
    size = length(text, words, reading.script)
    agency, credits_ = agency_credits.find(text, document.authors, reading.unique)
    told = dates.find(reading)
    facts = find_facts(document, reading, found, told, named)
    return Enrichment(
        fingerprint=fingerprint(text, words),
        word_count=size.words,
        reading_time_seconds=size.seconds,
        agency=agency,
        credits=credits_,
        dates=told,
        countries=found.countries,
        cities=found.cities,
        entities=named,
        focus=facts.focus,
        dateline=facts.dateline,
        quotes=facts.quotes,
        keywords=facts.keywords,
        summary=facts.summary,
        figures=facts.figures,
    )
