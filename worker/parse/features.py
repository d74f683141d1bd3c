"""The features of an outline's segments: what the model scores them by.

All is done with numpy for a whole page. No feature names a word of any language: characters count by their Unicode
categories, and of words only the class names and ids of elements are looked at, by a lexicon learned with the model.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.parse.branches import Branches
from worker.parse.characters import COMMA, DIGIT, END, MONEY, OTHER, SIGN, UNPARTED, UPPER
from worker.parse.hints import Zone, named_zone, tag_zone
from worker.parse.measures import HEADING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from worker.parse.measures import Measures
    from worker.parse.outline import Outline

    Floats = NDArray[np.float64]
    Indexes = NDArray[np.intp]
    Features = dict[str, Floats]

#: characters of a text that are looked for in descriptions and in the body of structured data.
_ANCHOR: Final = range(25, 50)
#: Elements whose presence around a segment is a feature, each a bit.
_AROUND: Final = {
    tag: 1 << bit for bit, tag in enumerate(("article", "main", "header", "footer", "form", "table", "li"))
}
_HOLDERS: Final = {
    tag: code
    for code, tag in enumerate(("p", "div", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "pre"), 1)
}
_ZONES: Final = (
    Zone.FRAME,
    Zone.EXTRA,
    Zone.COMMENTS,
    Zone.META,
    Zone.CONTENT,
    Zone.BY_TAG,
    Zone.HIDDEN,
    Zone.CAPTION,
    Zone.CONSENT,
)
#: What is told of the element at each place around a segment: the one that holds it and those around that, the nearest
#: with 50 and 200 words, the nearest and the outermost that is one of several alike.
_TOLD: Final = {
    "own": ("words", "linked", "mean", "share", "links"),
    "up": ("words", "linked", "mean", "share", "prose_share", "prose"),
    "up2": ("words", "linked", "share", "prose_share", "prose"),
    "up3": ("words", "linked", "share", "prose_share", "prose"),
    "near50": ("linked", "images", "stops", "headings", "mean"),
    "near200": (
        *("words", "linked", "prose", "share", "prose_share", "stops"),
        *("commas", "headings", "links", "images", "controls", "mean"),
    ),
    "card": ("words", "linked", "prose", "share", "mean", "images", "links"),
    "outer": ("words", "linked", "prose", "share", "prose_share", "stops", "headings", "images", "controls"),
}
#: Places where those that look alike are told of, too.
_TOLD_ALIKE: Final = ("own", "up", "card", "outer")


class Anchors(NamedTuple):
    """What the rest of a page says of its main text."""

    #: The title as each source has it.
    titles: frozenset[str] = frozenset()
    #: The descriptions, and the text that structured data holds.
    description: str = ""
    body: str = ""


def segment_features(
    page: Outline, measures: Measures, anchors: Anchors, names: Mapping[str, float], types: Sequence[float]
) -> Features:
    """Return the features of the segments of `page` by name, each with one value a segment.

    Args:
        page: the outline.
        measures: what was measured of it.
        anchors: what the rest of the page says.
        names: class and id of an element, parted by spaces, to log odds of being main text; answers for any string.
        types: the probabilities of the page's types, in the order of `pagetype.PAGE_TYPES`.
    """
    count = len(page.texts)
    found: Features = {}
    _text(found, measures)
    _context(found, page)
    _anchors(found, page.texts, anchors)
    branches = Branches(page)
    own = np.array([*map(names.__getitem__, page.names), 0.0])
    _around(found, page, branches, measures.holders, own)
    _elements(found, page, branches, measures, own)
    _place(found, measures)
    _neighbours(found, measures)
    for name, value in measures.page.items():
        found[f"page_{name}"] = np.full(count, value)
    found["page_body"] = np.full(count, float(bool(anchors.body)))
    for number, value in enumerate(types):
        found[f"type{number}"] = np.full(count, value)
    return found


def _text(found: Features, measures: Measures) -> None:
    """Of the segment's own characters."""
    counts = measures.counts
    of, lengths, words, letters = counts.of, counts.lengths, counts.words, counts.letters
    found["chars"] = np.log1p(lengths)
    found["words"] = np.log1p(words)
    found["linked"] = measures.linked
    found["letters"] = letters / lengths
    found["upper"] = of[UPPER] / (letters + 1)
    found["digits"] = of[DIGIT] / lengths
    found["commas"] = of[COMMA] / words
    found["stops"] = of[END] / words
    found["signs"] = (of[SIGN] + of[OTHER]) / lengths
    found["money"] = np.minimum(of[MONEY], 3)
    found["unparted"] = of[UNPARTED] / lengths
    found["word_length"] = letters / words
    found["last"] = counts.last.astype(np.float64)
    found["kind"] = measures.kinds


def _context(found: Features, page: Outline) -> None:
    """Of the elements that shape the segment."""
    found["level"] = np.array([context.level or 0 for context in page.contexts], np.float64)
    found["lists"] = np.array([context.lists for context in page.contexts], np.float64)
    found["holder"] = np.array([_HOLDERS.get(tag, 0) for tag in page.tags], np.float64)[page.holders]


def _anchors(found: Features, texts: Sequence[str], anchors: Anchors) -> None:
    """Whether the rest of the page repeats the segment."""
    seen = Counter(texts)
    found["repeats"] = np.minimum(np.array([seen[text] for text in texts], np.float64), 10)
    found["is_title"] = np.array([text in anchors.titles for text in texts], np.float64)
    least, most = _ANCHOR.start, _ANCHOR.stop
    for name, anchor in (("in_description", anchors.description), ("in_body", anchors.body)):
        if anchor:
            found[name] = np.array([len(text) >= least and text[:most] in anchor for text in texts], np.float64)
        else:
            found[name] = np.full(len(texts), -1.0)


def _around(found: Features, page: Outline, branches: Branches, holders: Indexes, own: Floats) -> None:
    """Of all elements around the segment: their names (`own` has the scores), roles and tags."""
    zones = np.array([*map(tag_zone, page.tags), 0], np.int64)
    zones |= np.array([*map(named_zone, page.names), 0], np.int64)
    for node, mark in page.marks.items():
        zones[node] |= mark
    tags = np.array([*(_AROUND.get(tag, 0) for tag in page.tags), 0], np.int64)
    found["score"] = own[holders]
    found["score_up"] = own[branches.parents[holders]]
    found["score_sum"] = branches.along(own, np.add)[holders]
    found["score_low"] = branches.along(own, np.minimum)[holders]
    found["score_high"] = branches.along(own, np.maximum)[holders]
    held = branches.along(zones, np.bitwise_or)[holders]
    for zone in _ZONES:
        found[f"zone_{zone.name}"] = (held & int(zone) > 0).astype(np.float64)
    held = branches.along(tags, np.bitwise_or)[holders]
    for tag, bit in _AROUND.items():
        found[f"in_{tag}"] = (held & bit > 0).astype(np.float64)


def _elements(found: Features, page: Outline, branches: Branches, measures: Measures, own: Floats) -> None:
    """Of what certain elements around the segment hold."""
    count, holders = branches.count, measures.holders
    told, alike, same = _told(page, branches, measures)
    within = told["amount"][:-1]
    depth = branches.along(np.append(np.ones(count), 0.0), np.add)
    up = branches.parents[holders]
    up2 = branches.parents[up]
    places = {
        "own": holders,
        "up": up,
        "up2": up2,
        "up3": branches.parents[up2],
        "near50": branches.nearest(within >= 50)[holders],
        "near200": branches.nearest(within >= 200)[holders],
        "card": branches.nearest((same >= 3) & (within >= 3))[holders],
        "outer": branches.outermost((same >= 3) & (within >= 12))[holders],
    }
    for place, at in places.items():
        for label in _TOLD[place]:
            found[f"{place}_{label}"] = told[label][at]
    for place in _TOLD_ALIKE:
        for label, values in alike.items():
            found[f"{place}_{label}"] = values[places[place]]
    found["depth"] = depth[holders]
    found["card_depth"] = depth[holders] - depth[places["card"]]
    found["near200_depth"] = depth[holders] - depth[places["near200"]]
    for place in ("card", "near50", "near200"):
        found[f"{place}_score"] = own[places[place]]


def _told(page: Outline, branches: Branches, measures: Measures) -> tuple[Features, Features, Floats]:
    """Return figures of all elements, of the groups that they belong to, and the sizes of these groups.

    A group is the elements with the same parent, tag and first class. The last value of an array stands for what is
    above the body.
    """
    holders, words, of = measures.holders, measures.counts.words, measures.counts.of
    inside = branches.inside
    within = inside(holders, words)
    linked = inside(holders, words * measures.linked)
    prose = inside(holders, measures.prose)
    segments = inside(holders)
    safe = np.maximum(within, 1)
    total_prose = max(float(measures.prose.sum()), 1.0)
    told = {
        "amount": within,
        "words": np.log1p(within),
        "linked": linked / safe,
        "prose": prose / safe,
        "mean": np.minimum(within / np.maximum(segments, 1), 200),
        "commas": inside(holders, of[COMMA]) / safe,
        "stops": inside(holders, of[END]) / safe,
        "share": within / measures.total,
        "prose_share": prose / total_prose,
        "headings": inside(holders, (measures.kinds == HEADING).astype(np.float64)) / np.maximum(segments, 1),
        "links": np.log1p(inside(np.array(page.links, np.intp))),
        "images": np.minimum(inside(np.array(page.images, np.intp)) / safe * 50, 10),
        "controls": np.log1p(inside(np.array(page.controls, np.intp))),
    }
    looks = [
        hash((parent, tag, name.partition(" ")[0]))
        for parent, tag, name in zip(page.parents, page.tags, page.names, strict=True)
    ]
    _, group, sizes = np.unique(np.array(looks), return_inverse=True, return_counts=True)
    sums = np.maximum(np.bincount(group, within), 1)
    same = sizes[group].astype(np.float64)
    alike = {
        "same": np.log1p(same),
        "group_words": np.minimum(sums / sizes, 500)[group],
        "group_linked": (np.bincount(group, linked) / sums)[group],
        "group_prose": (np.bincount(group, prose) / sums)[group],
    }
    return (
        {name: np.append(values, 0.0) for name, values in told.items()},
        {name: np.append(values, -1.0) for name, values in alike.items()},
        same,
    )


def _place(found: Features, measures: Measures) -> None:
    """Of where in the page the segment stands."""
    count = len(measures.kinds)
    index = np.arange(count, dtype=np.float64)
    words = measures.counts.words
    before = np.cumsum(words) - words
    found["position"] = index / count
    found["before"] = before / measures.total
    found["index"] = np.minimum(index, 300)
    found["index_back"] = np.minimum(count - index, 300)
    tops = np.flatnonzero((measures.kinds == HEADING) & (found["level"] == 1))
    if len(tops):
        found["from_top"] = np.clip(index - tops[0], -100, 200)
        found["words_from_top"] = np.clip(before - before[tops[0]], -1000, 5000)
    else:
        found["from_top"] = np.full(count, -200.0)
        found["words_from_top"] = np.full(count, -2000.0)


def _neighbours(found: Features, measures: Measures) -> None:
    """Of what stands before and after the segment."""
    words, prose = measures.counts.words, measures.prose
    count = len(prose)
    for name, values in (("words", found["words"]), ("linked", measures.linked), ("kind", measures.kinds)):
        found[f"{name}_before"] = np.concatenate(([-1.0], values[:-1]))
        found[f"{name}_after"] = np.concatenate((values[1:], [-1.0]))
    index = np.arange(count)
    prose_to = np.concatenate(([0.0], np.cumsum(prose)))
    words_to = np.concatenate(([0.0], np.cumsum(words)))
    for reach in (4, 12):
        low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, count)
        found[f"prose_before{reach}"] = np.log1p(prose_to[index] - prose_to[low])
        found[f"prose_after{reach}"] = np.log1p(prose_to[high] - prose_to[index + 1])
        found[f"prose_near{reach}"] = (prose_to[high] - prose_to[low]) / (words_to[high] - words_to[low])
    long = prose > 0
    previous = np.maximum.accumulate(np.where(long, index, -1000))
    following = np.minimum.accumulate(np.where(long, index, 10_000)[::-1])[::-1]
    found["since_prose"] = np.minimum(index - previous, 100).astype(np.float64)
    found["until_prose"] = np.minimum(following - index, 100).astype(np.float64)
