"""The tagged sentences: read, cut into tokens as the worker does, and parted."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from training.files import packed_files
from worker.enrich.entities.tokens import split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TYPES: Final = ("PER", "ORG", "LOC", "MISC")
#: O, then B and I of each type.
LABELS: Final = ("O", *(f"{part}-{kind}" for kind in TYPES for part in "BI"))
_NUMBERS: Final = {label: number for number, label in enumerate(LABELS)}
#: Sentences that follow one another are held apart together, for they are often of one document.
_BLOCK: Final = 20
#: One block in so many is for testing.
_TEST_ONE_IN: Final = 8
#: Licences as the rows state them; all of them allow derived statistics to be shipped.
OPEN: Final = re.compile(r"^(?:CC BY(?:-SA)? \d|CC0|MIT\b|ODC-BY)")
#: A training sentence that shares so much of its word stems with a test sentence is a copy or a translation of it
#: (the Serbian and Croatian corpora are parallel).
_COPY: Final = 0.5


class Sentence(NamedTuple):
    """Tokens with the numbers of their labels."""

    source: str
    language: str
    words: list[str]
    labels: list[int]
    test: bool


def read(folder: Path) -> list[Sentence]:
    """Read all sources of a folder whose licence is open, in the order of their names."""
    found: list[Sentence] = []
    for file in packed_files(folder):
        name = file.name.removesuffix(".jsonl.gz")
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                if not OPEN.match(row["licence"]):
                    continue
                words, labels = _retokenised(row["tokens"], row["tags"])
                if words:
                    found.append(Sentence(name, row["lang"], words, labels, _held(name, number)))
    return found


def training(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences to train on: those not held apart, and not near copies of one that is."""
    sentences = list(sentences)
    stems = [frozenset(word[:5].lower() for word in sentence.words if len(word) > 3) for sentence in sentences]
    rare: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences):
        if sentence.test:
            for stem in stems[number]:
                rare.setdefault(stem, []).append(number)
    kept = []
    for number, sentence in enumerate(sentences):
        if sentence.test:
            continue
        shared: dict[int, int] = {}
        for stem in stems[number]:
            bearers = rare.get(stem, ())
            # A stem of many sentences says little, and would make this slow.
            for bearer in bearers if len(bearers) < 60 else ():
                shared[bearer] = shared.get(bearer, 0) + 1
        copies = (
            count > 3 and count >= _COPY * min(len(stems[number]), len(stems[other])) for other, count in shared.items()
        )
        if not any(copies):
            kept.append(sentence)
    return kept


def _held(source: str, number: int) -> bool:
    block = f"{source} {number // _BLOCK}".encode()
    return hashlib.blake2b(block, digest_size=4).digest()[0] % _TEST_ONE_IN == 0


def _retokenised(words: list[str], tags: list[str]) -> tuple[list[str], list[int]]:
    """Cut words as the worker cuts text; what is left of one goes on with its label."""
    cut: list[str] = []
    labels: list[int] = []
    for word, tag in zip(words, tags, strict=True):
        if word == "_":
            continue
        number = _NUMBERS.get(tag, 0)
        for place, part in enumerate(split_tokens(word)):
            cut.append(part)
            # B is odd, its I the number after.
            labels.append(number + 1 if place and number % 2 else number)
    return cut, labels


def spans(labels: Iterable[int]) -> list[tuple[int, int, str]]:
    """Return the entities of a row of labels: first token, the one after the last, type."""
    found: list[tuple[int, int, str]] = []
    start, kind, size = -1, 0, 0
    for number, label in enumerate(labels):
        size = number + 1
        of = (label + 1) // 2
        if start >= 0 and (label == 0 or label % 2 or of != kind):
            found.append((start, number, TYPES[kind - 1]))
            start = -1
        if label and start < 0:
            start, kind = number, of
    if start >= 0:
        found.append((start, size, TYPES[kind - 1]))
    return found
