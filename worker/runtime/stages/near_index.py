"""The index of near-duplicates as publish uses it: read before the item is made, checked and written by the commit."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from redis.exceptions import ResponseError

from wiremill.client.connection import is_server_fault
from worker.publish import near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.ledger.scripts import Scripts

log = structlog.get_logger("wiremill.worker")


class NearLookup(msgspec.Struct):
    """The state of the index for a text at the time of the look-up."""

    #: The argument of `near.lua`.
    request: dict[str, Any]
    #: The number of the newest signature at that time.
    as_of: int
    comparison: near.Comparison


class NearIndex:
    """Signatures of the texts published within the window.

    An unreadable part of the index counts as empty: foreign data in its keys must not hold up a page.
    """

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._keys = scripts.keys
        self._window = scripts.settings.near_duplicate_window_seconds
        self._max_signatures = scripts.settings.near_duplicate_signatures

    def look_up(self, texts: Sequence[near.Text], now: int) -> list[NearLookup | None]:
        """Look each text up; None where the index can't be read."""
        requests = [
            near.lookup_request(self._keys, text, max_signatures=self._max_signatures, window=self._window, now=now)
            for text in texts
        ]
        answers = self._query(requests) if requests else []
        return [
            self._lookup(text, request, answer, now)
            for text, request, answer in zip(texts, requests, answers, strict=True)
        ]

    def _query(self, requests: Sequence[dict[str, Any]]) -> list[list[Any]]:
        """Return the script's answers, in one call, or one by one if a text's part of the index is broken."""
        try:
            return self._scripts.near(requests)
        except ResponseError as error:
            if is_server_fault(error):
                raise
            if len(requests) > 1:
                return [answer for request in requests for answer in self._query([request])]
            log.warning("index.skipped", key=f"{self._keys.near_prefix}*", error=str(error))
            return [[]]

    def _lookup(self, text: near.Text, request: dict[str, Any], answer: Sequence[Any], now: int) -> NearLookup | None:
        if not answer:
            return None
        if not isinstance(answer[0], int):
            key, _, why = answer[0].decode("utf-8", "replace").partition(" ")
            log.warning("index.skipped", key=key, error=why)
            return None
        as_of, *candidates = answer
        found = [each for row in candidates if (each := self._candidate(*row)) is not None]
        return NearLookup(request, as_of, near.compare(text, found, now=now, window=self._window))

    def _candidate(self, record: bytes, name: bytes, first: bytes, first_name: bytes) -> near.Candidate | None:
        text = self._indexed(record, name)
        return None if text is None else near.Candidate(text, self._indexed(first, first_name) if first else None)

    def _indexed(self, record: bytes, name: bytes) -> near.IndexedText | None:
        try:
            text = near.unpack(record, name)
            if text.item_id and text.version:
                return text
            error = "no id" if text.version else "no version"
        except (struct.error, ValueError) as raised:
            error = f"{type(raised).__name__}: {raised}"
        chunk = int.from_bytes(record[:4]) % self._max_signatures // near.CHUNK
        log.warning("index.skipped", key=f"{self._keys.near_signatures}{chunk}", error=error)
        return None
