"""Pages from paths: picks the reader by the kind of each path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from producers.errors import Report, SourceError
from producers.file_name import parse_file_name
from producers.files import file_page, folder_pages, prefixed_url
from producers.jsonlines import jsonlines_pages
from producers.read_options import ReadOptions
from producers.stdin import stdin_pages

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from wiremill.contract.page import Page


def read_pages(
    paths: Iterable[str | os.PathLike[str]],
    *,
    url: str | None = None,
    url_prefix: str | None = None,
    source: str | None = None,
    max_bytes: int | None = None,
    on_error: Literal["raise", "skip"] = "raise",
    report: Report | None = None,
) -> Iterator[Page]:
    """Yield the pages of files, folders, JSON Lines files and standard input, one after the other.

    Each file is read when its page is asked for, and once.

    Args:
        paths: a folder gives the pages in it; ``.jsonl`` and ``.ndjson``, also with ``.gz`` or ``.zst``, are JSON
            Lines; any other file is one page, packed if its name says so; ``-`` is standard input: JSON Lines, or with
            `url` one page.
        url: the URL of the page, if `paths` name just one.
        url_prefix: the beginning of the URL of a file's page, in place of ``file:///…``; the path of the file follows, as
            seen from the folder that was named, or the file's name.
        source: the `source` of pages that name none.
        max_bytes: bytes of the largest body accepted, as it is handed over; None for no limit.
        on_error: ``skip`` passes the error of a faulty source to `report`, and goes on with the next.
        report: called with each error that was skipped.

    Raises:
        SourceError: a file, a folder or a line gives no page, unless `on_error` is ``skip``.
        ValueError: the arguments contradict each other.
    """
    names = [str(path) for path in paths]
    if on_error == "skip" and report is None:
        raise ValueError("on_error='skip' needs report, or errors would go unseen")
    if url is not None and len(names) != 1:
        raise ValueError(f"url names one page, and there are {len(names)} paths; use url_prefix")
    options = ReadOptions(source, max_bytes, report if on_error == "skip" and report else _raise)
    return _read(names, url, url_prefix, options)


def _read(names: list[str], url: str | None, url_prefix: str | None, options: ReadOptions) -> Iterator[Page]:
    for name in names:
        path = Path(name)
        if name == "-":
            yield from stdin_pages(url=url, options=options)
        elif path.is_dir():
            if url is not None:
                options.report(SourceError(name, "is a folder, and url names one page; use url_prefix"))
                continue
            yield from folder_pages(path, url_prefix=url_prefix, options=options)
        elif parse_file_name(path).is_jsonlines:
            if url is not None:
                options.report(SourceError(name, "holds pages with URLs of their own, and url names one page"))
                continue
            yield from jsonlines_pages(path, options=options)
        else:
            own = url or (prefixed_url(url_prefix, Path(path.name)) if url_prefix else None)
            yield from file_page(path, url=own, options=options)


def _raise(error: SourceError) -> NoReturn:
    raise error
