"""The classification: what kind of document it is, in which language."""

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
    """A language of the text and the share of the text that is in it."""

    #: BCP 47.
    tag: str
    share: Confidence


class Topic(msgspec.Struct, frozen=True, gc=False):
    """A subject of the text, from IPTC Media Topics."""

    #: ``medtop:11000000``.
    code: Annotated[str, Meta(pattern="^medtop:[0-9]{8}$")]
    #: In English, as IPTC has it.
    name: str
    #: Calibrated: of topics said with 0.8, four in five are right.
    confidence: Confidence
    #: The code of the top topic that a narrower one belongs to; None for one of the 17 top topics.
    broader: str | None = None


class Classification(msgspec.Struct, kw_only=True, frozen=True):
    """What classify found out about a document."""

    #: BCP 47; None where there is too little text to tell.
    language: str | None = None
    language_confidence: Confidence = 0.0
    #: The largest share first.
    languages: list[LanguageShare] = msgspec.field(default_factory=list)
    page_type: PageType | None = None
    page_type_confidence: Confidence = 0.0
    #: Top topics first, each followed by the narrower ones under it; empty where none is sure enough.
    topics: list[Topic] = msgspec.field(default_factory=list)
    #: None for what is no journalistic text.
    genre: Genre | None = None
    genre_confidence: Confidence = 0.0
    #: ``paywalled``: all of the text may be read by subscribers only, as the page says; ``index``: a page made by a
    #: machine that lists others.
    flags: list[ClassificationFlag] = msgspec.field(default_factory=list)
