"""Files of plain arrays: the trained parameters of the stages, as the training scripts write them."""

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
def load_arrays(content: bytes, what: str, script: str) -> Iterator[dict[str, NDArray[Any]]]:
    """Yield the arrays in the content of a file by name; the block reads them.

    Args:
        content: the file's content.
        what: the kind of file, for the error.
        script: the script that makes such a file, for the error.

    Raises:
        ValueError: it is not such a file, or an array that the block reads is missing or has the wrong shape or type.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        yield arrays
    except (KeyError, IndexError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"not a file of {what}: {error}; make one with {script}") from error


def pack_arrays(arrays: Mapping[str, ArrayLike]) -> bytes:
    """Return arrays as the content of a file. Equal arrays give equal bytes, because NumPy dates its archives 1980."""
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue()
