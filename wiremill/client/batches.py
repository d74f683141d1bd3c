"""The batches of a producer: numbers them, keeps them until they are durable, and resends lost ones.

No input or output here: each method is a generator that yields a question for the server (an `Add`, a `DurabilityQuery` or an
`UptimeQuery`), is sent the answer, and returns the result. An error in place of an answer is thrown into the generator.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

import msgspec

from wiremill.client.receipt import PreparedPage, Receipt, body_size
from wiremill.client.unclaimed import UnclaimedReceipts

#: Seconds after which a server with `appendfsync everysec` has written a batch to its append-only file: it writes at most
#: two seconds late. Batches are kept until then, to resend what a restarted server has lost.
KEEP_SECONDS = 5.0
#: Bytes of kept batches from which the producer asks the server instead of waiting.
KEEP_BYTES = 64 * 1024 * 1024
#: Seconds for which the server remembers a producer's latest batch. Retries take half an hour at most, if each waits in vain
#: for a connection, and setting the server's clock forward by an hour must not make it forget a batch.
MARK_SECONDS = 2 * 3600
#: The same for a closed producer: a copy of its last batch that is stuck in a broken connection arrives within that time.
CLOSED_SECONDS = 60
#: Larger than any stream.
_NO_LIMIT = 1 << 53
#: The number of a batch that the server has lost, until it is resent.
_FORGOTTEN = 1 << 62

#: The standard library's logger, because the calling application configures logging.
log = logging.getLogger("wiremill.producer")


class Add(msgspec.Struct, frozen=True):
    """Asks for `Scripts.add`. The answer is its return value; None if the server refuses writes for now."""

    number: int
    limit: int
    mark_seconds: int
    entries: list[list[Any]]


class DurabilityQuery(msgspec.Struct, frozen=True):
    """Asks for a `Durability`. The answer is None if the server refuses to answer for now.

    All parts are asked on one connection: the answers of a server must not be mixed with those of its replacement.
    """

    #: Number of replicas to wait for briefly.
    replicas: int


class Durability(msgspec.Struct, frozen=True):
    """What a server reports about the durability of a producer's batches."""

    #: The number of the producer's latest batch.
    mark: int | None
    #: Whether its append-only file lags behind.
    unwritten: bool
    #: Number of replicas that have all of its data; None if not asked.
    replicas: int | None


class UptimeQuery(msgspec.Struct, frozen=True):
    """Asks for the server's uptime in seconds."""


_T = TypeVar("_T")
Steps = Generator[Add | DurabilityQuery | UptimeQuery, Any, _T]


class _Batch(msgspec.Struct, eq=False):
    """A batch that the server may not have written to its append-only file yet."""

    number: int
    at: float
    entries: list[list[Any]]
    receipts: list[Receipt]
    #: Bytes of bodies.
    size: int = 0


class Batches:
    """The batches that one producer has sent, and their state according to the server. For one question at a time.

    Args:
        limit: the high-water mark of the intake, in pages.
        replicas: number of replicas that must have a batch before it is dropped.
        clock: a monotonic clock, in seconds.
    """

    def __init__(self, limit: int, replicas: int, clock: Callable[[], float] = time.monotonic) -> None:
        #: Unique name of the producer.
        self.name = uuid.uuid4().hex
        #: Batches that may have to be resent.
        self.kept: list[_Batch] = []
        self._limit = limit
        self._replicas = replicas
        self._clock = clock
        self._number = 0
        self._marked = False
        #: A batch sent without an answer, and the number it was sent with.
        self._unanswered: tuple[int, _Batch] | None = None
        self._unclaimed = UnclaimedReceipts()
        self._answered_at = self._checked_at = clock()
        self._replicas_missing = False

    def hand_over(self, pages: Sequence[PreparedPage]) -> Steps[list[Receipt] | None]:
        """Add pages as far as there is room, and resend batches that the server turns out to have lost.

        Returns receipts for the leading pages, as many as were accepted; None if the server refused writes because its
        memory or disk is full, or replicas are missing. A page whose receipt was lost in an error gets that receipt and is
        not added again.
        """
        if self._replicas and self._size() > KEEP_BYTES and not (yield from self.settle()):
            return None
        if not (yield from self._resolve_unanswered()):
            return None
        receipts, pages = self._unclaimed.claim(pages)
        if receipts:
            return receipts
        batch = _Batch(0, 0.0, [entry for entry, _ in pages], [receipt for _, receipt in pages])
        number = self._next()
        ids = yield from self._ask(number, self._limit, batch)
        if ids is None:
            return None
        receipts = self._keep(batch, number, ids)
        try:
            yield from self._resend()
            if self._check_due() and not self._forgotten() and (yield from self._is_durable()):
                self.kept.clear()
        except BaseException:
            self._unclaimed.add(batch.entries, receipts)
            raise
        return receipts

    def settle(self) -> Steps[bool]:
        """Resend lost batches, then drop the kept ones if all are durable; return whether they are."""
        if (yield from self._resolve_unanswered()) and (yield from self._ask(self._next(), 0, None)) is not None:
            yield from self._resend()
        if self._forgotten() or not (yield from self._is_durable()):
            return False
        self.kept.clear()
        return True

    def close(self) -> Steps[None]:
        """Shorten the time for which the server remembers this producer."""
        if self._marked:
            yield Add(self._next(), 0, CLOSED_SECONDS, [])
            self._marked = False

    def _next(self) -> int:
        # Never reuse a number: a batch without an answer may have been accepted under it.
        self._number += 1
        return self._number

    def _ask(self, number: int, limit: int, batch: _Batch | None, *, again: bool = False) -> Steps[list[str] | None]:
        """Send a batch; return the ids of the accepted pages, or None if the server refuses writes for now.

        With `again`, only the number is sent, to find out what the server accepted of the batch. The answer is final: the
        mark has moved on, so the server will reject a copy that arrives later.
        """
        started = yield from self._restart_time()
        self._marked = True
        if batch:
            self._unanswered = number, batch
        answer = yield Add(number, limit, MARK_SECONDS, batch.entries if batch and not again else [])
        if answer is None:
            return None
        last, ids = answer
        self._unanswered = None
        self._answered_at = now = self._clock()
        for sent in self.kept:
            # If the mark has expired, batches sent long before the server's start are in its append-only file.
            if last < sent.number < number and (started is None or sent.at < started < sent.at + KEEP_SECONDS):
                sent.number = _FORGOTTEN
        if not self._replicas:  # elapsed time says nothing about replicas
            self.kept = [sent for sent in self.kept if sent.number == _FORGOTTEN or now - sent.at < KEEP_SECONDS]
        found: list[str] = ids
        return found

    def _restart_time(self) -> Steps[float | None]:
        """Return when the server was started, if its mark may have expired since the last answer; otherwise None."""
        if not self.kept or self._clock() - self._answered_at < MARK_SECONDS:
            return None
        uptime: float = yield UptimeQuery()
        return self._clock() - uptime

    def _resolve_unanswered(self) -> Steps[bool]:
        """Find out what the server accepted of an unanswered batch; return whether that is known now."""
        if self._unanswered is None:
            return True
        number, batch = self._unanswered
        ids = yield from self._ask(number, 0, batch, again=True)
        if ids is None:
            return False
        if batch.number == _FORGOTTEN:
            self._sent_again(batch, number, ids)
        else:
            self._unclaimed.add(batch.entries, self._keep(batch, number, ids))
        return True

    def _keep(self, batch: _Batch, number: int, ids: list[str]) -> list[Receipt]:
        """Keep the accepted part of a batch; return its receipts."""
        if not ids:
            return []
        named = zip(batch.receipts, ids, strict=False)
        batch.receipts = [msgspec.structs.replace(receipt, intake_id=intake_id) for receipt, intake_id in named]
        batch.entries = batch.entries[: len(ids)]
        batch.size = sum(map(body_size, batch.entries))
        batch.number, batch.at = number, self._clock()
        self.kept.append(batch)
        return batch.receipts

    def _resend(self) -> Steps[None]:
        """Resend lost batches; they were accepted before, so the high-water mark does not apply.

        If the server refuses writes, they stay marked as lost until the next batch or `settle`.
        """
        while batch := self._forgotten():
            number = self._next()
            ids = yield from self._ask(number, _NO_LIMIT, batch)
            if ids is None or not self._sent_again(batch, number, ids):
                return

    def _sent_again(self, batch: _Batch, number: int, ids: list[str]) -> bool:
        if len(ids) < len(batch.entries):
            return False
        batch.number, batch.at = number, self._clock()
        log.warning("batch.resent", extra={"pages": len(ids), "page_id": batch.receipts[0].page_id})
        return True

    def _check_due(self) -> bool:
        """Return whether to ask about durability: at intervals if replicas are required, else when much is kept."""
        if not self._replicas:
            return self._size() > KEEP_BYTES
        now = self._clock()
        if now - self._checked_at < KEEP_SECONDS:
            return False
        self._checked_at = now
        return bool(self.kept)

    def _size(self) -> int:
        return sum(sent.size for sent in self.kept)

    def _forgotten(self) -> _Batch | None:
        return next((sent for sent in self.kept if sent.number == _FORGOTTEN), None)

    def _is_durable(self) -> Steps[bool]:
        """Return whether all kept batches are in the server's append-only file, and on the replicas."""
        durability: Durability | None = yield DurabilityQuery(self._replicas)
        newest = max((sent.number for sent in self.kept), default=0)
        if durability is None or durability.mark is None or durability.mark < newest or durability.unwritten:
            return False
        missing = durability.replicas is not None and durability.replicas < self._replicas
        if missing and not self._replicas_missing:
            log.warning("replicas.missed", extra={"replicas": durability.replicas, "wanted": self._replicas})
        self._replicas_missing = missing
        return not missing
