"""The language model: a file of plain arrays, which `scripts/train-language` writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.shared.arrays import load_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The model file in the package.
SHIPPED_FILE: Final = Path(__file__).with_name("languages.npz")


class Group(NamedTuple):
    """The languages of a script, and the weights that tell them apart."""

    #: BCP 47.
    tags: tuple[str, ...]
    #: of the number of buckets; 0 if there is only one language
    bits: int
    #: A row for each bucket, a column for each language: log odds in units of `scale`.
    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float32]


class Model(NamedTuple):
    """The languages of all scripts."""

    #: The index of the group of each code point of the first plane; 0 for what is not a letter.
    scripts: NDArray[np.uint8]
    #: The first group is empty.
    groups: tuple[Group, ...]


@cache
def shipped_model() -> Model:
    """Return the model in the package; read once per process, if possible before it forks."""
    return load(SHIPPED_FILE.read_bytes())


def load(content: bytes) -> Model:
    """Read a model from the content of a file.

    Raises:
        ValueError: the content is not a language model.
    """
    with load_arrays(content, "language weights", "scripts/train-language") as arrays:
        count = int(arrays["groups"].item())
        groups = tuple(_group(arrays, number) for number in range(1, count + 1))
        return Model(arrays["scripts"], (Group((), 0, np.zeros((0, 0), np.int8), 0, _NONE), *groups))


_NONE: Final = np.zeros(0, np.float32)


def _group(arrays: dict[str, NDArray[np.generic]], number: int) -> Group:
    tags = tuple(bytes(arrays[f"tags{number}"]).decode().split())
    if f"weights{number}" not in arrays:
        return Group(tags, 0, np.zeros((0, 0), np.int8), 0.0, _NONE)
    weights = arrays[f"weights{number}"].astype(np.int8)
    scale = float(arrays[f"scale{number}"].item())
    bias = arrays[f"bias{number}"].astype(np.float32)
    return Group(tags, len(weights).bit_length() - 1, weights, scale, bias)
