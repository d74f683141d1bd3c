"""Which segments of a page are its main text, which are comments of readers, and what type of page it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.parse.common.limits import MAX_COMMENT_CHARS, MAX_COMMENTS
from worker.parse.maintext.declared_text import anchors_of
from worker.parse.maintext.features import segment_features
from worker.parse.maintext.name_rules import with_names
from worker.parse.maintext.selection import choose, container, sharpen, without_copies
from worker.parse.pagetype.model import PAGE_TYPES, type_probabilities, type_signs
from worker.parse.tree.measures import measure
from worker.parse.tree.zones import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wiremill.document import PageType
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.maintext.weights import Weights
    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]

#: Below this no type is named: a guess that is wrong as often as not helps nobody.
_SURE: Final = 0.4
#: How much surer the model is made where the page is an article: articles are of one piece, so a doubt about one block
#: is no doubt about the others. This and what follows were set by cross-validation, as was the model.
_ARTICLE_POWER: Final = 0.6
_ARTICLE: Final = PAGE_TYPES.index("article")
_FORUM: Final = PAGE_TYPES.index("forum")
#: Probability from which a page is treated as an article, and from which the posts of readers may be what it is for.
_IS_ARTICLE: Final = 0.5
_MAY_BE_FORUM: Final = 0.3
#: What is left of the odds of text outside the container of an article.
_OUTSIDE: Final = 0.3
#: words; a shorter text among comments is a name, a date or a button.
_COMMENT_WORDS: Final = 4


class MainText(NamedTuple):
    """What was found in the outline of a page."""

    #: Indexes of the segments that are main text, in order.
    chosen: list[int]
    #: Mean probability of the chosen words, 0 where there are none.
    confidence: float
    #: Words of the chosen segments, and of the whole page.
    words: float
    page_words: float
    #: Share of the page's words that are links.
    linked: float
    page_type: PageType | None
    page_type_confidence: float
    #: Texts that readers wrote beside the main text.
    comments: list[str]


NOTHING: Final = MainText([], 0.0, 0.0, 0.0, 0.0, None, 0.0, [])


def find_main_text(
    page: Outline, head: Head, data: StructuredData, url: str | None, weights: Weights, *, discussion: bool = False
) -> MainText:
    """Find the main text of `page`; on one that is known to be a `discussion`, what readers wrote is main text."""
    if not page.texts:
        return NOTHING
    measures = measure(page)
    types = type_probabilities(weights.types, type_signs(url, head, data), list(measures.page.values()))
    features, zones = segment_features(page, measures, anchors_of(head, data), weights.names, types)
    columns = np.array([features[name] for name in weights.features], np.float32)
    probabilities = 1 / (1 + np.exp(-weights.trees.scores(columns).astype(np.float64)))
    words = measures.counts.words
    article = types[_ARTICLE] >= _IS_ARTICLE
    discussion = discussion or types[_FORUM] >= _MAY_BE_FORUM
    probabilities = with_names(probabilities, zones, words, measures.linked, article=article, discussion=discussion)
    surer = sharpen(probabilities, 1 + _ARTICLE_POWER * types[_ARTICLE])
    if article:
        first, last = container(page, words * probabilities * (probabilities > 0.5))
        inside = (measures.holders >= first) & (measures.holders < last)
        surer = np.where(inside, surer, surer * _OUTSIDE)
    chosen = without_copies(choose(surer, words), page, words, probabilities)
    total = float(words[chosen].sum())
    best = int(np.argmax(types))
    sure = types[best] >= _SURE
    commented = (zones & int(Zone.COMMENTS) > 0) & (words >= _COMMENT_WORDS) & (measures.linked < 0.5)
    return MainText(
        chosen,
        float(words[chosen] @ probabilities[chosen]) / total if total else 0.0,
        total,
        measures.total,
        measures.page["linked"],
        PAGE_TYPES[best] if sure else None,
        types[best] if sure else 0.0,
        _comments(page, np.flatnonzero(commented).tolist(), set(chosen)) if commented.any() else [],
    )


def _comments(page: Outline, among: list[int], chosen: set[int]) -> list[str]:
    """Return the comments, without those that are main text, within the limits."""
    found: dict[str, None] = {}
    room = MAX_COMMENT_CHARS
    for index in among:
        text = page.texts[index]
        room -= len(text)
        if room < 0 or len(found) >= MAX_COMMENTS:
            break
        if index not in chosen:
            found[text] = None
    return list(found)
