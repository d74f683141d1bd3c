"""Receipts that were not delivered: the caller got an error, but the pages turned out to be in the intake."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.client.receipt import PreparedPage, Receipt

#: Maximum number of receipts held, half a kilobyte each; many threads may have failed at once.
MAX_RECEIPTS = 4096


class UnclaimedReceipts:
    """Receipts by page. A caller that hands over the same page again gets its receipt, and nothing is added."""

    def __init__(self) -> None:
        #: Digest and receipt of each page, by page id, so that unrelated pages need no digest.
        self._receipts: dict[str, list[tuple[bytes, Receipt]]] = {}
        self._count = 0

    def add(self, entries: Sequence[list[Any]], receipts: Sequence[Receipt]) -> None:
        """Hold receipts of pages; beyond `MAX_RECEIPTS`, the oldest are forgotten."""
        for entry, receipt in zip(entries, receipts, strict=False):
            self._receipts.setdefault(receipt.page_id, []).append((_digest(entry), receipt))
            self._count += 1
        while self._count > MAX_RECEIPTS:
            oldest = next(iter(self._receipts))
            self._take(oldest, 0)

    def claim(self, pages: Sequence[PreparedPage]) -> tuple[list[Receipt], Sequence[PreparedPage]]:
        """Return the receipts held for the leading pages; if there are none, the pages up to the first with a receipt."""
        if not self._receipts:
            return [], pages
        claimed: list[Receipt] = []
        for at, (entry, receipt) in enumerate(pages):
            place = self._place(receipt.page_id, entry)
            if place is None and claimed:
                break
            if place is not None:
                if at > len(claimed):
                    return [], pages[:at]
                claimed.append(self._take(receipt.page_id, place))
        return claimed, pages

    def _place(self, page_id: str, entry: list[Any]) -> int | None:
        held = self._receipts.get(page_id)
        if not held:
            return None
        digest = _digest(entry)
        return next((at for at, (known, _) in enumerate(held) if known == digest), None)

    def _take(self, page_id: str, at: int) -> Receipt:
        held = self._receipts[page_id]
        _, receipt = held.pop(at)
        if not held:
            del self._receipts[page_id]
        self._count -= 1
        return receipt


def _digest(entry: list[Any]) -> bytes:
    """Return a digest of the page without its trace, which differs each time if the caller gives none."""
    pairs = zip(entry[::2], entry[1::2], strict=True)
    return sha256(msgpack.packb([pair for pair in pairs if pair[0] != "traceparent"])).digest()
