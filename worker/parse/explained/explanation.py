"""The explanation of a document: what parse chose, what else it considered, and why."""

from __future__ import annotations

import msgspec

from wiremill.contract.document import BlockKind, NoContentReason, Origin, OriginKind  # noqa: TC001  (msgspec reads them)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a source gives for a field."""

    #: Empty if what the source gives is no value of this field, such as a text that is no date.
    value: str
    origin: OriginKind
    #: Where in the source, such as ``h1``; empty if the source has one place only.
    place: str = ""
    chosen: bool = False
    why: str = ""


class FieldExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """The value of a field and all candidates for it, the most trusted first."""

    field: str
    #: One value, or for authors any number; none if the page does not state it.
    values: list[str]
    origin: Origin | None
    candidates: list[Candidate]


class BlockExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """A block of the page, and whether it is part of the main text."""

    #: Counted from 1, in the order of the page.
    number: int
    kind: BlockKind
    level: int | None
    words: int
    text: str
    chosen: bool
    why: str
    #: Probability of being main text, after the rules; None for a page that the model does not judge.
    probability: float | None = None
    #: The value after each step that changed it, by the step's name; the model comes first.
    steps: dict[str, float] = msgspec.field(default_factory=dict)


class SelectorExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """What a selector of the site's corrections found on the page."""

    key: str
    selector: str
    #: How many elements, or with XPath texts.
    matches: int
    #: The beginnings of the first of them.
    texts: list[str]


class SiteExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """The corrections for the page, and what they changed."""

    domain: str
    path: str | None
    selectors: list[SelectorExplanation]
    #: The document without them: its words, the beginning of its text, and its fields.
    words_before: int
    text_before: str
    before: dict[str, list[str]]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What parse made of a page, and why."""

    url: str | None
    #: ``html``, ``plain``, ``feed`` or ``json_feed``; ``empty`` if the body has no text at all.
    kind: str
    page_type: str | None
    #: The probability of each type, the highest first; empty for a page that the model does not judge.
    types: dict[str, float]
    fields: list[FieldExplanation]
    #: Words of the main text, and where it comes from.
    words: int
    text_origin: Origin | None
    no_content_reason: NoContentReason | None
    flags: list[str]
    #: None if no corrections apply to the page.
    site: SiteExplanation | None
    #: The beginning of the main text.
    text: str
    #: All blocks of the page in order, also those that are not main text.
    blocks: list[BlockExplanation]
