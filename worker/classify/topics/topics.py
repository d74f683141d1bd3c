"""Topics of documents: the top topics by their learned scores, and below each the concepts that the text names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from wiremill.classification import Topic
from worker.classify.topics.concepts import concept_index, narrower_concepts
from worker.classify.topics.model import TOPS, shipped_model
from worker.classify.topics.normalised_words import normalised_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.document import Document

#: characters of the main text; news says first what it is about
MAX_CHARACTERS: Final = 2000
#: characters of title, description, section, tags and path each; a page can put anything there
_MAX_FIELD_CHARACTERS: Final = 400
#: The first topic has to be as sure as this; `bench/topics.py` prints what other bounds would give.
MIN_FIRST: Final = 0.5
#: A topic beside the first one.
MIN_FURTHER: Final = 0.3
#: Narrower concepts under each top topic.
_NARROWER: Final = 3


def preload() -> None:
    """Load model and taxonomy now, so that processes forked later share them."""
    shipped_model()
    concept_index()


def find_topics(documents: Sequence[Document]) -> list[list[Topic]]:
    """Return the topics of each document, in the order given: a top topic, the narrower ones under it, the next top one.

    A narrower topic's confidence is that of the top one, less what its match leaves in doubt.
    """
    texts = [evidence(document) for document in documents]
    found = []
    of = [normalised_words(text) for text in texts]
    for text, said, probabilities in zip(texts, of, shipped_model().probabilities(of).tolist(), strict=True):
        ranked = sorted(enumerate(probabilities), key=lambda pair: -pair[1])
        tops = {TOPS[column]: value for column, value in ranked if value >= MIN_FURTHER}
        found.append(_named(text, said, tops) if tops and ranked[0][1] >= MIN_FIRST else [])
    return found


def evidence(document: Document) -> str:
    """Return what a document is judged by: what its page says it is about, and the beginning of its text."""
    parts = (document.title, document.description, document.section, ", ".join(document.tags[:20]), _path(document.url))
    return "\n".join((*(part[:_MAX_FIELD_CHARACTERS] for part in parts if part), document.text[:MAX_CHARACTERS]))


def _named(text: str, words: Sequence[str], tops: dict[str, float]) -> list[Topic]:
    names = concept_index().tops
    matches = narrower_concepts(text, words, tops, _NARROWER)
    return [
        topic
        for code, sure in tops.items()
        for topic in (
            Topic(code, names[code], round(sure, 3)),
            *(Topic(m.concept.code, m.concept.name, round(sure * m.strength, 3), code) for m in matches[code]),
        )
    ]


def _path(url: str | None) -> str:
    """Return the words of a URL's path, without those that hold digits."""
    if not url:
        return ""
    try:
        path = unquote(urlsplit(url).path[:_MAX_FIELD_CHARACTERS])
    except ValueError:
        return ""
    words = path.replace("/", " ").replace("-", " ").replace("_", " ").split()
    return " ".join(word.split(".")[0] for word in words if word.split(".")[0].isalpha())
