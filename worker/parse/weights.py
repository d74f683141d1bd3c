"""The learned part of parse, as `scripts/train-parse` writes it: one file of plain arrays."""

from __future__ import annotations

import io
import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.parse.pagetype import TypeModel
from worker.parse.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The file that the package brings.
SHIPPED: Final = Path(__file__).with_name("weights.npz")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
#: characters of class and id that are looked at; utility classes go on for long.
_LONGEST: Final = 300
#: words of one name beyond which it is no name but an encoded value.
_MOST_WORDS: Final = 8
#: What the score of a name is held within, so that no name decides alone.
_CAP: Final = 4.0
#: Names whose score is kept.
_KEPT: Final = 50_000


class Weights(NamedTuple):
    """All that parse has learned."""

    #: Names of the features, in the order in which the trees know them.
    features: tuple[str, ...]
    names: NameScores
    types: TypeModel
    trees: Trees


class NameScores(dict[str, float]):
    """Scores of names, each summed from those of its words and pairs of words when it is first asked for."""

    def __init__(self, words: Mapping[str, float]) -> None:
        super().__init__()
        self.words = words
        #: A single name to the scores of those of its words that have one.
        self._known: dict[str, dict[str, float]] = {}

    def __missing__(self, names: str) -> float:
        known = self._known
        found: dict[str, float] = {}
        for name in names[:_LONGEST].split():
            scores = known.get(name)
            if scores is None:
                scores = known[name] = {word: self.words[word] for word in _words_of(name) if word in self.words}
            if scores:
                found |= scores
        score = max(-_CAP, min(_CAP, sum(found.values())))
        if len(self) >= _KEPT or len(known) >= _KEPT:
            self.clear()
            known.clear()
        self[names] = score
        return score


def name_words(names: str) -> tuple[str, ...]:
    """Return the words in class and id of an element, and the pairs that follow one another in a name, once each."""
    found: dict[str, None] = {}
    for name in names[:_LONGEST].split():
        found |= _words_of(name)
    return tuple(found)


@lru_cache(maxsize=32_768)
def _words_of(name: str) -> dict[str, None]:
    words = [word.lower() for word in _WORD.findall(name)]
    if len(words) > _MOST_WORDS:
        return {}
    pairs = (f"{first}-{second}" for first, second in pairwise(words))
    return dict.fromkeys((*(word for word in words if len(word) > 1), *pairs))


@cache
def shipped() -> Weights:
    """Return the weights that the package brings; read once a process (before it forks, if it can)."""
    return load(SHIPPED.read_bytes())


def load(content: bytes) -> Weights:
    """Read weights from the content of a file.

    Raises:
        ValueError: it is no file of weights.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        return Weights(
            tuple(_strings(arrays["features"])),
            NameScores(dict(zip(_strings(arrays["names"]), arrays["name_scores"].tolist(), strict=True))),
            TypeModel(
                {sign: row for row, sign in enumerate(_strings(arrays["type_signs"]))},
                arrays["type_weights"],
                arrays["type_figure_weights"],
                arrays["type_centres"],
                arrays["type_scales"],
                arrays["type_biases"],
            ),
            Trees(
                arrays["tree_features"],
                arrays["tree_borders"],
                arrays["tree_questions"],
                arrays["tree_leaves"],
                float(arrays["tree_bias"]),
            ),
        )
    except (KeyError, OSError, EOFError) as error:
        raise ValueError(f"not a file of parse weights: {error}; make one with scripts/train-parse") from error


def _strings(array: np.ndarray) -> list[str]:
    return bytes(array).decode("utf-8").split("\n")
