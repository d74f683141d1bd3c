"""Pages from JSON Lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from producers.errors import SourceError, unreadable
from producers.file_name import parse_file_name
from producers.lines import BrokenStreamError, Readable, read_lines
from producers.page_line import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from producers.read_options import ReadOptions
    from wiremill.contract.page import ContentEncoding, Page

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def jsonlines_pages(path: Path, options: ReadOptions) -> Iterator[Page]:
    """Yield the pages of a JSON Lines file, which may be packed; a file that can't be read is reported."""
    try:
        stream = path.open("rb")
    except OSError as error:
        options.report(unreadable(path, error))
        return
    with stream:
        encoding = parse_file_name(path).content_encoding
        yield from stream_pages(stream, str(path), encoding=encoding, folder=path.parent, options=options)


def stream_pages(
    stream: Readable, name: str, *, encoding: ContentEncoding = "identity", folder: Path, options: ReadOptions
) -> Iterator[Page]:
    """Yield the pages of a stream of JSON Lines as they come; empty lines are left out.

    A line that is no page is reported with `name` and its number, and skipped. If a packed stream breaks off, all complete
    lines before the break are read.
    """
    number = 0
    try:
        for number, line in read_lines(stream, encoding):
            text = line if number > 1 or line is None else line.removeprefix(_BYTE_ORDER_MARK)
            if text is None or text.strip():
                yield from _line_page(text, name, number, folder, options)
    except BrokenStreamError as error:
        options.report(SourceError(name, f"{error}; nothing from here on can be read", line=number + 1))
    except OSError as error:
        options.report(unreadable(Path(name), error, line=number + 1))


def _line_page(text: bytes | None, name: str, number: int, folder: Path, options: ReadOptions) -> Iterator[Page]:
    if text is None:
        options.report(SourceError(name, "is longer than any page", line=number))
        return
    try:
        page = read_page(text, folder=folder, source=options.source, max_bytes=options.max_bytes)
    except ValueError as error:
        options.report(SourceError(name, str(error), line=number))
        return
    yield page
