"""The selection of segments, given the probability that each is main text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.parse.tree.measures import HEADING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]

#: Paragraphs directly in one element, from which on they are the parts of one text; the words that each needs, and the share
#: of links from which on it is none. How much of the mean each gets.
_PARAGRAPHS: Final = 3
_PARAGRAPH_WORDS: Final = 5
_PARAGRAPH_LINKED: Final = 0.3
_MEAN_SHARE: Final = 0.8
#: words; a shorter text that occurs twice may be a name or a label.
_DUPLICATE_WORDS: Final = 5
#: How much more probable a later duplicate must be to replace an earlier one.
_DUPLICATE_MARGIN: Final = 0.05
#: Probability that a heading right above a selected segment needs, and how many segments before it the last selected one is
#: at most.
_HEADING_PROBABILITY: Final = 0.3
_HEADING_GAP: Final = 4
#: Share of the mass that a container must hold. The rest is forms and teasers that the model mistakes for text.
_CONTAINER_SHARE: Final = 0.65
#: Elements that hold one paragraph, list, quotation or table, and so not the whole of an article.
_NO_CONTAINERS: Final = frozenset({"p", "ul", "ol", "dl", "li", "td", "tr", "table", "tbody", "blockquote"})
#: Factor on the probability of text outside the container of an article.
_OUTSIDE: Final = 0.55
#: Factor on that of text outside which is probably part of the article all the same: its lead, or what follows beside the
#: container. Each has elements up from the container that must hold it, and the probability that it needs. More follows an
#: article that looks like one (teasers, other articles) than precedes it.
_BESIDE: Final = 0.8
_LEAD_LEVELS, _LEAD_PROBABILITY = 5, 0.6
_REST_LEVELS, _REST_PROBABILITY = 1, 0.9


def maximise_f1(probabilities: Floats, words: Floats) -> NDArray[np.bool_]:
    """Select the segments with the highest expected F1 of words.

    For independent segments the best selection is that of the most probable ones down to some rank (Lewis, "Evaluating and
    Optimizing Autonomous Text Classification Systems", SIGIR 1995), so all ranks are tried. The expected F1 is
    approximated by a ratio of expectations.
    """
    order = np.argsort(-probabilities, kind="stable")
    weights = words[order]
    hits = np.cumsum(weights * probabilities[order])
    expected = 2 * hits / (np.cumsum(weights) + words @ probabilities + 1e-9)
    chosen = np.zeros(len(words), np.bool_)
    chosen[order[: int(np.argmax(expected)) + 1]] = True
    return chosen


def sharpen(probabilities: Floats, power: float) -> Floats:
    """Raise the odds to `power`: above 1, high probabilities become higher and low ones lower."""
    yes, no = probabilities**power, (1 - probabilities) ** power
    found: Floats = yes / (yes + no)
    return found


def even_out(probabilities: Floats, containers: NDArray[np.intp], words: Floats, linked: Floats) -> Floats:
    """Bring the paragraphs that only line breaks part closer to their mean.

    They have no elements of their own, by which the model would judge them; their place alone makes the first and last of
    them less probable.
    """
    fit = (words >= _PARAGRAPH_WORDS) & (linked < _PARAGRAPH_LINKED)
    at = containers[fit]
    if not len(at) or np.bincount(at).max() < _PARAGRAPHS:
        return probabilities
    size = int(containers.max()) + 1
    weights = np.bincount(at, words[fit], size)
    means = np.bincount(at, (words * probabilities)[fit], size) / np.maximum(weights, 1.0)
    fit &= np.bincount(at, minlength=size)[containers] >= _PARAGRAPHS
    found: Floats = np.where(fit, _MEAN_SHARE * means[containers] + (1 - _MEAN_SHARE) * probabilities, probabilities)
    return found


def drop_duplicates(chosen: NDArray[np.bool_], outline: Outline, words: Floats, probabilities: Floats) -> list[int]:
    """Return the indexes of the `chosen` segments; of duplicates only the most probable one.

    Pages repeat their text for each width of screen, and in previews. Within the same parent element a repeated text is
    a refrain, and stays.
    """
    kept: dict[str, int] = {}
    found = []
    for index in np.flatnonzero(chosen).tolist():
        text = outline.texts[index]
        earlier = kept.get(text) if words[index] >= _DUPLICATE_WORDS else None
        if earlier is None:
            kept[text] = index
            found.append(index)
        elif outline.parents[outline.containers[index]] == outline.parents[outline.containers[earlier]]:
            found.append(index)
        elif probabilities[index] > probabilities[earlier] + _DUPLICATE_MARGIN:
            found.remove(earlier)
            kept[text] = index
            found.append(index)
    return found


def add_headings(selected: NDArray[np.bool_], kinds: NDArray[np.int64], probabilities: Floats) -> NDArray[np.bool_]:
    """Add headings inside the selected text that are not quite probable: between selected segments, right above one."""
    found = selected.copy()
    places = np.flatnonzero(selected)
    if not len(places):
        return found
    headings = np.flatnonzero((kinds == HEADING) & ~selected & (probabilities >= _HEADING_PROBABILITY))
    for index in headings[(headings > places[0]) & (headings < places[-1])].tolist()[::-1]:
        before = places[np.searchsorted(places, index) - 1]
        found[index] = found[index + 1] and index - before <= _HEADING_GAP
    return found


def container_factors(outline: Outline, probabilities: Floats, words: Floats) -> Floats:
    """Return the factors on the `probabilities` of an article's segments, by where they are to its container."""
    first, end = main_container(outline, words * probabilities * (probabilities > 0.5))
    at = np.array(outline.containers)
    lead = (at < first) & (at >= _outer(outline, first, _LEAD_LEVELS)) & (probabilities >= _LEAD_PROBABILITY)
    rest_end = outline.ends[_outer(outline, first, _REST_LEVELS)]
    rest = (at >= end) & (at < rest_end) & (probabilities >= _REST_PROBABILITY)
    factors: Floats = np.where(lead | rest, _BESIDE, np.where((at >= first) & (at < end), 1.0, _OUTSIDE))
    return factors


def _outer(outline: Outline, element: int, levels: int) -> int:
    """Return the element that is `levels` up from `element`, or the body."""
    for _ in range(levels):
        element = max(outline.parents[element], 0)
    return element


def main_container(outline: Outline, mass: Floats) -> tuple[int, int]:
    """Return the range of block elements in the smallest element that holds nearly all `mass`: its first, its end.

    `mass` has one value a segment.
    """
    ends, parents = np.array(outline.ends), np.array(outline.parents)
    held = np.concatenate(([0.0], np.cumsum(np.bincount(outline.containers, mass, minlength=len(ends)))))
    inside = held[ends] - held[:-1]
    at = 0
    while True:
        children = np.flatnonzero(parents == at)
        if not len(children):
            break
        best = int(children[np.argmax(inside[children])])
        if inside[best] < _CONTAINER_SHARE * inside[0] or inside[0] == 0 or outline.tags[best] in _NO_CONTAINERS:
            break
        at = best
    return at, outline.ends[at]
