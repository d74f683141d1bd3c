"""The narrower concepts of Media Topics, found in a text by the words of their names and definitions.

A concept's name in any of ten languages counts where all its words stand in the text; words of its definition add to
that. Words weigh by how few concepts have them (inverse document frequency; Spärck Jones 1972), and are cut to stems of
`STEM` letters, so that most inflected forms meet.
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

from worker.classify.topics.letters import words

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The taxonomy in its compact form: a line ``[code, top code, English name, names, definitions]`` for each concept.
TAXONOMY: Final = Path(__file__).with_name("mediatopics.jsonl.gz")
#: letters
STEM: Final = 8
#: letters; shorter words are "of", "the", "und", except in Han.
_SHORTEST: Final = 4
#: Of the weight of a name's words so much has to be found.
_WHOLE: Final = 0.99
#: Words of definitions count so much beside those of names.
_DEFINED: Final = 0.12
#: Points below which a concept is chance: one common word.
_ENOUGH: Final = 4.0
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


class Concept(NamedTuple):
    """A concept below one of the top topics."""

    code: str
    top: str
    name: str


class Match(NamedTuple):
    """A concept found in a text, and how far above chance: 0 to 1."""

    concept: Concept
    strength: float


class Index(NamedTuple):
    """Which concepts have a word."""

    concepts: list[Concept]
    #: The stem to concept and name numbers.
    names: dict[str, list[int]]
    #: For each name its concept, and the weight of its words together.
    named: list[tuple[int, float]]
    defined: dict[str, list[int]]
    weights: dict[str, float]
    #: The top topics by their codes, in English.
    tops: dict[str, str]
    #: Names in Han, whole: that script writes no blanks.
    runs: dict[str, int]


def stems(text: str) -> set[str]:
    """Return the stems of the longer words of a text."""
    return {word[:STEM] for word in words(text) if len(word) >= _SHORTEST and not _HAN.match(word)}


def narrower(text: str, tops: Iterable[str], limit: int) -> dict[str, list[Match]]:
    """Return, for each of some top topics, up to `limit` concepts under it that a text names, the surest first."""
    found = index()
    points = _points(found, text)
    matches: dict[str, list[Match]] = {top: [] for top in tops}
    for number, value in sorted(points.items(), key=lambda pair: (-pair[1], pair[0])):
        concept = found.concepts[number]
        if value >= _ENOUGH and concept.top in matches and len(matches[concept.top]) < limit:
            matches[concept.top].append(Match(concept, value / (value + _ENOUGH)))
    return matches


def _points(found: Index, text: str) -> dict[int, float]:
    present = stems(text)
    weights = found.weights
    sums: dict[int, float] = defaultdict(float)
    defined: dict[int, float] = defaultdict(float)
    for stem in present:
        weight = weights.get(stem)
        if weight is None:
            continue
        for name in found.names.get(stem, ()):
            sums[name] += weight
        for number in found.defined.get(stem, ()):
            defined[number] += weight
    points: dict[int, float] = defaultdict(float)
    for name, weight in sums.items():
        number, whole = found.named[name]
        if weight >= _WHOLE * whole:
            points[number] = max(points[number], weight)
    if _HAN.search(text):
        for run, number in found.runs.items():
            if run in text:
                points[number] = max(points[number], 2.0 * len(run))
    return {number: value + _DEFINED * defined.get(number, 0.0) for number, value in points.items()}


@cache
def index() -> Index:
    """Read the taxonomy; once a process (before it forks, if it can)."""
    concepts: list[Concept] = []
    tops: dict[str, str] = {}
    runs: dict[str, int] = {}
    said: list[tuple[set[frozenset[str]], set[str]]] = []
    with gzip.open(TAXONOMY, "rt", encoding="utf-8") as lines:
        for line in lines:
            code, top, name, names, definitions = json.loads(line)
            if code == top:
                tops[code] = name
                continue
            runs |= {each: len(concepts) for each in names if _HAN.match(each) and len(each) > 1}
            kept = {frozenset(stems(each)) for each in names} - {frozenset()}
            said.append((kept, set().union(*kept, *map(stems, definitions))))
            concepts.append(Concept(code, top, name))
    counts: dict[str, int] = defaultdict(int)
    for _, whole in said:
        for stem in whole:
            counts[stem] += 1
    weights = {stem: math.log(len(concepts) / count) for stem, count in counts.items()}
    found = Index(concepts, defaultdict(list), [], defaultdict(list), weights, tops, runs)
    for number, (kept, whole) in enumerate(said):
        for each in sorted(kept, key=sorted):
            for stem in each:
                found.names[stem].append(len(found.named))
            found.named.append((number, sum(weights[stem] for stem in sorted(each))))
        for stem in whole:
            # A word that many concepts share tells none of them, and takes time.
            if counts[stem] <= 40:
                found.defined[stem].append(number)
    return found
