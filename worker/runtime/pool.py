"""Celery's pools: which of them a worker may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery.concurrency import ALIASES, get_implementation

from wiremill.errors import SettingsError

if TYPE_CHECKING:
    from celery.concurrency.base import BasePool

#: Pools in which a process works on one batch at a time, in its main thread.
ALLOWED = ("prefork", "solo")


def pool_name(pool: type[BasePool] | str) -> str:
    """Return the name of a pool as `celery worker -P` takes it, else its class."""
    if isinstance(pool, str):
        return "prefork" if pool == "processes" else pool
    # By inheritance, because a custom pool may be based on one of these.
    for name in ALLOWED:
        if issubclass(pool, get_implementation(name)):
            return name
    path = f"{pool.__module__}:{pool.__qualname__}"
    return next((name for name, known in ALIASES.items() if known == path), path)


def check_pool(pool: type[BasePool] | str) -> None:
    """Check that a worker may use a pool; `pool` is as given in Celery's options or configuration.

    Raises:
        SettingsError: a worker may not use it.
    """
    if isinstance(pool, str) and pool_name(pool) not in {*ALLOWED, "eventlet", "gevent", "threads"}:
        pool = get_implementation(pool)  # by its path, or that of CELERY_CUSTOM_WORKER_POOL
    name = pool_name(pool)
    if name not in ALLOWED:
        raise SettingsError(
            f"pool {name!r} can't be used: the limits of time and memory hold for a process, so each must work on one "
            "batch at a time; start the worker with -P prefork, or with -P solo for a single process, and set the "
            "number of processes by -c"
        )
