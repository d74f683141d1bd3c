"""The features of an outline's segments, by which the model scores them.

They are computed with numpy for a whole page at once. Characters are counted by their Unicode categories. The only words are
those in classes and ids, and those of short lines, each looked up in a lexicon learned with the model.
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
    from worker.parse.maintext.lexicons.lexicons import Lexicons
    from worker.parse.maintext.lexicons.names import NameLexicon
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Features = dict[str, NDArray[Any]]

#: characters; the beginning of a segment that is searched for in the declared description and body. Shorter segments are
#: not searched for.
_PREFIX_CHARS: Final = range(25, 50)
_CONTAINER_CODES: Final = {
    tag: code
    for code, tag in enumerate(("p", "div", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "pre"), 1)
}


class _Tags(dict[str, int]):
    """Numbers of the known tags; an unknown tag gets a number beyond those, a hash of it."""

    def __missing__(self, tag: str) -> int:
        return len(self) + crc32(tag.encode()) % (1 << 31)


_TAGS: Final = _Tags({tag: number for number, tag in enumerate(_CONTAINER_CODES | TAG_ZONES)})
#: By number of the tag: its zone, and its code as a container of text. The last entry is for all unknown tags.
_TAG_ZONES: Final = np.array([*(TAG_ZONES.get(tag, 0) for tag in _TAGS), 0], np.int64)
_TAG_CONTAINERS: Final = np.array([*(_CONTAINER_CODES.get(tag, 0) for tag in _TAGS), 0], np.float64)
#: Zones that are features; the others are for `name_rules`.
_ZONES: Final = (Zone.FRAME, Zone.EXTRA, Zone.COMMENTS, Zone.CONTENT, Zone.BY_TAG, Zone.HIDDEN)
#: Figures of the elements around a segment that are features: of its container and the three ancestors above it
#: ("own", "up", …), of the nearest one with 200 words, and of the nearest ("card") and the outermost one that is one of
#: several similar elements.
_PLACE_FIGURES: Final = {
    "own": ("linked", "mean", "links"),
    "up": ("linked", "share", "prose_share"),
    "up2": ("linked", "share", "prose_share"),
    "up3": ("words", "share", "prose_share"),
    "near200": ("linked", "share", "prose_share", "stops", "headings", "links", "controls"),
    "card": ("words", "prose", "mean"),
    "outer": ("share", "prose_share", "controls"),
}
#: Figures of the group of elements that look like the one at the place.
_PLACE_GROUP_FIGURES: Final = {
    "own": ("same", "group_linked"),
    "up": ("group_prose",),
    "card": ("same", "group_prose"),
    "outer": ("same", "group_words", "group_linked", "group_prose"),
}
#: Share of the words of a page from which on an element is the page: its names tell how the page is laid out ("has comments"),
#: and nothing about a text in it.
_WHOLE_PAGE_SHARE: Final = 0.95
#: Zones that such an element gives to the text in it all the same.
_WHOLE_PAGE_ZONES: Final = int(Zone.CONTENT | Zone.BY_TAG)
#: Elements that no consent dialogue holds.
_ARTICLE_TAGS: Final = frozenset({"article", "main"})
#: segments before and after that count as near, and segments ahead in which prose is counted.
_NEAR_SEGMENTS: Final = 4
_SEGMENTS_AHEAD: Final = 12
#: segments before that have a part in the lowest score, and in the sum of scores, of the lines up to a segment.
_LINES_BEFORE: Final = 7
#: Odd factors of the hash that is equal for similar elements.
_HASH_FACTORS: Final = (np.int64(0x9E3779B97F4A7C1), np.int64(0x2545F4914F6CDD1))


class Segments(NamedTuple):
    """The features of the segments of a page, and the zones that they are in."""

    #: The model's features by name, each with one value per segment.
    features: Features
    #: `Zone` of all elements around each segment.
    zones: Integers


class _NamedElements(NamedTuple):
    """The names of a page's block elements. The last value of an array is for the virtual root above the body."""

    scores: Floats
    zones: Integers
    #: Equal for elements with the same parent, tag and first class.
    look_alikes: Integers
    #: Numbers of the tags, without a last value.
    tags: Integers


def segment_features(
    outline: Outline,
    measures: Measures,
    declared: DeclaredText,
    lexicons: Lexicons,
    types: Sequence[float],
) -> Segments:
    """Return the features of the segments of a page.

    Args:
        outline: its blocks and segments.
        measures: what was counted about them.
        declared: what the page declares about its main text.
        lexicons: scores of the words in classes and ids, and of those in short lines.
        types: the probabilities of its types, in the order of `pagetype.PAGE_TYPES`.
    """
    count = len(outline.texts)
    features: Features = {}
    _segment_itself(features, measures)
    _repeats(features, outline.texts, declared)
    elements = _named_elements(outline, lexicons.names)
    tree = BlockTree(outline)
    words = tree.sums_inside(measures.containers, measures.counts.words)
    elements.zones[:-1][words >= _WHOLE_PAGE_SHARE * measures.total] &= _WHOLE_PAGE_ZONES
    features["holder"] = _TAG_CONTAINERS[np.minimum(elements.tags[measures.containers], len(_TAGS))]
    zones = _ancestors(features, tree, measures, elements)
    _surroundings(features, outline, tree, measures, elements)
    _position(features, measures)
    _neighbours(features, measures)
    _phrases(features, lexicons.phrases.scores(outline.texts, measures.counts.words), measures)
    for name, value in measures.page_figures.items():
        features[f"page_{name}"] = np.full(count, value)
    for number, value in enumerate(types):
        features[f"type{number}"] = np.full(count, value)
    return Segments(features, zones)


def _segment_itself(features: Features, measures: Measures) -> None:
    """Add features of the segment itself."""
    counts = measures.counts
    features["chars"] = np.log1p(counts.lengths)
    features["words"] = np.log1p(counts.words)
    features["linked"] = measures.linked
    features["upper"] = counts.by_class[UPPER] / (counts.letters + 1)
    features["last"] = counts.last
    features["kind"] = measures.kinds
    features["level"] = measures.levels


def _repeats(features: Features, texts: Sequence[str], declared: DeclaredText) -> None:
    """Add features of whether the rest of the page repeats the segment."""
    seen = Counter(texts)
    features["repeats"] = np.minimum(np.array([seen[text] for text in texts], np.float64), 10)
    least, most = _PREFIX_CHARS.start, _PREFIX_CHARS.stop
    for name, text_elsewhere in (("in_description", declared.description), ("in_body", declared.body)):
        if text_elsewhere:
            features[name] = np.array(
                [len(text) >= least and text[:most] in text_elsewhere for text in texts], np.float64
            )
        else:
            features[name] = np.full(len(texts), -1.0)


def _named_elements(outline: Outline, lexicon: NameLexicon) -> _NamedElements:
    named = lexicon.look_up(outline.names)
    zones = np.append(named.zones, 0)
    tags = np.fromiter(map(_TAGS.__getitem__, outline.tags), np.int64, len(outline.tags))
    zones[:-1] |= _TAG_ZONES[np.minimum(tags, len(_TAGS))]
    for node, zone in outline.own_zones.items():
        zones[node] |= zone
    _clear_consent(zones, outline)
    look_alikes = np.array(outline.parents, np.int64) * _HASH_FACTORS[0]
    look_alikes ^= (tags << 32 | named.first_names) * _HASH_FACTORS[1]
    return _NamedElements(np.append(named.scores, 0.0), zones, look_alikes, tags)


def _clear_consent(zones: Integers, outline: Outline) -> None:
    """Take `Zone.CONSENT` from elements that hold an article: their names speak of consent among other settings."""
    named = np.flatnonzero(zones & int(Zone.CONSENT))
    if len(named):
        before = np.cumsum([0, *(tag in _ARTICLE_TAGS for tag in outline.tags)])
        held = before[np.array(outline.ends, np.intp)[named]] - before[named]
        zones[named[held > 0]] &= ~int(Zone.CONSENT)


def _ancestors(features: Features, tree: BlockTree, measures: Measures, elements: _NamedElements) -> Integers:
    """Add features of the names and tags of all ancestors of the segment; return their zones."""
    containers, own = measures.containers, elements.scores
    features["score"] = own[containers]
    features["score_up"] = own[tree.parents[containers]]
    features["score_sum"] = tree.combine_upwards(own, np.add)[containers]
    features["score_low"] = tree.combine_upwards(own, np.minimum)[containers]
    features["score_high"] = tree.combine_upwards(own, np.maximum)[containers]
    zones: Integers = tree.combine_upwards(elements.zones, np.bitwise_or)[containers]
    for zone in _ZONES:
        features[f"zone_{zone.name}"] = zones & int(zone) > 0
    return zones


def _surroundings(
    features: Features, outline: Outline, tree: BlockTree, measures: Measures, elements: _NamedElements
) -> None:
    """Add features of the contents of certain elements around the segment."""
    containers = measures.containers
    figures, same = _element_figures(outline, tree, measures, elements.look_alikes)
    within = figures["amount"][:-1]
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
        for label in (*_PLACE_FIGURES[place], *_PLACE_GROUP_FIGURES.get(place, ())):
            features[f"{place}_{label}"] = figures[label][at]
    features["depth"] = depth


def _element_figures(
    outline: Outline, tree: BlockTree, measures: Measures, look_alikes: Integers
) -> tuple[Features, Floats]:
    """Return figures of all elements and of their groups, and the sizes of these groups.

    The elements of a group look alike. The last value of an array is for the virtual root above the body.
    """
    containers, words = measures.containers, measures.counts.words
    inside = tree.sums_inside
    within = inside(containers, words)
    linked = inside(containers, words * measures.linked)
    prose = inside(containers, measures.prose)
    segments = np.maximum(inside(containers), 1)
    at_least_one_word = np.maximum(within, 1)
    figures = {
        "amount": within,
        "words": np.log1p(within),
        "linked": linked / at_least_one_word,
        "prose": prose / at_least_one_word,
        "mean": np.minimum(within / segments, 200),
        "stops": inside(containers, measures.counts.by_class[END]) / at_least_one_word,
        "share": within / measures.total,
        "prose_share": prose / max(float(measures.prose.sum()), 1.0),
        "headings": inside(containers, measures.kinds == HEADING) / segments,
        "links": np.log1p(inside(np.array(outline.links, np.intp))),
        "controls": np.log1p(inside(np.array(outline.controls, np.intp))),
    }
    _, group, sizes = np.unique(look_alikes, return_inverse=True, return_counts=True)
    sums = np.maximum(np.bincount(group, within), 1)
    same = sizes[group].astype(np.float64)
    group_figures = {
        "same": np.log1p(same),
        "group_words": np.minimum(sums / sizes, 500)[group],
        "group_linked": (np.bincount(group, linked) / sums)[group],
        "group_prose": (np.bincount(group, prose) / sums)[group],
    }
    figures = {name: np.append(values, 0.0) for name, values in figures.items()}
    return figures | {name: np.append(values, -1.0) for name, values in group_figures.items()}, same


def _position(features: Features, measures: Measures) -> None:
    """Add features of the position of the segment in the page."""
    count = len(measures.kinds)
    index = np.arange(count, dtype=np.float64)
    words = measures.counts.words
    before = np.cumsum(words) - words
    features["position"] = index / count
    features["before"] = before / measures.total
    features["index"] = np.minimum(index, 300)
    tops = np.flatnonzero((measures.kinds == HEADING) & (measures.levels == 1))
    if len(tops):
        features["from_top"] = np.clip(index - tops[0], -100, 200)
        features["words_from_top"] = np.clip(before - before[tops[0]], -1000, 5000)
    else:
        features["from_top"] = np.full(count, -200.0)
        features["words_from_top"] = np.full(count, -2000.0)


def _neighbours(features: Features, measures: Measures) -> None:
    """Add features of the segments before and after."""
    words, prose = measures.counts.words, measures.prose
    count = len(prose)
    features["kind_before"] = np.concatenate(([-1.0], measures.kinds[:-1]))
    index = np.arange(count)
    prose_to = np.concatenate(([0.0], np.cumsum(prose)))
    words_to = np.concatenate(([0.0], np.cumsum(words)))
    features["prose_after"] = np.log1p(prose_to[np.minimum(index + _SEGMENTS_AHEAD + 1, count)] - prose_to[index + 1])
    low, high = np.maximum(index - _NEAR_SEGMENTS, 0), np.minimum(index + _NEAR_SEGMENTS + 1, count)
    features["prose_near"] = (prose_to[high] - prose_to[low]) / (words_to[high] - words_to[low])
    following = np.minimum.accumulate(np.where(prose > 0, index, 10_000)[::-1])[::-1]
    features["until_prose"] = np.minimum(following - index, 100)


def _phrases(features: Features, scores: Floats, measures: Measures) -> None:
    """Add features of the words of the segment, of its neighbours, of the heading above, and of the lines before."""
    count = len(scores)
    features["phrase"] = scores
    features["phrase_before"] = np.append(0.0, scores[:-1])
    features["phrase_after"] = np.append(scores[1:], 0.0)
    heading = np.maximum.accumulate(np.where(measures.kinds == HEADING, np.arange(count), -1))
    features["phrase_heading"] = np.where(heading >= 0, scores[heading], 0.0)
    lowest, total = scores.copy(), scores.copy()
    for back in range(1, min(_LINES_BEFORE + 1, count)):
        np.minimum(lowest[back:], scores[:-back], out=lowest[back:])
        total[back:] += scores[:-back]
    # Before the first line there is nothing, whose score is 0.
    np.minimum(lowest[:_LINES_BEFORE], 0.0, out=lowest[:_LINES_BEFORE])
    features["phrase_lowest"] = lowest
    features["phrase_sum"] = total
