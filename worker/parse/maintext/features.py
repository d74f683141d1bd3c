"""The features of an outline's segments: what the model scores them by.

All is done with numpy for a whole page. No feature names a word of any language: characters count by their Unicode
categories, and of words only the class names and ids of elements are looked at, by a lexicon learned with the model.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zlib import crc32

import numpy as np

from worker.parse.maintext.block_tree import BlockTree
from worker.parse.tree.characters import END, UPPER
from worker.parse.tree.measures import HEADING
from worker.parse.tree.zones import TAG_ZONES, Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from worker.parse.maintext.declared_text import DeclaredText
    from worker.parse.maintext.lexicon import NameLexicon
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Features = dict[str, NDArray[Any]]

#: characters of a text that are looked for in descriptions and in the body of structured data.
_ANCHOR: Final = range(25, 50)
_CONTAINER_CODES: Final = {
    tag: code
    for code, tag in enumerate(("p", "div", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "pre"), 1)
}


class _Tags(dict[str, int]):
    """Numbers of the tags that anything is known of; of any other one a number beyond those, found anew each time."""

    def __missing__(self, tag: str) -> int:
        return len(self) + crc32(tag.encode()) % (1 << 31)


_TAGS: Final = _Tags({tag: number for number, tag in enumerate(_CONTAINER_CODES | TAG_ZONES)})
#: By number of the tag, the last one for all unknown: its zone, and its code as holder of text.
_TAG_ZONES: Final = np.array([*(TAG_ZONES.get(tag, 0) for tag in _TAGS), 0], np.int64)
_TAG_CONTAINERS: Final = np.array([*(_CONTAINER_CODES.get(tag, 0) for tag in _TAGS), 0], np.float64)
#: Zones that are features; the others are for `naming`.
_ZONES: Final = (Zone.FRAME, Zone.EXTRA, Zone.COMMENTS, Zone.CONTENT, Zone.BY_TAG, Zone.HIDDEN)
#: What is told of the element at each place around a segment: the one that holds it and those around that, the nearest
#: with 200 words, the nearest and the outermost that is one of several alike.
_TOLD: Final = {
    "own": ("linked", "mean", "links"),
    "up": ("linked", "share", "prose_share"),
    "up2": ("linked", "share", "prose_share"),
    "up3": ("words", "share", "prose_share"),
    "near200": ("linked", "share", "prose_share", "stops", "headings", "links", "controls"),
    "card": ("words", "prose", "mean"),
    "outer": ("share", "prose_share", "controls"),
}
#: Of the group of elements that look like the one at the place.
_TOLD_ALIKE: Final = {
    "own": ("same", "group_linked"),
    "up": ("group_prose",),
    "card": ("same", "group_prose"),
    "outer": ("same", "group_words", "group_linked", "group_prose"),
}
#: segments before and after that count as near, and those after that are looked at for prose.
_NEAR: Final = 4
_FAR: Final = 12
#: Odd numbers by which what makes elements look alike is mixed into one.
_MIX: Final = (np.int64(0x9E3779B97F4A7C1), np.int64(0x2545F4914F6CDD1))


class Segments(NamedTuple):
    """What there is to judge the segments of a page by."""

    #: The model's features by name, each with one value a segment.
    features: Features
    #: `Zone` of all elements around each segment.
    zones: Integers


class _Elements(NamedTuple):
    """What the block elements of a page are named, with one more for what is above the body."""

    scores: Floats
    zones: Integers
    #: Equal for elements with the same parent, tag and first class.
    looks: Integers
    #: Numbers of the tags, without what is above the body.
    tags: Integers


def segment_features(
    page: Outline, measures: Measures, anchors: DeclaredText, names: NameLexicon, types: Sequence[float]
) -> Segments:
    """Return the features of the segments of `page`.

    Args:
        page: the outline.
        measures: what was measured of it.
        anchors: what the rest of the page says.
        names: what class and id of an element say.
        types: the probabilities of the page's types, in the order of `pagetype.PAGE_TYPES`.
    """
    count = len(page.texts)
    found: Features = {}
    _text(found, measures)
    _anchors(found, page.texts, anchors)
    elements = _named(page, names)
    tree = BlockTree(page)
    found["holder"] = _TAG_CONTAINERS[np.minimum(elements.tags[measures.containers], len(_TAGS))]
    zones = _around(found, tree, measures, elements)
    _places(found, page, tree, measures, elements)
    _place(found, measures)
    _neighbours(found, measures)
    for name, value in measures.page.items():
        found[f"page_{name}"] = np.full(count, value)
    for number, value in enumerate(types):
        found[f"type{number}"] = np.full(count, value)
    return Segments(found, zones)


def _text(found: Features, measures: Measures) -> None:
    """Of the segment itself."""
    counts = measures.counts
    found["chars"] = np.log1p(counts.lengths)
    found["words"] = np.log1p(counts.words)
    found["linked"] = measures.linked
    found["upper"] = counts.of[UPPER] / (counts.letters + 1)
    found["last"] = counts.last
    found["kind"] = measures.kinds
    found["level"] = measures.levels


def _anchors(found: Features, texts: Sequence[str], anchors: DeclaredText) -> None:
    """Whether the rest of the page repeats the segment."""
    seen = Counter(texts)
    found["repeats"] = np.minimum(np.array([seen[text] for text in texts], np.float64), 10)
    least, most = _ANCHOR.start, _ANCHOR.stop
    for name, anchor in (("in_description", anchors.description), ("in_body", anchors.body)):
        if anchor:
            found[name] = np.array([len(text) >= least and text[:most] in anchor for text in texts], np.float64)
        else:
            found[name] = np.full(len(texts), -1.0)


def _named(page: Outline, names: NameLexicon) -> _Elements:
    told = names.look_up(page.names)
    zones = np.append(told.zones, 0)
    tags = np.fromiter(map(_TAGS.__getitem__, page.tags), np.int64, len(page.tags))
    zones[:-1] |= _TAG_ZONES[np.minimum(tags, len(_TAGS))]
    for node, mark in page.own_zones.items():
        zones[node] |= mark
    looks = np.array(page.parents, np.int64) * _MIX[0]
    looks ^= (tags << 32 | told.firsts) * _MIX[1]
    return _Elements(np.append(told.scores, 0.0), zones, looks, tags)


def _around(found: Features, tree: BlockTree, measures: Measures, elements: _Elements) -> Integers:
    """Of the names and tags of all elements around the segment; return their zones."""
    containers, own = measures.containers, elements.scores
    found["score"] = own[containers]
    found["score_up"] = own[tree.parents[containers]]
    found["score_sum"] = tree.combine_upwards(own, np.add)[containers]
    found["score_low"] = tree.combine_upwards(own, np.minimum)[containers]
    found["score_high"] = tree.combine_upwards(own, np.maximum)[containers]
    held: Integers = tree.combine_upwards(elements.zones, np.bitwise_or)[containers]
    for zone in _ZONES:
        found[f"zone_{zone.name}"] = held & int(zone) > 0
    return held


def _places(found: Features, page: Outline, tree: BlockTree, measures: Measures, elements: _Elements) -> None:
    """Of what certain elements around the segment hold."""
    containers = measures.containers
    told, same = _told(page, tree, measures, elements.looks)
    within = told["amount"][:-1]
    depth = tree.combine_upwards(np.append(np.ones(tree.count), 0.0), np.add)[containers]
    up = tree.parents[containers]
    up2 = tree.parents[up]
    places = {
        "own": containers,
        "up": up,
        "up2": up2,
        "up3": tree.parents[up2],
        "near200": tree.nearest(within >= 200)[containers],
        "card": tree.nearest((same >= 3) & (within >= 3))[containers],
        "outer": tree.outermost((same >= 3) & (within >= 12))[containers],
    }
    for place, at in places.items():
        for label in (*_TOLD[place], *_TOLD_ALIKE.get(place, ())):
            found[f"{place}_{label}"] = told[label][at]
    found["depth"] = depth


def _told(page: Outline, tree: BlockTree, measures: Measures, looks: Integers) -> tuple[Features, Floats]:
    """Return figures of all elements and of the groups that they belong to, and the sizes of these groups.

    A group is the elements that look alike. The last value of an array stands for what is above the body.
    """
    containers, words = measures.containers, measures.counts.words
    inside = tree.sums_inside
    within = inside(containers, words)
    linked = inside(containers, words * measures.linked)
    prose = inside(containers, measures.prose)
    segments = np.maximum(inside(containers), 1)
    safe = np.maximum(within, 1)
    told = {
        "amount": within,
        "words": np.log1p(within),
        "linked": linked / safe,
        "prose": prose / safe,
        "mean": np.minimum(within / segments, 200),
        "stops": inside(containers, measures.counts.of[END]) / safe,
        "share": within / measures.total,
        "prose_share": prose / max(float(measures.prose.sum()), 1.0),
        "headings": inside(containers, measures.kinds == HEADING) / segments,
        "links": np.log1p(inside(np.array(page.links, np.intp))),
        "controls": np.log1p(inside(np.array(page.controls, np.intp))),
    }
    _, group, sizes = np.unique(looks, return_inverse=True, return_counts=True)
    sums = np.maximum(np.bincount(group, within), 1)
    same = sizes[group].astype(np.float64)
    alike = {
        "same": np.log1p(same),
        "group_words": np.minimum(sums / sizes, 500)[group],
        "group_linked": (np.bincount(group, linked) / sums)[group],
        "group_prose": (np.bincount(group, prose) / sums)[group],
    }
    told = {name: np.append(values, 0.0) for name, values in told.items()}
    return told | {name: np.append(values, -1.0) for name, values in alike.items()}, same


def _place(found: Features, measures: Measures) -> None:
    """Of where in the page the segment stands."""
    count = len(measures.kinds)
    index = np.arange(count, dtype=np.float64)
    words = measures.counts.words
    before = np.cumsum(words) - words
    found["position"] = index / count
    found["before"] = before / measures.total
    found["index"] = np.minimum(index, 300)
    tops = np.flatnonzero((measures.kinds == HEADING) & (measures.levels == 1))
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
    found["kind_before"] = np.concatenate(([-1.0], measures.kinds[:-1]))
    index = np.arange(count)
    prose_to = np.concatenate(([0.0], np.cumsum(prose)))
    words_to = np.concatenate(([0.0], np.cumsum(words)))
    found["prose_after"] = np.log1p(prose_to[np.minimum(index + _FAR + 1, count)] - prose_to[index + 1])
    low, high = np.maximum(index - _NEAR, 0), np.minimum(index + _NEAR + 1, count)
    found["prose_near"] = (prose_to[high] - prose_to[low]) / (words_to[high] - words_to[low])
    following = np.minimum.accumulate(np.where(prose > 0, index, 10_000)[::-1])[::-1]
    found["until_prose"] = np.minimum(following - index, 100)
