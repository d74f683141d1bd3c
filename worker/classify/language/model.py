"""What classify has learned of languages, as `scripts/train-language` writes it: one file of plain arrays."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.arrays import arrays_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The file that the package brings.
SHIPPED: Final = Path(__file__).with_name("languages.npz")


class Group(NamedTuple):
    """The languages that share a script, and what tells them apart."""

    #: BCP 47.
    tags: tuple[str, ...]
    #: of the number of buckets; 0 where there is one language only
    bits: int
    #: A row for each bucket, a column for each language: log odds of a run of letters, in units of `scale`.
    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float32]


class Model(NamedTuple):
    """All scripts."""

    #: The group of each code point of the first plane; 0 for what is no letter of any.
    scripts: NDArray[np.uint8]
    #: The first is empty, so that the numbers of `scripts` are places in it.
    groups: tuple[Group, ...]


@cache
def shipped_model() -> Model:
    """Return the weights that the package brings; read once a process (before it forks, if it can)."""
    return load(SHIPPED.read_bytes())


def load(content: bytes) -> Model:
    """Read weights from the content of a file.

    Raises:
        ValueError: it is no file of weights.
    """
    with arrays_of(content, "language weights", "scripts/train-language") as arrays:
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
