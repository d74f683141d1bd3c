"""Names of consumers: by them a lease is told to belong to a process, and released when that process has died."""

from __future__ import annotations

import os
import secrets
import socket

#: Where the main process leaves its name for its children, whether they are forked or started anew. The settings take
#: any variable that begins with WIREMILL_ for one of theirs.
_VARIABLE = "_WIREMILL_MAIN_PROCESS"


def name_main_process() -> None:
    """Give this process, the main one of a worker, a name that no other has or had.

    Containers may share a host's name, and their main processes have the same id, as have their children.
    """
    os.environ[_VARIABLE] = f"{os.getpid()}-{secrets.token_hex(4)}"


def process_name(child: int) -> str:
    """Return the beginning of the consumer name of a child of this worker's main process; no other name begins with it."""
    if _VARIABLE not in os.environ:
        name_main_process()
    return f"{socket.gethostname()}:{os.environ[_VARIABLE]}:{child}:"


def consumer_name() -> str:
    """Return a name that no other process has or had."""
    return process_name(os.getpid()) + secrets.token_hex(3)
