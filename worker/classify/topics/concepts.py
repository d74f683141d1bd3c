"""The narrower concepts of Media Topics, found in a text by the words of their names and definitions.

A concept matches if the text has all words of its name in any of ten languages; words of its definition add to the score.
Words are weighted by inverse document frequency (Spärck Jones 1972) over concepts, and truncated to stems of `STEM`
letters, so that most inflected forms are equal.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.classify.topics.normalised_words import normalised_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: The taxonomy in its compact form: a line ``[code, top code, English name, names, definitions]`` for each concept.
TAXONOMY: Final = Path(__file__).with_name("mediatopics.jsonl.gz")
#: letters
STEM: Final = 8
#: letters; shorter words are mostly function words, except in Han
_SHORTEST: Final = 4
#: Share of the weight of a name's words that has to be found.
_MIN_NAME_SHARE: Final = 0.99
#: The weight of words of definitions, where that of words of names is 1.
_DEFINITION_WEIGHT: Final = 0.12
#: The score below which a match is chance, that of one common word.
_MIN_SCORE: Final = 4.0
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


class Concept(NamedTuple):
    """A concept under one of the top topics."""

    code: str
    top: str
    name: str


class Match(NamedTuple):
    """A concept found in a text, and how far its score is above chance: 0 to 1."""

    concept: Concept
    strength: float


class Branch(NamedTuple):
    """The concepts under one top topic, by their words."""

    #: Stem to indexes of names.
    names: dict[str, list[int]]
    #: Stem to the concepts in whose definitions it is.
    defined: dict[str, set[int]]
    #: Names in Han, which has no spaces, to indexes of concepts.
    runs: dict[str, int]


class ConceptIndex(NamedTuple):
    """The taxonomy, indexed by words."""

    concepts: list[Concept]
    #: For each name the index of its concept, and the total weight of its words.
    named: list[tuple[int, float]]
    weights: dict[str, float]
    #: The top topics by their codes, in English.
    tops: dict[str, str]
    branches: dict[str, Branch]


def stems(words: Iterable[str]) -> set[str]:
    """Return the stems of the longer words of a text."""
    return {word[:STEM] for word in words if len(word) >= _SHORTEST}


def narrower_concepts(text: str, words: Sequence[str], tops: Iterable[str], limit: int) -> dict[str, list[Match]]:
    """Return for each of some top topics up to `limit` concepts under it that a text names, the strongest first.

    Args:
        text: the text.
        words: of the text (`normalised_words`).
        tops: codes of top topics.
        limit: of concepts under each.
    """
    found = concept_index()
    present = stems(words) & found.weights.keys()
    in_han = _HAN.search(text) is not None
    return {top: list(_matches(found, found.branches[top], present, text if in_han else "", limit)) for top in tops}


def _matches(found: ConceptIndex, branch: Branch, present: set[str], text: str, limit: int) -> Iterator[Match]:
    """Yield the best matches in a branch; `text` is "" if it has no Han."""
    points = _named(found, branch, present)
    for run, number in branch.runs.items() if text else ():
        if run in text:
            points[number] = max(points.get(number, 0.0), 2.0 * len(run))
    if points:
        for stem in sorted(present & branch.defined.keys()):
            for number in branch.defined[stem] & points.keys():
                points[number] += _DEFINITION_WEIGHT * found.weights[stem]
    for number, value in sorted(points.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]:
        if value >= _MIN_SCORE:
            yield Match(found.concepts[number], value / (value + _MIN_SCORE))


def _named(found: ConceptIndex, branch: Branch, present: set[str]) -> dict[int, float]:
    """Return the concepts of which the text has all words of a name, with the weight of the heaviest such name."""
    sums: dict[int, float] = defaultdict(float)
    for stem in sorted(present & branch.names.keys()):
        for name in branch.names[stem]:
            sums[name] += found.weights[stem]
    points: dict[int, float] = {}
    for name, weight in sums.items():
        number, whole = found.named[name]
        if weight >= _MIN_NAME_SHARE * whole:
            points[number] = max(points.get(number, 0.0), weight)
    return points


@cache
def concept_index() -> ConceptIndex:
    """Read the taxonomy; once per process, if possible before it forks."""
    concepts: list[Concept] = []
    tops: dict[str, str] = {}
    branches: dict[str, Branch] = defaultdict(lambda: Branch({}, {}, {}))
    stems_of_concepts: list[tuple[set[frozenset[str]], set[str]]] = []
    with gzip.open(TAXONOMY, "rt", encoding="utf-8") as lines:
        for line in lines:
            code, top, name, names, definitions = json.loads(line)
            if code == top:
                tops[code] = name
                continue
            han = {each for each in names if _HAN.match(each)}
            branches[top].runs.update((each, len(concepts)) for each in han if len(each) > 1)
            kept = {frozenset(stems(normalised_words(each))) for each in names if each not in han} - {frozenset()}
            defined = set().union(*(stems(normalised_words(each)) for each in definitions if not _HAN.search(each)))
            stems_of_concepts.append((kept, defined.union(*kept)))
            concepts.append(Concept(code, top, name))
    counts: dict[str, int] = defaultdict(int)
    for _, whole in stems_of_concepts:
        for stem in whole:
            counts[stem] += 1
    weights = {stem: math.log(len(concepts) / count) for stem, count in counts.items()}
    found = ConceptIndex(concepts, [], weights, tops, dict(branches))
    for number, (kept, whole) in enumerate(stems_of_concepts):
        branch = branches[concepts[number].top]
        for each in sorted(kept, key=sorted):
            for stem in each:
                branch.names.setdefault(stem, []).append(len(found.named))
            found.named.append((number, sum(weights[stem] for stem in sorted(each))))
        for stem in whole:
            # A word that many concepts share identifies none of them, and takes time.
            if counts[stem] <= 40:
                branch.defined.setdefault(stem, set()).add(number)
    return found
