"""Renewal of leases while a long batch is being worked on, and their return where it can't be finished."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import structlog

from wiremill.ledger.keys import CONSUMER_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wiremill.ledger.scripts import Scripts

#: Seconds, in leases, until pages that were given back are to be had again: those that nothing can finish, for a broken key
#: say, leave room for others meanwhile.
_WAIT_LEASES = 2 / 3

log = structlog.get_logger("wiremill.worker")


class Renewal:
    """A thread that renews the leases in hand at a third of their time, and gives back those that were left.

    It is started with the first batch: a thread made before the process was forked would not be there. A stage that
    keeps the interpreter to itself for longer than the lease loses it, and another worker takes the page.
    """

    def __init__(self, scripts: Scripts, stage: str, consumer: str) -> None:
        self._scripts = scripts
        self._stage = stage
        self._stream = scripts.keys.stage(stage)
        self._consumer = consumer
        self._every = scripts.settings.lease_seconds / 3
        self._wait = scripts.settings.lease_seconds * _WAIT_LEASES
        self._held: Sequence[bytes] = ()
        self._left: Sequence[tuple[bytes, int]] = ()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def of(self, entries: Sequence[bytes]) -> Iterator[None]:
        """Renew the leases of these entries while the block runs."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._renew, name=f"renew-{self._stage}", daemon=True)
            self._thread.start()
        with self._lock:
            self._held = entries
        try:
            yield
        finally:
            with self._lock:
                self._held = ()

    def leave(self, leases: Sequence[tuple[bytes, int]]) -> None:
        """Leave leases, as entry id and attempt, that nobody works on: they are given back unless taken up before that.

        Nothing brings a certain process back to work, so what it has made of them may be worth nothing; but it has not
        died, so it should not count as an attempt.
        """
        with self._lock:
            self._left = leases

    def take_up(self) -> bool:
        """Take up again what was left; return whether there is any that was not given back meanwhile."""
        with self._lock:
            left, self._left = self._left, ()
        return bool(left)

    def close(self) -> None:
        """End the thread."""
        self._closed.set()
        if self._thread:
            self._thread.join(5)

    def _renew(self) -> None:
        while not self._closed.wait(self._every):
            with self._lock:
                try:
                    if self._held:
                        self._scripts.renew(self._stream, CONSUMER_GROUP, self._consumer, self._held)
                    elif self._left:
                        pages = self._scripts.give_back(
                            self._stage, self._consumer, self._left, wait_seconds=self._wait
                        )
                        self._left = ()
                        log.warning("leases.given_back", stage=self._stage, pages=pages)
                except Exception as error:  # noqa: BLE001  (a thread that ended would renew nothing ever again)
                    log.warning("lease.not_renewed", stage=self._stage, error=type(error).__name__)
