"""The classification: what kind of document it is, in which language."""

from __future__ import annotations

import msgspec

from wiremill.document import Confidence, PageType  # noqa: TC001  (msgspec reads the annotations)


class LanguageShare(msgspec.Struct, frozen=True):
    """A language of the text and the share of the text that is in it."""

    #: BCP 47.
    tag: str
    share: Confidence


class Classification(msgspec.Struct, kw_only=True, frozen=True):
    """What classify found out about a document."""

    #: BCP 47; None where there is too little text to tell.
    language: str | None = None
    language_confidence: Confidence = 0.0
    #: The largest share first.
    languages: list[LanguageShare] = msgspec.field(default_factory=list)
    page_type: PageType | None = None
    page_type_confidence: Confidence = 0.0
