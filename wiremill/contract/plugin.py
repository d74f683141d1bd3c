"""The plug-in: a user-defined stage, which a package registers in the entry-point group `wiremill.stages`.

The entry point's name is the name of the stage, of its queue, and of its field in `Item.extensions`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from wiremill.contract.document import Document

#: Entry-point group of plug-ins.
ENTRY_POINT_GROUP = "wiremill.stages"

#: Takes the documents of a batch and returns the fields of each in the same order: a JSON-compatible dict or a msgspec
#: Struct. An exception instance in the place of a result fails that page alone.
Run = Callable[[list[Document]], Sequence[Any]]


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """A user-defined stage.

    The module that defines it must be cheap to import, because parse imports it too; heavy loading belongs in `preload`.

    Raises:
        TypeError: `run` or `preload` is not callable, or `batch_pages` is not a positive integer.
    """

    #: If it raises an exception, the pages of the batch are retried one by one. `PageFault` marks a page for which a retry
    #: can't help.
    run: Run
    #: Maximum number of documents per call; None for the setting `batch_pages`.
    batch_pages: Annotated[int, Meta(ge=1)] | None = None
    #: Whether the item waits for the result, as for classify and enrich. If False, the stage runs after publication, and its
    #: results go to their own stream.
    publish_waits: bool = True
    #: Loads what `run` needs. Called in the parent process before the worker processes fork.
    preload: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        if not callable(self.run) or not (self.preload is None or callable(self.preload)):
            raise TypeError("run and preload must be callable")
        if self.batch_pages is not None and (not isinstance(self.batch_pages, int) or self.batch_pages < 1):
            raise TypeError(f"batch_pages must be an integer of at least 1, not {self.batch_pages!r}")
