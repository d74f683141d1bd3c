"""What topics are learned from: the rows of the corpus that may be shipped, and the words of the lexicons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from training.topics.corpus import Row, at_most, read
from training.topics.learn import learn, matrix, offsets, rarity, scaled
from training.topics.lexicons import emoji, presets
from training.topics.seeds import EMOJI, preset_topic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

#: characters of a text that are read while learning; news says first what it is about.
READ: Final = 800
#: Rows of a source, a language and a topic; more of them add time, and weight to sources that have enough.
_MAX_ROWS: Final = {
    "masakhanews": 110,
    "sib200": 45,
    "myanmar_news": 600,
    "sncd_somali": 400,
    "iptc_definitions": 10_000,
}
_MAX_ROWS_ELSE: Final = 1200
#: What a row counts. Translations of one sentence, and lists of words, hold less than their number says.
_WEIGHTS: Final = {"masakhanews": 1.5, "sib200": 0.5, "lexicon": 0.3}


class Samples(NamedTuple):
    """Texts to learn from, one place in each list for each."""

    rows: list[Row]
    features: csr_matrix
    labels: NDArray[np.intp]
    weights: NDArray[np.float32]


def drawn(folder: Path) -> list[Row]:
    """Return the rows of a corpus that are learned from: shippable, and no more of a kind than help."""
    by_source: dict[str, list[Row]] = {}
    for row in read(folder):
        if row.shippable:
            by_source.setdefault(row.source, []).append(row)
    return [row for source, rows in by_source.items() for row in at_most(rows, _MAX_ROWS.get(source, _MAX_ROWS_ELSE))]


def lexicon(folder: Path) -> list[Row]:
    """Return the words for things that name a topic, a row for each thing and language.

    Args:
        folder: holds the packages as npm installs them, ``cldr-annotations-full`` and ``@openstreetmap/id-tagging-schema``.
    """
    signs = {sign.replace("\ufe0f", ""): number for number, signs in EMOJI.items() for sign in _signs(signs)}
    rows = []
    for entry in emoji(folder / "cldr-annotations-full"):
        number = signs.get(entry.thing.replace("\ufe0f", ""))
        if number and entry.words:
            rows.append(_entry(entry.thing, entry.language, number, entry.words))
    for entry in presets(folder / "@openstreetmap" / "id-tagging-schema"):
        number = preset_topic(entry.thing)
        if number and entry.words:
            rows.append(_entry(entry.thing, entry.language, number, entry.words))
    return rows


def prepared(rows: Sequence[Row]) -> Samples:
    """Return rows with their features and weights."""
    return Samples(
        list(rows),
        matrix([row.whole[:READ] for row in rows]),
        np.array([row.label for row in rows], np.intp),
        np.array([_WEIGHTS.get(row.source, 1.0) for row in rows], np.float32),
    )


def learned(samples: Samples, chosen: NDArray[np.intp]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Learn from the chosen samples: the scores of features, and how rare each is."""
    labels = samples.labels[chosen]
    groups = [f"{samples.rows[place].source} {_group(samples.rows[place])}" for place in chosen]
    rows = samples.features[chosen]
    rare = rarity(rows)
    return learn(scaled(rows, rare), labels, offsets(groups, labels), samples.weights[chosen]), rare


def _group(row: Row) -> str:
    return row.language if row.source == "masakhanews" else ""


def _signs(signs: str) -> list[str]:
    """Split a string of emoji; a joiner and what follows it belong to the sign before."""
    found: list[str] = []
    for letter in signs:
        if found and (letter in "\u200d\ufe0f" or found[-1].endswith("\u200d")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _entry(thing: str, language: str, number: int, words: str) -> Row:
    primary = language.split("-", 1)[0]
    return Row(f"{thing} {language}", "lexicon", primary, number - 1, "", words, thing, "", shippable=True)
