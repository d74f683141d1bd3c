"""What type of page it is: an article, a forum thread, a product and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.pagetype.discussion import declares_discussion
from worker.parse.pagetype.model import PAGE_TYPES, type_probabilities
from worker.parse.pagetype.signs import type_signs

if TYPE_CHECKING:
    from wiremill.document import PageType
    from worker.parse.declared.declarations import Declared
    from worker.parse.pagetype.model import TypeModel
    from worker.parse.tree.measures import Measures

#: Below this probability no type is named: a guess that is wrong as often as not helps nobody.
_MIN_CONFIDENCE: Final = 0.4
#: Probability from which a page is treated as an article, and from which posts of readers may be its content.
_IS_ARTICLE: Final = 0.5
_MAY_BE_FORUM: Final = 0.3
_ARTICLE: Final = PAGE_TYPES.index("article")
_FORUM: Final = PAGE_TYPES.index("forum")


class BestType(NamedTuple):
    """The most probable type of a page."""

    name: PageType
    probability: float


class TypeEstimate(NamedTuple):
    """What type a page has, and how probable each type is."""

    #: In the order of `PAGE_TYPES`; empty for a page without text.
    probabilities: list[float]
    #: Whether the page calls itself a discussion.
    declares_discussion: bool

    @property
    def best(self) -> BestType | None:
        """The most probable type; None where it is a mere guess."""
        probability = max(self.probabilities, default=0.0)
        if probability < _MIN_CONFIDENCE:
            return None
        return BestType(PAGE_TYPES[self.probabilities.index(probability)], probability)

    @property
    def is_discussion(self) -> bool:
        """Whether readers wrote the page."""
        best = self.best
        return self.declares_discussion or (best is not None and best.name == "forum")

    @property
    def may_be_discussion(self) -> bool:
        """Whether posts of readers may be what the page is for."""
        return self.declares_discussion or self.probabilities[_FORUM] >= _MAY_BE_FORUM

    @property
    def is_article(self) -> bool:
        """Whether the page is probably an article."""
        return self.probabilities[_ARTICLE] >= _IS_ARTICLE

    @property
    def article_probability(self) -> float:
        """How probable it is that the page is an article."""
        return self.probabilities[_ARTICLE]


def estimate_type(declared: Declared, measures: Measures | None, url: str | None, model: TypeModel) -> TypeEstimate:
    """Return the type of a page; `measures` are those of its outline, None where it has no text."""
    probabilities = (
        type_probabilities(model, type_signs(declared, url), list(measures.page_figures.values())) if measures else []
    )
    return TypeEstimate(probabilities, declares_discussion(declared, url))
