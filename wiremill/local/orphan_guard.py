"""The orphan guard: a small process that stops other processes if their parent dies without stopping them.

It runs this file as a script, with the standard library alone, and reads from its standard input what to guard: `kill PID`
for a process group, `remove FOLDER`, and `done` when nothing is left to do. Its input ends when its parent dies, whatever
the cause.
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

#: Seconds between SIGTERM and SIGKILL.
_GRACE_SECONDS = 3.0


class OrphanGuard:
    """Makes sure that no process and no folder is left behind, even if this process is killed."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", __file__]
        # In a separate session, so that Ctrl-C in the terminal does not reach it.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def guard_process(self, pid: int) -> None:
        """Guard a process that leads a process group; the whole group is stopped."""
        self._send(f"kill {pid}")

    def guard_folder(self, folder: Path) -> None:
        """Guard a folder, which is removed."""
        self._send(f"remove {folder}")

    def close(self) -> None:
        """End the guard without stopping anything."""
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
    """Send a signal to a process group, 0 to only check it; return whether the group exists."""
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
