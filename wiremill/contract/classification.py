"""The classification of a document: its language, page type, genre and topics."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wiremill.contract.document import Confidence, PageType  # noqa: TC001  (msgspec reads the annotations)

Genre = Literal[
    "news",
    "opinion",
    "analysis",
    "live_blog",
    "interview",
    "press_release",
    "obituary",
    "review",
    "sponsored",
]

ClassificationFlag = Literal["paywalled", "index"]


class LanguageShare(msgspec.Struct, frozen=True):
    """A language of the text, and the share of the text written in it."""

    #: BCP 47.
    tag: str
    share: Confidence


class Topic(msgspec.Struct, frozen=True, gc=False):
    """A subject of the text, from IPTC Media Topics."""

    #: ``medtop:11000000``.
    code: Annotated[str, Meta(pattern="^medtop:[0-9]{8}$")]
    #: The English name given by IPTC.
    name: str
    #: Calibrated: of topics with confidence 0.8, four in five are right.
    confidence: Confidence
    #: For a narrower topic, the code of its top topic; None for one of the 17 top topics.
    broader: str | None = None


class Classification(msgspec.Struct, kw_only=True, frozen=True):
    """What classify found out about a document."""

    #: BCP 47; None if there is too little text to tell.
    language: str | None = None
    language_confidence: Confidence = 0.0
    #: Largest share first.
    languages: list[LanguageShare] = msgspec.field(default_factory=list)
    page_type: PageType | None = None
    page_type_confidence: Confidence = 0.0
    #: Top topics first, each followed by its narrower topics; empty if none is confident enough.
    topics: list[Topic] = msgspec.field(default_factory=list)
    #: None for a text that is not journalistic.
    genre: Genre | None = None
    genre_confidence: Confidence = 0.0
    #: ``paywalled``: the page says that only subscribers may read the full text; ``index``: a generated page that lists
    #: other pages.
    flags: list[ClassificationFlag] = msgspec.field(default_factory=list)
