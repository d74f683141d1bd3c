"""Reads the pages of the paths on the command line and hands them over to the intake."""

from __future__ import annotations

from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from producers import SourceError, read_pages
from wiremill.client.producer import Producer
from wiremill.errors import IntakeFull, MalformedPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wiremill.client.producer import Receipt
    from wiremill.contract.page import Page
    from wiremill.settings import Settings


class HandOver:
    """Hands over the pages of some paths; a page that can't be read or accepted is reported and skipped."""

    def __init__(
        self,
        paths: Iterable[str],
        *,
        max_bytes: int,
        url: str | None = None,
        source: str | None = None,
        content_type: str | None = None,
        report: Callable[[str], None],
    ) -> None:
        self._paths = list(paths)
        self._content_type = content_type
        self._report = report
        #: Sources that gave no page, and pages that were refused.
        self.skipped = 0
        #: Pages handed over.
        self.accepted = 0
        for path in self._paths:
            if path != "-" and not Path(path).exists():
                raise click.UsageError(f"There is no file or folder {path!r}.")
        try:
            self._pages = read_pages(
                self._paths,
                url=url,
                source=source,
                max_bytes=max_bytes,
                on_error="skip",
                report=self._skip,
            )
        except ValueError as error:
            raise click.UsageError(f"--url: {error}") from error

    def receipts(self, settings: Settings, timeout: float | None = None) -> Iterator[Receipt]:
        """Hand the pages over; yield the receipt of each once it is in the intake.

        Raises:
            IntakeFull: the intake had no room for `timeout` seconds; `accepted` counts the pages accepted before.
        """
        pages = iter(self._with_content_type(self._pages))
        # Lines of a pipe may come slowly, so a page must not wait until its batch is full.
        from_pipe = "-" in self._paths
        with closing(Producer(settings=settings)) as producer:
            for first in pages:
                batch = [first] if from_pipe else chain([first], pages)
                try:
                    for receipt in producer.send_many(batch, timeout=timeout):
                        self.accepted += 1
                        yield receipt
                except MalformedPage as error:
                    self._skip(error)
                except IntakeFull as error:
                    error.accepted = self.accepted
                    raise

    def _with_content_type(self, pages: Iterator[Page]) -> Iterator[Page]:
        if self._content_type is None:
            return pages
        return (msgspec.structs.replace(page, content_type=self._content_type) for page in pages)

    def _skip(self, error: SourceError | MalformedPage) -> None:
        self.skipped += 1
        self._report(f"skipped: {error}")
