"""Pages from standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from producers.errors import SourceError
from producers.jsonlines import stream_pages
from wiremill.contract.page import Page

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from producers.reading import Reading

#: How errors name standard input.
NAME = "<stdin>"


def stdin_pages(*, url: str | None, reading: Reading) -> Iterator[Page]:
    """Yield the pages that standard input brings: JSON Lines, or with `url` the bytes of that one page.

    JSON Lines are yielded as they come. A `file` of a line is looked for in the working directory.
    """
    stream = cast("io.BufferedReader", sys.stdin.buffer)
    if url is None:
        yield from stream_pages(stream, NAME, folder=Path(), reading=reading)
        return
    body = stream.read() if reading.max_bytes is None else stream.read(reading.max_bytes + 1)
    if not body:
        reading.report(SourceError(NAME, "is empty"))
    elif reading.max_bytes is not None and len(body) > reading.max_bytes:
        reading.report(SourceError(NAME, f"has more than the {reading.max_bytes:,} bytes that are taken"))
    else:
        yield Page(url=url, body=body, source=reading.source)
