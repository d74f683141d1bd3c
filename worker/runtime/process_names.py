"""Consumer names: they tell which process holds a lease, so that it is released when that process has died."""

from __future__ import annotations

import os
import secrets
import socket

#: The environment variable that passes the main process's name to its children, forked or spawned. It begins with an
#: underscore because the settings claim every variable that begins with WIREMILL_.
_VARIABLE = "_WIREMILL_MAIN_PROCESS"


def name_main_process() -> None:
    """Give this process, the main process of a worker, a name that no other process has or had.

    Containers may share a host's name, and process ids are the same in each, those of the children too.
    """
    os.environ[_VARIABLE] = f"{os.getpid()}-{secrets.token_hex(4)}"


def process_name(child: int) -> str:
    """Return the prefix of the consumer name of this worker's child process `child`; no other name begins with it."""
    if _VARIABLE not in os.environ:
        name_main_process()
    return f"{socket.gethostname()}:{os.environ[_VARIABLE]}:{child}:"


def consumer_name() -> str:
    """Return a consumer name for this process that no other process has or had."""
    return process_name(os.getpid()) + secrets.token_hex(3)
