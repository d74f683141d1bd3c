"""Renews leases while a long batch is processed, and gives them back if the batch can't be finished."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import structlog

from wiremill.ledger.keys import CONSUMER_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wiremill.ledger.scripts import Scripts

#: Time until pages that were given back can be leased again, as a fraction of a lease. Pages that nothing can finish,
#: because of a broken key for example, leave room for others meanwhile.
_GIVE_BACK_WAIT_LEASES = 2 / 3

log = structlog.get_logger("wiremill.worker")


class LeaseRenewal:
    """A thread that renews held leases every third of a lease, and gives back suspended ones.

    It starts with the first batch, because threads do not survive a fork. A stage that holds the interpreter lock for
    longer than a lease loses the lease, and another worker takes the page over.
    """

    def __init__(self, scripts: Scripts, stage: str, consumer: str) -> None:
        self._scripts = scripts
        self._stage = stage
        self._stream = scripts.keys.stage(stage)
        self._consumer = consumer
        self._interval = scripts.settings.lease_seconds / 3
        self._give_back_wait = scripts.settings.lease_seconds * _GIVE_BACK_WAIT_LEASES
        self._held: Sequence[bytes] = ()
        self._suspended: Sequence[tuple[bytes, int]] = ()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def renewing(self, entries: Sequence[bytes]) -> Iterator[None]:
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

    def suspend(self, leases: Sequence[tuple[bytes, int]]) -> None:
        """Stop renewing leases, as (entry id, attempt number); they are given back unless resumed before that.

        Bells go to any idle process, so this one may not run soon enough to resume. It has not died, though, so the
        pages are given back without counting an attempt.
        """
        with self._lock:
            self._suspended = leases

    def resume(self) -> bool:
        """Resume the suspended leases; return whether there are any that were not given back meanwhile."""
        with self._lock:
            suspended, self._suspended = self._suspended, ()
        return bool(suspended)

    def close(self) -> None:
        """Stop the thread."""
        self._closed.set()
        if self._thread:
            self._thread.join(5)

    def _renew(self) -> None:
        while not self._closed.wait(self._interval):
            with self._lock:
                try:
                    if self._held:
                        self._scripts.renew(self._stream, CONSUMER_GROUP, self._consumer, self._held)
                    elif self._suspended:
                        pages = self._scripts.give_back(
                            self._stage, self._consumer, self._suspended, wait_seconds=self._give_back_wait
                        )
                        self._suspended = ()
                        log.warning("leases.given_back", stage=self._stage, pages=pages)
                except Exception as error:  # noqa: BLE001  (an ended thread would never renew again)
                    log.warning("lease.not_renewed", stage=self._stage, error=type(error).__name__)
