"""The producer: hands pages over to the intake."""

from __future__ import annotations

import itertools
import logging
import time
import uuid
from typing import TYPE_CHECKING, Any, Self, cast

import msgpack
import msgspec
from redis.exceptions import RedisError

from wiremill.connection import connect, is_full, replicas_waited_for
from wiremill.errors import IntakeFull, MalformedPage
from wiremill.intake import encode_entry, unpack
from wiremill.page import Page, page_id
from wiremill.pagecheck import check_url
from wiremill.scripts import Scripts
from wiremill.settings import Settings, load_settings
from wiremill.traceparent import accept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A batch is sent when it has so many pages or so many bytes, whichever comes first.
BATCH_PAGES, BATCH_BYTES = 64, 4 * 1024 * 1024
#: Seconds after which a server with `appendfsync everysec` has written a batch to its log: it writes at most two seconds
#: late. Batches are kept until then, to send again what a restarted server has forgotten.
KEEP_SECONDS = 5.0
#: Bytes of kept batches after which the producer asks the server instead of waiting.
KEEP_BYTES = 64 * 1024 * 1024
#: Milliseconds that one question waits for replicas.
_REPLICAS_MS = 1000
#: Seconds the server remembers a producer's latest batch.
MARK_SECONDS = 24 * 3600
#: Seconds between two tries at a full intake.
_PAUSE = 0.05
#: More pages than any stream holds.
_NO_LIMIT = 1 << 53
#: The number of a batch that the server has forgotten, until it is sent again.
_FORGOTTEN = 1 << 62

#: The caller's process decides where its logs go, so this is the standard library's.
log = logging.getLogger("wiremill.producer")


class Receipt(msgspec.Struct, frozen=True):
    """What the intake gave for a page: the names by which it can be traced."""

    page_id: str
    intake_id: str
    traceparent: str
    url: str


#: The flat fields of an intake entry, and the receipt without the id that the intake will give.
_Ready = tuple[list[Any], Receipt]


class _Sent(msgspec.Struct):
    """A batch that the server may not have written to its log yet."""

    number: int
    at: float
    size: int
    entries: list[list[Any]]
    receipts: list[Receipt]


class Producer:
    """Hands pages over; what it has returned a receipt for is in the intake.

    Pages are packed with zstd unless they come packed. A page without `id` gets the one made of its URL and body, one
    without a valid `traceparent` a new trace. A batch whose answer was lost is sent again and still counts once; a
    batch that a restarted server, or a replica in its place, does not know of is sent again too. With `wait_replicas` a
    batch is kept until so many replicas have it. Not for several threads at once.
    """

    def __init__(self, redis_url: str | None = None, *, settings: Settings | None = None) -> None:
        if settings is None:
            settings = load_settings(redis_url=redis_url) if redis_url else load_settings()
        self.settings = settings
        self._scripts = Scripts(connect(settings), settings)
        self._name = uuid.uuid4().hex
        self._number = 0
        self._kept: list[_Sent] = []
        self._heard = self._asked = time.monotonic()
        self._replicas = replicas_waited_for(settings)
        self._missed = False

    def send(self, url: str, body: bytes, *, timeout: float | None = None, **fields: Any) -> Receipt:
        """Hand over one page; `fields` are the other fields of `Page`.

        Args:
            url: where the page is from.
            body: its bytes as fetched.
            timeout: seconds to wait for room in a full intake; None waits for ever, 0 not at all.
            **fields: as `content_type`, `meta`.

        Raises:
            IntakeFull: there was no room in time; the page was not taken.
            MalformedPage: the page would be refused.
        """
        return next(iter(self.send_many([Page(url=url, body=body, **fields)], timeout=timeout)))

    def send_many(self, pages: Iterable[Page], *, timeout: float | None = None) -> Iterator[Receipt]:
        """Hand over many pages in batches; yield a receipt for each, in order.

        Pages are read from `pages` as receipts are taken: a batch of up to 64 ahead.

        Raises:
            IntakeFull: there was no room for `timeout` seconds; `accepted` counts the pages taken before.
            MalformedPage: a page would be refused; those before it were taken.
        """
        accepted = 0
        stream = iter(pages)
        while batch := list(self._batch(stream)):
            failed = batch.pop() if isinstance(batch[-1], MalformedPage) else None
            ready = [one for one in batch if not isinstance(one, MalformedPage)]
            for receipt in self._send(ready, timeout, accepted):
                accepted += 1
                yield receipt
            if isinstance(failed, MalformedPage):
                raise failed

    def flush(self) -> None:
        """Wait until the server has written what was handed over to its log, as far as it keeps one, and replicas have it.

        A server that restarted without it, or a replica in its place that lacks it, is given it again, as soon as its
        memory and its disk have room. It waits for `wait_replicas` replicas, however long they are away.
        """
        while self._kept and not self._settle():
            time.sleep(_PAUSE)

    def close(self) -> None:
        """Flush and close the connection."""
        self.flush()
        self._scripts.redis.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _batch(self, stream: Iterator[Page]) -> Iterator[_Ready | MalformedPage]:
        size = 0
        for page in itertools.islice(stream, BATCH_PAGES):
            try:
                entry, receipt = self._ready(page)
            except MalformedPage as error:
                yield error
                return
            yield entry, receipt
            size += len(entry[3])
            if size >= BATCH_BYTES:
                return

    def _ready(self, page: Page) -> _Ready:
        check_url(page.url)
        if not page.body:
            raise MalformedPage("body_missing", f"the page {page.url!r} has an empty body")
        if len(page.body) > self.settings.page_max_bytes:
            raise MalformedPage(
                "body_too_large",
                f"the page {page.url!r} has {len(page.body):,} bytes; the limit page_max_bytes is "
                f"{self.settings.page_max_bytes:,}",
            )
        traceparent = accept(page.traceparent)
        identity = page.id
        if identity is None:
            identity = page_id(page.url, unpack(page.body, page.content_encoding, self.settings.page_max_bytes))
        entry = encode_entry(msgspec.structs.replace(page, id=identity, traceparent=traceparent))
        return entry, Receipt(identity, "", traceparent, page.url)

    def _send(self, batch: list[_Ready], timeout: float | None, accepted: int) -> Iterator[Receipt]:
        deadline = None if timeout is None else time.monotonic() + timeout
        while batch:
            receipts = None if self._overfull() else self._add(batch)
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
                time.sleep(_PAUSE)

    def _add(self, batch: list[_Ready]) -> list[Receipt] | None:
        """Add a batch as far as there is room, and again what the server turns out to have forgotten.

        None where the server took nothing, for its memory or its disk is full, or its replicas are away.
        """
        entries = [entry for entry, _ in batch]
        # A number is never used twice: an answer that never came may have been to a batch that was taken.
        number = self._number = self._number + 1
        try:
            last, ids = self._scripts.add(self._name, number, self.settings.intake_max_pages, MARK_SECONDS, entries)
        except RedisError as error:
            if not is_full(error):
                raise
            return None
        now = time.monotonic()
        if now - self._heard > MARK_SECONDS:
            self._kept.clear()  # its mark has expired, and a day is long enough to write a log
        self._heard = now
        self._forget_written(last, now)
        receipts = [
            msgspec.structs.replace(receipt, intake_id=intake_id)
            for (_, receipt), intake_id in zip(batch, ids, strict=False)
        ]
        if receipts:
            size = sum(len(entry[3]) for entry in entries)
            self._kept.append(_Sent(number, now, size, entries[: len(ids)], receipts))
        self._resend(number)
        if self._due(now) and not self._forgotten() and self._written():
            self._kept.clear()
        return receipts

    def _due(self, now: float) -> bool:
        """Return whether to ask the server what it has written: now and then for replicas, else when much is kept."""
        if not self._replicas:
            return self._size() > KEEP_BYTES
        if now - self._asked < KEEP_SECONDS:
            return False
        self._asked = now
        return bool(self._kept)

    def _size(self) -> int:
        return sum(sent.size for sent in self._kept)

    def _overfull(self) -> bool:
        """Return whether so much waits for replicas that no more can be kept."""
        return bool(self._replicas) and self._size() > KEEP_BYTES and not self._settle()

    def _settle(self) -> bool:
        """Ask whether all that is kept is written, send again what is not known, and keep it no longer if it is."""
        known = self._add([]) is not None or self._remembered()
        if not known or self._forgotten() or not self._written():
            return False
        self._kept.clear()
        return True

    def _forget_written(self, last: int, now: float) -> None:
        """Keep what the server does not know of, its latest batch being `last`, and what it may not have written yet.

        Time tells nothing of replicas.
        """
        for sent in self._kept:
            if sent.number > last:
                sent.number = _FORGOTTEN
        if not self._replicas:
            self._kept = [sent for sent in self._kept if sent.number == _FORGOTTEN or now - sent.at < KEEP_SECONDS]

    def _resend(self, known: int) -> None:
        """Add forgotten batches again, until the server knows of all; each was accepted once, so no limit holds it up."""
        while sent := self._forgotten():
            number = self._number = self._number + 1
            try:
                last, _ = self._scripts.add(self._name, number, _NO_LIMIT, MARK_SECONDS, sent.entries)
            except RedisError as error:
                if not is_full(error):
                    raise
                return  # it stays forgotten until the next batch, or `flush`
            sent.number, sent.at = number, time.monotonic()
            if last < known:  # the server was restarted again meanwhile
                for other in self._kept:
                    if last < other.number < number:
                        other.number = _FORGOTTEN
            known = number
            log.warning("batch.resent", extra={"pages": len(sent.receipts), "page_id": sent.receipts[0].page_id})

    def _remembered(self) -> bool:
        """Return whether a server that takes nothing has all that was handed over: its mark of the latest batch says so."""
        return self._knows_all(cast("bytes | None", self._scripts.redis.get(self._scripts.keys.producer(self._name))))

    def _forgotten(self) -> _Sent | None:
        return next((sent for sent in self._kept if sent.number == _FORGOTTEN), None)

    def _written(self) -> bool:
        """Return whether the server has written all that is kept to its log, and the replicas have it.

        All is asked on one connection: of a server that came in the place of another meanwhile, none of it is true.
        """
        pipeline = self._scripts.redis.pipeline(transaction=False)
        pipeline.get(self._scripts.keys.producer(self._name))
        pipeline.info("persistence")
        if self._replicas:
            # It waits for all that this server had when it answered the commands before.
            pipeline.wait(self._replicas, _REPLICAS_MS)
        try:
            mark, persistence, *followers = pipeline.execute()
        except RedisError as error:
            if not is_full(error):
                raise
            return False
        if not self._knows_all(mark) or (persistence.get("aof_enabled") and persistence.get("aof_buffer_length")):
            return False
        missed = bool(followers) and followers[0] < self._replicas
        if missed and not self._missed:
            log.warning("replicas.missed", extra={"replicas": followers[0], "wanted": self._replicas})
        self._missed = missed
        return not missed

    def _knows_all(self, mark: bytes | None) -> bool:
        """Return whether a server with this mark has all that is kept: the number of the latest batch says so."""
        return mark is not None and msgpack.unpackb(mark)[0] >= max((sent.number for sent in self._kept), default=0)
