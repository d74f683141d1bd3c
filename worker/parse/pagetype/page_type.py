"""The type of a page: article, forum thread, product and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.pagetype.evidence import type_evidence
from worker.parse.pagetype.model import PAGE_TYPES, type_probabilities

if TYPE_CHECKING:
    from wiremill.contract.document import PageType
    from worker.parse.declared.declarations import Declared
    from worker.parse.pagetype.model import TypeModel
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline

#: Below this probability no type is returned. Nearly every page reaches it: the confidence tells how much a type is worth.
_MIN_CONFIDENCE: Final = 0.25
#: Probability from which a page is treated as an article, as a thread, and from which posts of readers may be its content.
_IS_ARTICLE: Final = 0.5
_IS_FORUM: Final = 0.4
_MAY_BE_FORUM: Final = 0.3
#: Confidence that a page with posts of a common software is a thread.
_POSTS_CONFIDENCE: Final = 0.9
_ARTICLE: Final = PAGE_TYPES.index("article")
_FORUM: Final = PAGE_TYPES.index("forum")


class BestType(NamedTuple):
    """The most probable type of a page."""

    name: PageType
    probability: float


class TypeEstimate(NamedTuple):
    """The most probable type of a page, and the probability of each type."""

    #: In the order of `PAGE_TYPES`; empty for a page without text.
    probabilities: list[float]
    #: None if the most probable type is a mere guess.
    best: BestType | None
    #: The probability that the page is an article, and whether it is treated as one.
    article_probability: float
    is_article: bool
    #: Whether the page is a discussion, and whether posts of readers may be its content.
    is_discussion: bool
    may_be_discussion: bool


def estimate_type(
    declared: Declared, outline: Outline, measures: Measures | None, url: str | None, model: TypeModel
) -> TypeEstimate:
    """Return the type of a page; `measures` are those of its outline, None where it has no text."""
    evidence = type_evidence(declared, outline, measures, url)
    is_declared, has_posts = evidence.is_discussion, evidence.has_posts
    if measures is None:
        return TypeEstimate([], None, 0.0, is_article=False, is_discussion=is_declared, may_be_discussion=is_declared)
    probabilities = type_probabilities(model, evidence.signs, evidence.figures)
    highest = max(probabilities)
    best = BestType(PAGE_TYPES[probabilities.index(highest)], highest) if highest >= _MIN_CONFIDENCE else None
    if has_posts and (best is None or best.name != "forum"):
        best = BestType("forum", _POSTS_CONFIDENCE)
    return TypeEstimate(
        probabilities,
        best,
        probabilities[_ARTICLE],
        is_article=probabilities[_ARTICLE] >= _IS_ARTICLE and not has_posts,
        is_discussion=is_declared or (best is not None and best.name == "forum" and best.probability >= _IS_FORUM),
        may_be_discussion=is_declared or probabilities[_FORUM] >= _MAY_BE_FORUM,
    )
