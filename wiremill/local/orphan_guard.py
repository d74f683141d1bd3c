"""The guard: a small process that ends the others when the one that started them has died without doing so.

It is run as a file of its own, with nothing but the standard library, and reads what to guard from its standard input:
`kill PID` for a process group, `remove FOLDER`, and `done` when there is nothing left to do. Its input ends when its
parent dies, however that comes about.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Seconds that guarded processes have between the request to end and the end.
_GRACE_SECONDS = 3.0


class OrphanGuard:
    """Sees to it that no process and no folder is left behind, even if this process is killed."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", __file__]
        # A session of its own: Ctrl-C in the terminal must not reach it.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def guard_process(self, pid: int) -> None:
        """OrphanGuard a process that leads a group; the whole group is ended."""
        self._send(f"kill {pid}")

    def guard_folder(self, folder: Path) -> None:
        """OrphanGuard a folder, to be removed."""
        self._send(f"remove {folder}")

    def close(self) -> None:
        """Say that all is well."""
        self._send("done")
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, line: str) -> None:
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.write(line.encode() + b"\n")
                self._process.stdin.flush()


def end_group(pid: int, sign: int) -> bool:
    """Send a signal to a process group (0 only asks); return whether there is one."""
    try:
        os.killpg(pid, sign)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _guard_until_end(lines: Iterable[str]) -> None:
    pids, folders = [], []
    for line in lines:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "done":
            return
        if word == "kill":
            pids.append(int(rest))
        elif word == "remove":
            folders.append(rest)
    alive = [pid for pid in pids if end_group(pid, signal.SIGTERM)]
    deadline = time.monotonic() + _GRACE_SECONDS
    while time.monotonic() < deadline and any(end_group(pid, 0) for pid in alive):
        time.sleep(0.05)
    for pid in alive:
        end_group(pid, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _guard_until_end(sys.stdin)
