"""The choice of the segments of a page that are its main text, and of those that are comments of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.parse.common.limits import MAX_COMMENT_CHARS, MAX_COMMENTS
from worker.parse.maintext.declared_text import declared_text
from worker.parse.maintext.features import segment_features
from worker.parse.maintext.name_rules import apply_name_rules
from worker.parse.maintext.selection import (
    add_headings,
    container_factors,
    drop_duplicates,
    even_out,
    maximise_f1,
    sharpen,
)
from worker.parse.tree.zones import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from worker.parse.declared.declarations import Declared
    from worker.parse.maintext.weights import Weights
    from worker.parse.pagetype.page_type import TypeEstimate
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]

#: How much the probabilities are sharpened if the page is an article: an article is contiguous, so uncertainty about one
#: block says nothing about the others. This was set by cross-validation, as was the model.
_ARTICLE_POWER: Final = 0.6
#: words; a shorter text among comments is a name, a date or a button.
_COMMENT_WORDS: Final = 4


class Judgement(NamedTuple):
    """How the segments of an outline were judged: arrays with one value per segment."""

    #: The probability after each step, by its name, in order. "model" comes first; "sharpened" and "container" give
    #: values to select by, which are no longer calibrated. A step that does not apply to the page is missing.
    steps: dict[str, Floats]
    #: The calibrated probability of being main text.
    probabilities: Floats
    #: Whether it was selected, before duplicates were dropped.
    selected: NDArray[np.bool_]
    #: Whether it is a heading that was selected for the text below it alone.
    headings: NDArray[np.bool_]


class SegmentChoice(NamedTuple):
    """The segments of an outline that are main text."""

    #: Their indexes, in order.
    chosen: list[int]
    #: Mean probability of the chosen words, 0 if there are none.
    confidence: float
    #: Number of the chosen words.
    words: float
    #: Texts that readers wrote beside the main text.
    comments: list[str]
    #: None for a page without text.
    judgement: Judgement | None


NO_SEGMENTS: Final = SegmentChoice([], 0.0, 0.0, [], None)


def choose_segments(
    outline: Outline, measures: Measures, declared: Declared, estimate: TypeEstimate, weights: Weights
) -> SegmentChoice:
    """Choose the main text of a page; in a discussion the posts of readers are the main text."""
    features, zones = segment_features(
        outline, measures, declared_text(declared), weights.lexicons, estimate.probabilities
    )
    columns = np.array([features[name] for name in weights.features], np.float32)
    trees = weights.trees_for(estimate.article_probability)
    probabilities = 1 / (1 + np.exp(-trees.scores(columns).astype(np.float64)))
    words = measures.counts.words
    steps = {"model": probabilities} | apply_name_rules(
        probabilities,
        zones,
        words,
        measures.linked,
        kinds=measures.kinds,
        article=estimate.is_article,
        discussion=estimate.may_be_discussion,
    )
    probabilities = next(reversed(steps.values()))
    if estimate.is_article:
        steps["paragraphs"] = probabilities = even_out(probabilities, measures.containers, words, measures.linked)
    sharpened = sharpen(probabilities, 1 + _ARTICLE_POWER * estimate.article_probability)
    steps["sharpened"] = sharpened
    if estimate.is_article:
        steps["container"] = sharpened = sharpened * container_factors(outline, probabilities, words)
    probable = maximise_f1(sharpened, words)
    selected = add_headings(probable, measures.kinds, probabilities)
    chosen = drop_duplicates(selected, outline, words, probabilities)
    total = float(words[chosen].sum())
    commented = (zones & int(Zone.COMMENTS) > 0) & (words >= _COMMENT_WORDS) & (measures.linked < 0.5)
    return SegmentChoice(
        chosen,
        float(words[chosen] @ probabilities[chosen]) / total if total else 0.0,
        total,
        _comments(outline, np.flatnonzero(commented).tolist(), set(chosen)) if commented.any() else [],
        Judgement(steps, probabilities, selected, selected & ~probable),
    )


def _comments(outline: Outline, candidates: list[int], chosen: set[int]) -> list[str]:
    """Return the comments that are not main text, within the limits."""
    found: dict[str, None] = {}
    room = MAX_COMMENT_CHARS
    for index in candidates:
        text = outline.texts[index]
        room -= len(text)
        if room < 0 or len(found) >= MAX_COMMENTS:
            break
        if index not in chosen:
            found[text] = None
    return list(found)
