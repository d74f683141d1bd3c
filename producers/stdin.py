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

    from producers.read_options import ReadOptions

#: The name of standard input in errors.
STDIN_NAME = "<stdin>"


def stdin_pages(*, url: str | None, options: ReadOptions) -> Iterator[Page]:
    """Yield the pages of standard input: JSON Lines, or with `url` the bytes of that one page.

    The pages of JSON Lines are yielded as they come. A `file` of a line is relative to the working directory.
    """
    stream = cast("io.BufferedReader", sys.stdin.buffer)
    if url is None:
        yield from stream_pages(stream, STDIN_NAME, folder=Path(), options=options)
        return
    body = stream.read() if options.max_bytes is None else stream.read(options.max_bytes + 1)
    if not body:
        options.report(SourceError(STDIN_NAME, "is empty"))
    elif options.max_bytes is not None and len(body) > options.max_bytes:
        options.report(SourceError(STDIN_NAME, f"has more than the {options.max_bytes:,} bytes that are taken"))
    else:
        yield Page(url=url, body=body, source=options.source)
