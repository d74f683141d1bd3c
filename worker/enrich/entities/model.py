"""The model of the tagger: a file of plain arrays, which `scripts/train-entities` writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.shared.arrays import load_arrays, pack_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The model file in the package.
SHIPPED_FILE: Final = Path(__file__).with_name("tagger.npz")
#: O, then B and I of each type.
LABELS: Final = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")


class Model(NamedTuple):
    """A linear-chain conditional random field over hashed features."""

    #: (rows, labels): weights of each feature for each label, in units of `scale`.
    table: NDArray[np.int8]
    scale: float
    #: (rows,): the last eight bits of the key of each row's feature.
    marks: NDArray[np.uint8]
    #: (labels + 1, labels): from each label, and in the last row from the start of a sentence, to each label.
    transitions: NDArray[np.float32]
    #: Languages with features of their own; the number of a language is its index plus one.
    languages: tuple[str, ...]


@cache
def shipped_model() -> Model:
    """Return the model in the package; read once per process, if possible before it forks."""
    return load(SHIPPED_FILE.read_bytes())


def load(content: bytes) -> Model:
    """Read a model from the content of a file.

    Raises:
        ValueError: the content is not a tagger model.
    """
    with load_arrays(content, "a tagger", "scripts/train-entities") as arrays:
        return Model(
            np.ascontiguousarray(arrays["table"].T),
            float(arrays["scale"]),
            arrays["marks"],
            arrays["transitions"],
            tuple(bytes(arrays["languages"]).decode().split()),
        )


def dump(model: Model) -> bytes:
    """Return a model as the content of a file; equal models give equal bytes."""
    return pack_arrays(
        {
            # Transposed, since the column of a label has long runs of zeros and compresses better.
            "table": np.ascontiguousarray(model.table.T),
            "scale": np.float32(model.scale),
            "marks": model.marks,
            "transitions": model.transitions,
            "languages": np.frombuffer(" ".join(model.languages).encode(), np.uint8),
        }
    )
