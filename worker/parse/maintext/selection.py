"""From scores of segments to the ones that are the main text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]

#: words; a text of so many that stands twice is the same text twice, a shorter one may be a name or a label.
_COPY: Final = 5
#: How much surer a later copy must be to be taken in place of an earlier one.
_SURER: Final = 0.05
#: Share of the mass that a container must hold; what is left are forms and teasers that the model takes for text.
_HOLDS: Final = 0.65
#: Elements that hold one text or one list, and so not all of an article.
_NO_CONTAINERS: Final = frozenset({"p", "ul", "ol", "li", "td", "tr", "table", "tbody"})


def maximise_f1(probabilities: Floats, words: Floats) -> NDArray[np.bool_]:
    """Choose the segments whose expected F1 of words is highest, given the probability that each is main text.

    With independent segments the best choice are the most probable ones down to some rank (Lewis, "Evaluating and
    Optimizing Autonomous Text Classification Systems", SIGIR 1995), so all ranks are tried; expectations stand in for
    the sums that they are of.
    """
    order = np.argsort(-probabilities, kind="stable")
    weights = words[order]
    hits = np.cumsum(weights * probabilities[order])
    expected = 2 * hits / (np.cumsum(weights) + words @ probabilities + 1e-9)
    chosen = np.zeros(len(words), np.bool_)
    chosen[order[: int(np.argmax(expected)) + 1]] = True
    return chosen


def sharpen(probabilities: Floats, power: float) -> Floats:
    """Raise the odds to `power`: beyond 1, what is likely becomes more so and what is unlikely less."""
    yes, no = probabilities**power, (1 - probabilities) ** power
    found: Floats = yes / (yes + no)
    return found


def drop_duplicates(chosen: NDArray[np.bool_], page: Outline, words: Floats, probabilities: Floats) -> list[int]:
    """Return the indexes of the `chosen` segments, of texts that stand in more than one place the likeliest alone.

    Pages hold their text once for each width of screen, and once more in a preview. Side by side, in the same element, a
    text that comes again is a refrain.
    """
    kept: dict[str, int] = {}
    found = []
    for index in np.flatnonzero(chosen).tolist():
        text = page.texts[index]
        earlier = kept.get(text) if words[index] >= _COPY else None
        if earlier is None:
            kept[text] = index
            found.append(index)
        elif page.parents[page.containers[index]] == page.parents[page.containers[earlier]]:
            found.append(index)
        elif probabilities[index] > probabilities[earlier] + _SURER:
            found.remove(earlier)
            kept[text] = index
            found.append(index)
    return found


def main_container(page: Outline, mass: Floats) -> tuple[int, int]:
    """Return the first block element, and the one after the last, of the smallest element with nearly all `mass`.

    `mass` has a value a segment.
    """
    ends, parents = np.array(page.ends), np.array(page.parents)
    held = np.concatenate(([0.0], np.cumsum(np.bincount(page.containers, mass, minlength=len(ends)))))
    inside = held[ends] - held[:-1]
    at = 0
    while True:
        children = np.flatnonzero(parents == at)
        if not len(children):
            break
        best = int(children[np.argmax(inside[children])])
        if inside[best] < _HOLDS * inside[0] or inside[0] == 0 or page.tags[best] in _NO_CONTAINERS:
            break
        at = best
    return at, page.ends[at]
