"""The receipt, and pages prepared for the intake."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.contract.intake import unpack, write_entry
from wiremill.contract.page import Page, page_id
from wiremill.contract.page_check import check_page
from wiremill.contract.traceparent import valid_or_new
from wiremill.errors import MalformedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Limits of a batch: it is sent when either is reached.
BATCH_PAGES, BATCH_BYTES = 64, 4 * 1024 * 1024
#: Characters of a URL shown in a message.
_SHOWN = 200


class Receipt(msgspec.Struct, frozen=True):
    """The intake's confirmation of a page: the ids by which the page can be traced."""

    page_id: str
    intake_id: str
    traceparent: str
    url: str


#: The flat fields of an intake entry, and its receipt without the intake id.
PreparedPage = tuple[list[Any], Receipt]


def prepare_page(page: Page, max_bytes: int) -> PreparedPage:
    """Check and pack a page; give it an id and a trace if it has none.

    Raises:
        MalformedPage: a worker would reject it; the message names the page.
    """
    try:
        page = check_page(page)
        body = unpack(page.body, page.content_encoding, max_bytes)
        identity, traceparent = page.id or page_id(page.url, body), valid_or_new(page.traceparent)
        entry = write_entry(msgspec.structs.replace(page, id=identity, traceparent=traceparent))
    except MalformedPage as error:
        url = page.url if isinstance(page, Page) else None
        if not isinstance(url, str) or not url:
            raise
        raise MalformedPage(error.reason, f"the page {url[:_SHOWN]!r} is refused: {error}") from error
    return entry, Receipt(identity, "", traceparent, page.url)


def prepare_batch(pages: Iterator[Page], max_bytes: int) -> tuple[list[PreparedPage], Exception | None]:
    """Prepare the next batch. An error ends it and is returned with the pages before it, so that they are sent first."""
    prepared: list[PreparedPage] = []
    size = 0
    try:
        for page in itertools.islice(pages, BATCH_PAGES):
            prepared.append(prepare_page(page, max_bytes))
            size += body_size(prepared[-1][0])
            if size >= BATCH_BYTES:
                break
    except Exception as error:  # noqa: BLE001  (raised by the source of the pages; the caller raises it again)
        return prepared, error
    return prepared, None


def body_size(entry: list[Any]) -> int:
    """Return the bytes of an entry's body."""
    return len(entry[3])
