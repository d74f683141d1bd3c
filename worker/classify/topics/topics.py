"""Topics of documents: top topics by a trained model, and under each the narrower concepts that the text names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from wiremill.contract.classification import Topic
from worker.classify.topics.concepts import concept_index, narrower_concepts
from worker.classify.topics.model import TOPS, shipped_model
from worker.classify.topics.normalised_words import normalised_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.document import Document

#: characters of the main text; news states its subject first
MAX_CHARACTERS: Final = 2000
#: characters of each of title, description, section, tags and path, which may be of any length
_MAX_FIELD_CHARACTERS: Final = 400
#: The confidence that the first topic needs; `bench/quality/topics.py` prints the effect of other thresholds.
MIN_CONFIDENCE: Final = 0.5
#: The confidence that every other top topic needs.
MIN_FURTHER_CONFIDENCE: Final = 0.3
#: narrower concepts under each top topic
_MAX_NARROWER: Final = 3


def preload() -> None:
    """Load the model and the taxonomy now, so that processes forked later share them."""
    shipped_model()
    concept_index()


def find_topics(documents: Sequence[Document]) -> list[list[Topic]]:
    """Return the topics of each document, in the order given: a top topic, its narrower ones, then the next top topic.

    The confidence of a narrower topic is that of its top topic times the strength of its match.
    """
    texts = [evidence(document) for document in documents]
    found = []
    words_of_texts = [normalised_words(text) for text in texts]
    probabilities_of_texts = shipped_model().probabilities(words_of_texts).tolist()
    for text, words, probabilities in zip(texts, words_of_texts, probabilities_of_texts, strict=True):
        ranked = sorted(enumerate(probabilities), key=lambda pair: -pair[1])
        tops = {TOPS[column]: value for column, value in ranked if value >= MIN_FURTHER_CONFIDENCE}
        found.append(_with_narrower(text, words, tops) if tops and ranked[0][1] >= MIN_CONFIDENCE else [])
    return found


def evidence(document: Document) -> str:
    """Return the text that a document is classified by: title, description, section, tags, path and start of the text."""
    parts = (document.title, document.description, document.section, ", ".join(document.tags[:20]), _path(document.url))
    return "\n".join((*(part[:_MAX_FIELD_CHARACTERS] for part in parts if part), document.text[:MAX_CHARACTERS]))


def _with_narrower(text: str, words: Sequence[str], tops: dict[str, float]) -> list[Topic]:
    names = concept_index().tops
    matches = narrower_concepts(text, words, tops, _MAX_NARROWER)
    return [
        topic
        for code, sure in tops.items()
        for topic in (
            Topic(code, names[code], round(sure, 3)),
            *(Topic(m.concept.code, m.concept.name, round(sure * m.strength, 3), code) for m in matches[code]),
        )
    ]


def _path(url: str | None) -> str:
    """Return the words of a URL's path, without those that contain digits."""
    if not url:
        return ""
    try:
        path = unquote(urlsplit(url).path[:_MAX_FIELD_CHARACTERS])
    except ValueError:
        return ""
    words = path.replace("/", " ").replace("-", " ").replace("_", " ").split()
    return " ".join(word.split(".")[0] for word in words if word.split(".")[0].isalpha())
