"""Pages from files and folders."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING
from urllib.parse import quote

from producers.errors import SourceError, unreadable
from producers.file_name import parse_file_name
from producers.folder import page_files
from wiremill.contract.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from producers.read_options import ReadOptions

#: Ends of a URL prefix after which a path follows without a slash.
_PATH_MAY_FOLLOW = ("/", "=", "?", "&", "#")


def folder_pages(folder: Path, *, url_prefix: str | None, options: ReadOptions) -> Iterator[Page]:
    """Yield the pages of a folder, one file at a time (`page_files` says which and in which order)."""
    for path in page_files(folder, options.report):
        url = prefixed_url(url_prefix, path.relative_to(folder)) if url_prefix else None
        yield from file_page(path, url=url, options=options)


def file_page(path: Path, *, url: str | None, options: ReadOptions) -> Iterator[Page]:
    """Yield the page of a file with its bytes as they are: a packed file stays packed.

    Without `url` the page's URL is that of the file, ``file:///…``. A file that can't be read or is empty is reported.
    """
    try:
        body = read_body(path, options.max_bytes)
    except OSError as error:
        options.report(unreadable(path, error))
        return
    except ValueError as error:
        options.report(SourceError(str(path), str(error)))
        return
    named = parse_file_name(path)
    yield Page(
        url=url or path.absolute().as_uri(),
        body=body,
        content_type=named.content_type,
        content_encoding=named.content_encoding,
        source=options.source,
    )


def read_body(path: Path, max_bytes: int | None) -> bytes:
    """Return a file's bytes.

    Raises:
        OSError: it can't be read.
        ValueError: it is empty, larger than `max_bytes`, or a device.
    """
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
            raise ValueError("is a device, not a file")
        body = stream.read() if max_bytes is None else stream.read(max_bytes + 1)
    if not body:
        raise ValueError("is empty")
    if max_bytes is not None and len(body) > max_bytes:
        raise ValueError(f"has {max(len(body), status.st_size):,} bytes, more than the {max_bytes:,} that are taken")
    return body


def prefixed_url(prefix: str, relative: Path) -> str:
    """Return the URL of a file below a prefix: its path, percent-encoded, without the suffix of its packing."""
    path = quote(os.fsencode(relative.with_name(parse_file_name(relative).name).as_posix()))
    return f"{prefix}{path}" if prefix.endswith(_PATH_MAY_FOLLOW) else f"{prefix}/{path}"
