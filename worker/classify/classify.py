"""The stage: documents in, classifications out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiremill.classification import Classification
from worker.classify import topics
from worker.classify.genre.genre import genre
from worker.classify.language.language import detect
from worker.classify.language.model import shipped
from worker.classify.page_type.page_type import page_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.classification import ClassificationFlag, Topic
    from wiremill.document import Document, PageType

#: characters; a text shorter than this is read together with the title and the description
SHORT_TEXT = 60


def preload() -> None:
    """Load the models of languages and topics now, so that processes forked later share them."""
    shipped()
    topics.preload()


def classify(documents: Sequence[Document]) -> list[Classification]:
    """Tell the language, the page type and the topics of each document, in the order given."""
    return [_classified(document, found) for document, found in zip(documents, topics.topics(documents), strict=True)]


def _classified(document: Document, found: list[Topic]) -> Classification:
    text = document.text
    if len(text) < SHORT_TEXT:
        text = " ".join(part for part in (document.title, document.description, text) if part)
    language = detect(text, document.declared_language)
    kind, confidence = _page_type(document)
    written, certainty = genre(document, kind)
    return Classification(
        language=language.language,
        language_confidence=language.confidence,
        languages=language.shares,
        page_type=kind,
        page_type_confidence=confidence,
        genre=written,
        genre_confidence=certainty,
        flags=_flags(document, kind),
        topics=found,
    )


def _flags(document: Document, kind: PageType | None) -> list[ClassificationFlag]:
    """Tell of a closed page, and of one that a machine made to list others."""
    flags: list[ClassificationFlag] = []
    if document.access == "paywalled":
        flags.append("paywalled")
    if document.no_content_reason == "index" or kind in {"listing", "collection"}:
        flags.append("index")
    return flags


def _page_type(document: Document) -> tuple[PageType | None, float]:
    """Return the type that parse found, which has seen the whole page; else what the document itself shows."""
    if document.page_type is None:
        return page_type(document)
    known = document.provenance.get("page_type")
    return document.page_type, known.confidence if known else 0.0
