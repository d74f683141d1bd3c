"""What the tagger has learned, as `scripts/train-entities` writes it: one file of plain arrays."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.arrays import arrays_of, packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The file that the package brings.
SHIPPED: Final = Path(__file__).with_name("tagger.npz")
#: O, then B and I of each type.
LABELS: Final = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")


class Model(NamedTuple):
    """A linear-chain conditional random field over hashed features."""

    #: (rows, labels): what a feature says of each label, in `scale`.
    table: NDArray[np.int8]
    scale: float
    #: (rows,): the last eight bits of the key of the feature that a row is of.
    marks: NDArray[np.uint8]
    #: (labels + 1, labels): from a label, or from the start of a sentence in the last row, to another.
    transitions: NDArray[np.float32]
    #: Languages whose habits were learned; the number of one is its place here plus one.
    languages: tuple[str, ...]


@cache
def shipped_model() -> Model:
    """Return the model that the package brings; read once a process (before it forks, if it can)."""
    return load(SHIPPED.read_bytes())


def load(content: bytes) -> Model:
    """Read a model from the content of a file.

    Raises:
        ValueError: it is no file of a tagger.
    """
    with arrays_of(content, "a tagger", "scripts/train-entities") as arrays:
        return Model(
            np.ascontiguousarray(arrays["table"].T),
            float(arrays["scale"]),
            arrays["marks"],
            arrays["transitions"],
            tuple(bytes(arrays["languages"]).decode().split()),
        )


def dump(model: Model) -> bytes:
    """Return the content of a file; the same for the same model."""
    return packed(
        {
            # A label's column holds long runs of zeros: it packs better than rows do.
            "table": np.ascontiguousarray(model.table.T),
            "scale": np.float32(model.scale),
            "marks": model.marks,
            "transitions": model.transitions,
            "languages": np.frombuffer(" ".join(model.languages).encode(), np.uint8),
        }
    )
