"""The producer: hands pages over to the intake."""

from __future__ import annotations

import os
import threading
import time
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import msgpack
from redis.exceptions import RedisError

from wiremill.client.batches import Add, Batches, Durability, DurabilityQuery, Steps, UptimeQuery
from wiremill.client.connection import UNREACHABLE, connect, refuses_writes, required_replicas
from wiremill.client.receipt import PreparedPage, Receipt, prepare_batch
from wiremill.contract.page import Page
from wiremill.errors import IntakeFull
from wiremill.ledger.scripts import Scripts
from wiremill.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Producer", "Receipt"]

#: Milliseconds that one WAIT waits for replicas.
_REPLICAS_MS = 1000
#: Seconds between retries at a full intake.
_RETRY_PAUSE = 0.05

_T = TypeVar("_T")


class Producer:
    """Hands pages over to the intake; once it returns a receipt, the page is in the intake.

    Pages are compressed with zstd unless they are already compressed. A page without `id` gets one derived from its URL and
    body; a page without a valid `traceparent` starts a new trace. A batch whose answer was lost is resent and still counts
    once. A batch lost by a restarted server, or unknown to a promoted replica, is resent too. With `wait_replicas`, a batch
    is kept until that many replicas have it.

    Threads may share a producer; they send one at a time, and a thread that waits for room does not block the others. In
    a forked process the producer starts afresh with nothing sent; the parent's batches stay with the parent.
    """

    def __init__(self, redis_url: str | None = None, *, settings: Settings | None = None) -> None:
        if settings is None:
            settings = load_settings(redis_url=redis_url) if redis_url else load_settings()
        self.settings = settings
        self._reset()
        _producers.add(self)

    def _reset(self) -> None:
        # One question at a time: a batch that is overtaken by a later one counts as a stale copy.
        self._lock = threading.Lock()
        self._scripts = Scripts(connect(self.settings), self.settings)
        self._batches = Batches(self.settings.intake_max_pages, required_replicas(self.settings))

    def send(self, url: str, body: bytes, *, timeout: float | None = None, **fields: Any) -> Receipt:
        """Hand over one page; `fields` are the other fields of `Page`.

        Args:
            url: the URL of the page.
            body: its bytes as fetched.
            timeout: seconds to wait for room in a full intake; None waits forever, 0 not at all.
            **fields: such as `content_type`, `meta`.

        Raises:
            IntakeFull: there was no room in time; the page was not accepted.
            MalformedPage: the page is invalid.
            RedisError: the server is unreachable. The page may or may not have been accepted; sending it again is safe
                and adds it only once.
        """
        return next(iter(self.send_many([Page(url=url, body=body, **fields)], timeout=timeout)))

    def send_many(self, pages: Iterable[Page], *, timeout: float | None = None) -> Iterator[Receipt]:
        """Hand over many pages in batches; yield a receipt for each, in order.

        Pages are read from `pages` as receipts are consumed, up to one batch of 64 ahead. An error raised by `pages` itself
        is raised again after the pages before it have been accepted.

        Raises:
            IntakeFull: there was no room for `timeout` seconds; `accepted` counts the pages accepted before.
            MalformedPage: a page is invalid; those before it were accepted.
            RedisError: the server is unreachable, as for `send`.
        """
        accepted = 0
        stream = iter(pages)
        while True:
            prepared, error = prepare_batch(stream, self.settings.page_max_bytes)
            for receipt in self._send(prepared, timeout, accepted):
                accepted += 1
                yield receipt
            if error:
                raise error
            if not prepared:
                return

    def flush(self) -> None:
        """Wait until all pages are in the server's append-only file, if it keeps one, and on the replicas.

        Pages lost by a restarted server, or unknown to a promoted replica, are resent as soon as memory and disk have room.
        Waits for `wait_replicas` replicas, for as long as it takes.
        """
        while self._batches.kept and not self._run(self._batches.settle()):
            time.sleep(_RETRY_PAUSE)

    def close(self) -> None:
        """Flush and close the connection."""
        self.flush()
        with suppress(RedisError, *UNREACHABLE):  # otherwise the server forgets this producer later
            self._run(self._batches.close())
        self._scripts.redis.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, batch: list[PreparedPage], timeout: float | None, accepted: int) -> Iterator[Receipt]:
        deadline = None if timeout is None else time.monotonic() + timeout
        while batch:
            receipts = self._run(self._batches.hand_over(batch))
            if receipts:
                yield from receipts
                accepted += len(receipts)
                batch = batch[len(receipts) :]
            elif deadline is not None and time.monotonic() >= deadline:
                raise IntakeFull(
                    f"the intake holds {self.settings.intake_max_pages:,} pages, its high-water mark, or the server is "
                    "out of memory, of disk space or of replicas: start more workers, raise intake_max_pages, or send later",
                    accepted=accepted,
                )
            else:
                time.sleep(_RETRY_PAUSE)

    def _run(self, steps: Steps[_T]) -> _T:
        """Run the steps to their end, putting their questions to the server."""
        with self._lock:
            try:
                question = next(steps)
                while True:
                    try:
                        answer = self._ask_server(question)
                    except BaseException as error:  # noqa: BLE001  (the steps raise it again)
                        question = steps.throw(error)
                    else:
                        question = steps.send(answer)
            except StopIteration as end:
                return cast("_T", end.value)

    def _ask_server(
        self, question: Add | DurabilityQuery | UptimeQuery
    ) -> tuple[int, list[str]] | Durability | float | None:
        try:
            if isinstance(question, Add):
                return self._scripts.add(
                    self._batches.name, question.number, question.limit, question.mark_seconds, question.entries
                )
            if isinstance(question, DurabilityQuery):
                return self._durability(question.replicas)
        except RedisError as error:
            if not refuses_writes(error):
                raise
            return None
        return float(self._scripts.redis.info("server")["uptime_in_seconds"])

    def _durability(self, replicas: int) -> Durability:
        pipeline = self._scripts.redis.pipeline(transaction=False)
        pipeline.get(self._scripts.keys.producer(self._batches.name))
        pipeline.info("persistence")
        if replicas:
            # Waits for everything that this server had when it answered the previous commands.
            pipeline.wait(replicas, _REPLICAS_MS)
        mark, persistence, *followers = pipeline.execute()
        return Durability(
            mark=None if mark is None else msgpack.unpackb(mark)[0],
            unwritten=bool(persistence.get("aof_enabled") and persistence.get("aof_buffer_length")),
            replicas=followers[0] if followers else None,
        )


#: All producers of this process, to reset them after a fork.
_producers: weakref.WeakSet[Producer] = weakref.WeakSet()


def _reset_after_fork() -> None:
    for producer in list(_producers):
        producer._reset()  # noqa: SLF001


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_reset_after_fork)
