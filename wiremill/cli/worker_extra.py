"""What a command says if it needs libraries that only the extra `worker` installs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from wiremill.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def worker_extra(command: str) -> Iterator[None]:
    """Import parse inside this block: what is missing is an error that names the extra.

    Raises:
        SettingsError: a library of the extra `worker` is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"wiremill", "worker"}:
            raise
        raise SettingsError(
            f"{command} needs {error.name}, which is not installed: pip install 'wiremill[worker]'"
        ) from error
