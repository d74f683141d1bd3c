"""Pages from whatever a path names."""

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
        url: of the page, where `paths` name just one.
        url_prefix: what stands before the path of a file in its page's URL, in place of ``file:///…``: the path from
            the folder that was named, or the file's name.
        source: the `source` of pages that have none of their own.
        max_bytes: bytes of the largest body taken, as it is handed over; None for any.
        on_error: ``skip`` leaves out what gives no page, hands the error to `report`, and goes on.
        report: called with each error that was skipped.

    Raises:
        SourceError: something gives no page, unless `on_error` is ``skip``.
        ValueError: the arguments do not fit together.
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
