"""Files of plain arrays: what the stages have learned, as the training scripts write it."""

from __future__ import annotations

import io
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray


@contextmanager
def arrays_of(content: bytes, what: str, script: str) -> Iterator[dict[str, NDArray[Any]]]:
    """Give the arrays in the content of a file of `what`, by name, to be taken apart in the block; `script` makes one anew.

    Raises:
        ValueError: it is no such file, or an array that the block asks for is missing or of the wrong form.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        yield arrays
    except (KeyError, IndexError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"not a file of {what}: {error}; make one with {script}") from error


def packed(arrays: Mapping[str, ArrayLike]) -> bytes:
    """Return arrays as the content of a file; the same arrays give the same bytes, for NumPy dates its archives 1980."""
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue()
