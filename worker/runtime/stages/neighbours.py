"""The index of near-duplicates as publish uses it: looked up first, checked again and written in the script that ends a page."""

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


class Neighbours(msgspec.Struct):
    """What the index said of a text when it was read."""

    #: What `near.lua` was asked.
    looked: dict[str, Any]
    #: The number of the newest signature then.
    as_of: int
    verdict: near.Verdict


class NearIndex:
    """Signatures of the texts published within the window.

    What can't be read of it stands for no text: what anything else has written there must not hold up a page.
    """

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._keys = scripts.keys
        self._window = scripts.settings.near_duplicate_window_seconds
        self._most = scripts.settings.near_duplicate_signatures

    def look_up(self, texts: Sequence[near.Text], now: int) -> list[Neighbours | None]:
        """Return what the index has of each text; None where it can't be asked."""
        tables = [near.table(self._keys, text, most=self._most, window=self._window, now=now) for text in texts]
        answers = self._ask(tables) if tables else []
        return [
            self._judge(text, looked, answer, now) for text, looked, answer in zip(texts, tables, answers, strict=True)
        ]

    def _ask(self, tables: Sequence[dict[str, Any]]) -> list[list[Any]]:
        """Return the answers of the script, all at once or, where one text's part of the index is broken, one by one."""
        try:
            return self._scripts.near(tables)
        except ResponseError as error:
            if is_server_fault(error):
                raise
            if len(tables) > 1:
                return [answer for table in tables for answer in self._ask([table])]
            log.warning("index.skipped", key=f"{self._keys.near_prefix}*", error=str(error))
            return [[]]

    def _judge(self, text: near.Text, looked: dict[str, Any], answer: Sequence[Any], now: int) -> Neighbours | None:
        if not answer:
            return None
        if not isinstance(answer[0], int):
            key, _, why = answer[0].decode("utf-8", "replace").partition(" ")
            log.warning("index.skipped", key=key, error=why)
            return None
        as_of, *candidates = answer
        found = [each for row in candidates if (each := self._found(*row)) is not None]
        return Neighbours(looked, as_of, near.judge(text, found, now=now, window=self._window))

    def _found(self, record: bytes, name: bytes, first: bytes, first_name: bytes) -> near.Found | None:
        kept = self._kept(record, name)
        return None if kept is None else near.Found(kept, self._kept(first, first_name) if first else None)

    def _kept(self, record: bytes, name: bytes) -> near.Kept | None:
        try:
            kept = near.unpack(record, name)
            if kept.item_id and kept.version:
                return kept
            error = "no id" if kept.version else "no version"
        except (struct.error, ValueError) as raised:
            error = f"{type(raised).__name__}: {raised}"
        chunk = int.from_bytes(record[:4]) % self._most // near.CHUNK
        log.warning("index.skipped", key=f"{self._keys.near_signatures}{chunk}", error=error)
        return None
