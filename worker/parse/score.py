"""Which segments of an outline are the main text: scoring by hand-made rules.

The rest of parse knows this module by `select` alone, so that a learned model can take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.hints import Zone

if TYPE_CHECKING:
    from worker.parse.outline import Outline

_AROUND: Final = int(Zone.FRAME | Zone.EXTRA | Zone.META | Zone.CAPTION | Zone.HIDDEN)
#: Share of a page's prose beyond which what an element's name says is not believed.
_TOO_MUCH: Final = 0.5
_TOO_MUCH_BY_TAG: Final = 0.7
#: Share of a page's prose that must be left, and words that always suffice.
_KEPT: Final = 0.25
_ENOUGH: Final = 50.0
_CONTENT: Final = int(Zone.CONTENT)
_COMMENTS: Final = int(Zone.COMMENTS)
_TOO_MUCH_COMMENTS: Final = 0.95
_BY_TAG: Final = int(Zone.BY_TAG)
#: words, and levels up from its headline, that a teaser's card has at most.
_CARD_WORDS: Final = 70
_CARD_DEPTH: Final = 3
#: per cent of the words that must be left beside the cards.
_CARDS_SPARE: Final = 80
#: words of a link that may be part of the text all the same.
_LONG_LINK: Final = 40
#: Share of the prose up to which a consent dialogue is one by its name; they are longer than many a page.
_CONSENT_SHARE: Final = 0.95
_CONSENT: Final = int(Zone.CONSENT)
#: Elements that hold one text, and so not all of them.
_NO_CONTAINERS: Final = frozenset({"p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})
#: Share of the prose that the container of the main text must hold.
_HOLDS: Final = 0.8


def select(outline: Outline, *, discussion: bool = False) -> list[int]:
    """Return the indexes of the segments that are the main text, in order.

    With `discussion` the posts of readers are content (forums, questions and answers).
    """
    masses = [_mass(segment.words, segment.linked) for segment in outline.segments]
    dropped = _dropped(outline, masses, discussion=discussion)
    kept = [index for index, segment in enumerate(outline.segments) if segment.node < 0 or not dropped[segment.node]]
    inside = _subtree(outline, masses, kept)
    first, last = _container(outline, inside)
    kept = [index for index in kept if first <= outline.segments[index].node < last]
    return _filtered(outline, kept)


def _mass(words: int, linked: float) -> float:
    """How much prose a segment is: long and unlinked counts in full, a label or a link for next to nothing."""
    if words >= 10:
        return words * (1 - linked) ** 2
    return words * 0.2 * (1 - linked) ** 2


def _subtree(outline: Outline, masses: list[float], kept: list[int]) -> list[float]:
    """Return for each block element the mass inside it."""
    sums = [0.0] * len(outline.tags)
    for index in kept:
        node = outline.segments[index].node
        if node >= 0:
            sums[node] += masses[index]
    parents = outline.parents
    for node in range(len(sums) - 1, 0, -1):
        parent = parents[node]
        if parent >= 0:
            sums[parent] += sums[node]
    return sums


def _dropped(outline: Outline, masses: list[float], *, discussion: bool) -> list[bool]:
    """Return for each block element whether it, or one around it, is no part of the main content by name.

    Where the names of one kind would take most of the page, they are not believed, and it is tried without them.
    """
    believed = _AROUND if discussion else _AROUND | int(Zone.COMMENTS)
    inside = _subtree(outline, masses, list(range(len(masses))))
    total = sum(masses)
    while True:
        dropped, taken = _dropped_by(outline, inside, believed, total)
        kept = total - sum(taken.values())
        worst = max(taken, key=lambda zone: taken[zone], default=0)
        enough = _ENOUGH if worst == _COMMENTS else max(_ENOUGH, _KEPT * total)
        if not worst or kept >= enough or taken[worst] < kept:
            return dropped
        believed &= ~worst


def _dropped_by(
    outline: Outline, inside: list[float], believed: int, total: float
) -> tuple[list[bool], dict[int, float]]:
    """Return what is dropped by the kinds of names in `believed`, and the mass that each kind takes."""
    dropped = [False] * len(inside)
    articles = [False] * len(inside)
    taken: dict[int, float] = {}
    for node, zone in enumerate(outline.zones):
        parent = outline.parents[node]
        if parent >= 0:
            if dropped[parent]:
                dropped[node] = True
                continue
            articles[node] = articles[parent]
        tag = outline.tags[node]
        if tag in {"article", "main"}:
            articles[node] = True
        elif tag == "header" and not articles[node]:
            dropped[node] = inside[node] < _TOO_MUCH * total
        if zone & _CONSENT and inside[node] <= _CONSENT_SHARE * total:
            dropped[node] = True
            continue
        named = zone & believed
        if named and not zone & _CONTENT:
            limit = _TOO_MUCH_BY_TAG if zone & _BY_TAG else _TOO_MUCH_COMMENTS if named == _COMMENTS else _TOO_MUCH
            if inside[node] <= limit * total:
                dropped[node] = True
                first = named & -named
                taken[first] = taken.get(first, 0.0) + inside[node]
    return dropped, taken


def _container(outline: Outline, inside: list[float]) -> tuple[int, int]:
    """Return the range of block elements that the smallest element with nearly all prose spans."""
    count = len(inside)
    if not count:
        return -1, 1
    best = [-1] * count
    for node in range(count - 1, 0, -1):
        parent = outline.parents[node]
        if parent >= 0 and (best[parent] < 0 or inside[node] >= inside[best[parent]]):
            best[parent] = node
    at = 0
    total = inside[0]
    while best[at] >= 0 and inside[best[at]] >= _HOLDS * total and outline.tags[best[at]] not in _NO_CONTAINERS:
        at = best[at]
    last = at + 1
    while last < count and _within(outline.parents, last, at):
        last += 1
    return at, last


def _within(parents: list[int], node: int, ancestor: int) -> bool:
    """Nodes are in document order, so a node follows its ancestor's others exactly while its parent does."""
    return parents[node] >= ancestor


def _filtered(outline: Outline, kept: list[int]) -> list[int]:
    """Leave out links and teasers where the page is prose; on a page of short texts, links are the content."""
    segments = outline.segments
    words = sum(segments[index].words for index in kept)
    prose = sum(segments[index].words for index in kept if segments[index].words >= 10 and segments[index].linked < 0.4)
    if prose < 100 or prose < 0.4 * words:
        return kept
    cards = _cards(outline, kept)
    rest = [index for index in kept if not cards[segments[index].node]]
    # Where most of the text is on cards, they are what the page is about.
    if sum(segments[index].words for index in rest) * 100 >= words * _CARDS_SPARE:
        kept = rest
    longest = 20 if prose < 0.7 * words else _LONG_LINK
    return [index for index in kept if segments[index].linked < 0.6 or segments[index].words >= longest]


def _cards(outline: Outline, kept: list[int]) -> list[bool]:
    """Return for each block element whether it is in a card: a small element with a headline that is a link."""
    held = [0] * len(outline.tags)
    for index in kept:
        held[outline.segments[index].node] += outline.segments[index].words
    for node in range(len(held) - 1, 0, -1):
        held[outline.parents[node]] += held[node]
    cards = [False] * len(held)
    for index in kept:
        segment = outline.segments[index]
        if segment.linked >= 0.8 and (segment.kind == "heading" or segment.words >= 6):
            node = segment.node
            for _ in range(_CARD_DEPTH):
                parent = outline.parents[node]
                if parent < 0 or held[parent] > _CARD_WORDS:
                    break
                node = parent
            cards[node] = True
    for node, parent in enumerate(outline.parents):
        if parent >= 0 and cards[parent]:
            cards[node] = True
    return cards
