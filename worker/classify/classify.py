"""The classify stage: documents in, classifications out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiremill.contract.classification import Classification
from worker.classify import topics
from worker.classify.genre import find_genre
from worker.classify.language import detect_language, shipped_model
from worker.classify.page_type import choose_page_type
from worker.classify.topics import find_topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.classification import ClassificationFlag, Topic
    from wiremill.contract.document import Document, PageType

#: characters; a shorter text is read together with the title and the description
SHORT_TEXT = 60


def preload() -> None:
    """Load the models of languages and topics now, so that processes forked later share them."""
    shipped_model()
    topics.preload()


def classify(documents: Sequence[Document]) -> list[Classification]:
    """Return the classification of each document, in the order given."""
    return [
        _classification(document, topics_found)
        for document, topics_found in zip(documents, find_topics(documents), strict=True)
    ]


def _classification(document: Document, topics_found: list[Topic]) -> Classification:
    language = detect_language(_text(document), document.declared_language)
    page_type, page_type_confidence = choose_page_type(document)
    genre, genre_confidence = find_genre(document, page_type)
    return Classification(
        language=language.language,
        language_confidence=language.confidence,
        languages=language.shares,
        page_type=page_type,
        page_type_confidence=page_type_confidence,
        genre=genre,
        genre_confidence=genre_confidence,
        flags=_flags(document, page_type),
        topics=topics_found,
    )


def _text(document: Document) -> str:
    """Return the text that shows a document's language."""
    if len(document.text) >= SHORT_TEXT:
        return document.text
    return " ".join(part for part in (document.title, document.description, document.text) if part)


def _flags(document: Document, page_type: PageType | None) -> list[ClassificationFlag]:
    """Flag a page that only subscribers may read, and one that only lists other pages."""
    flags: list[ClassificationFlag] = []
    if document.access == "paywalled":
        flags.append("paywalled")
    if document.no_content_reason == "index" or page_type in {"listing", "collection"}:
        flags.append("index")
    return flags
