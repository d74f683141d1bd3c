"""The batches of a producer: how they are numbered, what is kept, and what is sent again.

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

#: Seconds after which a server with `appendfsync everysec` has written a batch to its log: it writes at most two seconds
#: late. Batches are kept until then, to send again what a restarted server has forgotten.
KEEP_SECONDS = 5.0
#: Bytes of kept batches after which the producer asks the server instead of waiting.
KEEP_BYTES = 64 * 1024 * 1024
#: Seconds the server remembers a producer's latest batch: it is asked again for half an hour at most, when each try has to
#: wait for a connection in vain; a server's clock that is set forward by an hour must make it forget none.
MARK_SECONDS = 2 * 3600
#: The same for a producer that is closed: a copy of its last batch that hangs on a broken connection comes within that.
CLOSED_SECONDS = 60
#: More pages than any stream holds.
_NO_LIMIT = 1 << 53
#: The number of a batch that the server has forgotten, until it is sent again.
_FORGOTTEN = 1 << 62

#: The caller's process decides where its logs go, so this is the standard library's.
log = logging.getLogger("wiremill.producer")


class Add(msgspec.Struct, frozen=True):
    """Asks for `Scripts.add`; the answer is what that returns, None from a server that takes nothing for now."""

    number: int
    limit: int
    mark_seconds: int
    entries: list[list[Any]]


class DurabilityQuery(msgspec.Struct, frozen=True):
    """Asks for a `Durability`; the answer is None from a server that has none for now.

    All is asked on one connection: of a server that came in the place of another meanwhile, none of it is true.
    """

    #: Wait a moment for so many.
    replicas: int


class Durability(msgspec.Struct, frozen=True):
    """What a server says of itself."""

    #: The number of the producer's latest batch.
    mark: int | None
    #: Whether its log lacks something.
    unwritten: bool
    #: How many replicas have all that it has; None where none were asked for.
    replicas: int | None


class UptimeQuery(msgspec.Struct, frozen=True):
    """Asks how many seconds ago the server was started."""


_T = TypeVar("_T")
Steps = Generator[Add | DurabilityQuery | UptimeQuery, Any, _T]


class _Batch(msgspec.Struct, eq=False):
    """A batch that the server may not have written to its log yet."""

    number: int
    at: float
    entries: list[list[Any]]
    receipts: list[Receipt]
    #: Bytes of bodies.
    size: int = 0


class Batches:
    """What one producer has sent to the server, and what the answers tell of it. For one question at a time.

    Args:
        limit: the high-water mark.
        replicas: how many must have a batch before it is let go of.
        clock: seconds, which never go back.
    """

    def __init__(self, limit: int, replicas: int, clock: Callable[[], float] = time.monotonic) -> None:
        #: Whose they are: no two producers have the same.
        self.name = uuid.uuid4().hex
        #: What the server may have to be given again.
        self.kept: list[_Batch] = []
        self._limit = limit
        self._replicas = replicas
        self._clock = clock
        self._number = 0
        self._marked = False
        #: A batch that was sent without an answer, and the number under which it was.
        self._unanswered: tuple[int, _Batch] | None = None
        self._unclaimed = UnclaimedReceipts()
        self._answered_at = self._checked_at = clock()
        self._replicas_missing = False

    def hand_over(self, pages: Sequence[PreparedPage]) -> Steps[list[Receipt] | None]:
        """Add pages as far as there is room, and again what the server turns out to have forgotten.

        Returns receipts for the first of them; None where the server took nothing, for its memory or its disk is full, or
        its replicas are away. A page whose receipt was lost with an error gets that one, and is not added again.
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
        """Ask whether all that is kept is written, send again what is not known, and keep it no longer if it is."""
        if (yield from self._resolve_unanswered()) and (yield from self._ask(self._next(), 0, None)) is not None:
            yield from self._resend()
        if self._forgotten() or not (yield from self._is_durable()):
            return False
        self.kept.clear()
        return True

    def close(self) -> Steps[None]:
        """Let the server forget this producer soon."""
        if self._marked:
            yield Add(self._next(), 0, CLOSED_SECONDS, [])
            self._marked = False

    def _next(self) -> int:
        # A number is never used for two batches: an answer that never came may have been to one that was taken.
        self._number += 1
        return self._number

    def _ask(self, number: int, limit: int, batch: _Batch | None, *, again: bool = False) -> Steps[list[str] | None]:
        """Send a batch; return the ids of its pages that the server took, None where it takes nothing for now.

        With `again` nothing is sent but the number, which answers what came of it: what the server has of it stays so,
        and what it has not it will never have, for its mark has gone on.
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
            # Where the mark has expired, what was sent long before the server's start is in its log.
            if last < sent.number < number and (started is None or sent.at < started < sent.at + KEEP_SECONDS):
                sent.number = _FORGOTTEN
        if not self._replicas:  # time tells nothing of them
            self.kept = [sent for sent in self.kept if sent.number == _FORGOTTEN or now - sent.at < KEEP_SECONDS]
        found: list[str] = ids
        return found

    def _restart_time(self) -> Steps[float | None]:
        """Return when the server was started, where its mark may have expired since it was heard."""
        if not self.kept or self._clock() - self._answered_at < MARK_SECONDS:
            return None
        uptime: float = yield UptimeQuery()
        return self._clock() - uptime

    def _resolve_unanswered(self) -> Steps[bool]:
        """Find out what came of a batch that was never answered; return whether that is known now."""
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
        """Keep what the server took of a batch; return the receipts."""
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
        """Add forgotten batches again; each was accepted once, so no high-water mark holds it up.

        What a server without room does not take stays forgotten until the next batch, or until `settle`.
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
        """Return whether to ask the server what it has written: now and then for replicas, else when much is kept."""
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
        """Return whether the server has written all that is kept to its log, and the replicas have it."""
        durability: Durability | None = yield DurabilityQuery(self._replicas)
        newest = max((sent.number for sent in self.kept), default=0)
        if durability is None or durability.mark is None or durability.mark < newest or durability.unwritten:
            return False
        missing = durability.replicas is not None and durability.replicas < self._replicas
        if missing and not self._replicas_missing:
            log.warning("replicas.missed", extra={"replicas": durability.replicas, "wanted": self._replicas})
        self._replicas_missing = missing
        return not missing
