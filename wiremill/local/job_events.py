"""Events of a job's pages, read from a stream that also holds other jobs' pages."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from wiremill.ledger.streams import pending

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    import redis

    from wiremill.ledger.streams import Fields

#: Entries read at once; items have about 10 KB.
_CHUNK = 200
#: Seconds that an event is kept while its page has no receipt: a producer whose answer was lost retries for 20.
_UNKNOWN_SECONDS = 60.0
#: Maximum number of such events, 400 bytes each. Beyond it nothing is read until some have expired.
_MAX_UNKNOWN = 100_000

_Row = tuple[bytes, "Fields"]


class JobEvent(NamedTuple):
    """An entry of the stream about a page of the job."""

    id: str
    page: str
    fields: Fields


class JobEvents:
    """Reads a stream from its current end, and picks the entries about the job's own pages.

    Args:
        client: the connection.
        stream: the history, or the items.
        page: the field that names the page.
        group: reads as this consumer group, so that no entry is trimmed before it is read. None reads without a group.
    """

    def __init__(self, client: redis.Redis, stream: str, page: bytes, group: str | None) -> None:
        self._redis: Any = client  # the client's types leave open that answers are bytes
        self._stream = stream
        self._field = page
        self._group = group
        self._at = "0-0"
        if group is None:
            latest: Any = self._redis.xrevrange(stream, count=1)
            self._at = latest[0][0].decode() if latest else "0-0"
        #: Pages without a receipt: the time of their first entry, and the ids of their entries. They belong to others, or to
        #: us with the receipt still on its way. Only ids are kept, so that others' items take no memory here.
        self._unknown: dict[bytes, tuple[float, list[bytes]]] = {}
        self._entries = 0
        self._undelivered: list[bytes] = []
        #: Whether the latest poll reached the end of the stream.
        self.caught_up = False

    def poll(
        self, new: Sequence[str], ours: Container[str], *, more: bool, block_ms: int | None = None
    ) -> list[JobEvent]:
        """Return the new events of the job's pages.

        Args:
            new: pages whose receipts came since the last poll.
            ours: all pages with a receipt, including `new`.
            more: whether receipts may still come. If not, events of pages without one are dropped.
            block_ms: milliseconds to wait if there is no event.
        """
        now = time.monotonic()
        asked = [*self._undelivered, *self._take_unknown(new)]
        self._undelivered = []
        rows = list(self._fetch(asked))
        # Entries trimmed past the operator's limit are acknowledged as well.
        done = [*{*asked} - {entry for entry, _ in rows}]
        rows += self._read(block_ms)
        news = []
        for entry, fields in rows:
            page = fields.get(self._field, b"")
            name = page.decode("utf-8", "replace")
            if name in ours:
                news.append(JobEvent(entry.decode(), name, fields))
            elif page and more:
                self._unknown.setdefault(page, (now, []))[1].append(entry)
                self._entries += 1
                continue
            done.append(entry)
        done += self._expire_unknown(now - _UNKNOWN_SECONDS if more else now)
        if done and self._group:
            self._redis.xack(self._stream, self._group, *done)
        return news

    def has_undelivered(self) -> bool:
        """Return whether the server has delivered entries that never arrived here; the next poll reads them again."""
        if self._group:
            known = {entry for _, entries in self._unknown.values() for entry in entries}
            held = (entry.encode() for entry in pending(self._redis, self._stream, self._group))
            self._undelivered = [entry for entry in held if entry not in known]
        return bool(self._undelivered)

    def _take_unknown(self, pages: Sequence[str]) -> list[bytes]:
        """Return the entries read earlier whose pages turn out to be ours."""
        found = [entry for page in pages for entry in self._unknown.pop(page.encode(), (0.0, []))[1]]
        self._entries -= len(found)
        return found

    def _expire_unknown(self, before: float) -> list[bytes]:
        """Return the entries of pages that have had no receipt since `before`: they belong to others."""
        overdue = itertools.takewhile(lambda page: self._unknown[page][0] <= before, self._unknown)
        expired = [entry for page in [*overdue] for entry in self._unknown.pop(page)[1]]
        self._entries -= len(expired)
        return expired

    def _fetch(self, entries: Sequence[bytes]) -> Iterator[_Row]:
        for start in range(0, len(entries), _CHUNK):
            pipeline = self._redis.pipeline(transaction=False)
            for entry in entries[start : start + _CHUNK]:
                pipeline.xrange(self._stream, entry, entry)
            for rows in pipeline.execute():
                yield from rows

    def _read(self, block_ms: int | None) -> list[_Row]:
        if self._entries >= _MAX_UNKNOWN:
            self.caught_up = False
            time.sleep((block_ms or 0) / 1000)
            return []
        if self._group:
            answer = self._redis.xreadgroup(self._group, "run", {self._stream: ">"}, count=_CHUNK, block=block_ms)
        else:
            answer = self._redis.xread({self._stream: self._at}, count=_CHUNK, block=block_ms)
        if isinstance(answer, dict):  # RESP3
            answer = [(name, entries[0]) for name, entries in answer.items()]
        rows: list[_Row] = answer[0][1] if answer else []
        if rows:
            self._at = rows[-1][0].decode()
        self.caught_up = len(rows) < _CHUNK
        return rows
