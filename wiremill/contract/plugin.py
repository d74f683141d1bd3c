"""The plug-in: a stage of a user's own, as a package names it under the entry point group `wiremill.stages`.

The name of the entry point is the name of the stage, of its queue, and of its field in `Item.extensions`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from wiremill.contract.document import Document

#: The group of entry points.
ENTRY_POINT_GROUP = "wiremill.stages"

#: From the documents of a batch to the fields of each, in the same order: a dict of JSON or a msgspec Struct. An exception
#: in the place of one concerns that page alone.
Run = Callable[[list[Document]], Sequence[Any]]


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of one's own.

    The module that defines one must be light: parse loads it too. What `run` needs is loaded by `preload`.

    Raises:
        TypeError: `run` or `preload` can't be called, or `batch_pages` is no number from 1.
    """

    #: An exception that it raises concerns the whole batch, whose pages are then tried one by one; `PageFault` says that
    #: trying again can't help.
    run: Run
    #: Pages it is given at once at most; the setting `batch_pages` where None.
    batch_pages: Annotated[int, Meta(ge=1)] | None = None
    #: Whether the item waits for it, as for classify and enrich. Else it works on pages once they are published, and its
    #: results go to a stream of their own.
    publish_waits: bool = True
    #: Loads what `run` needs, in the process that then forks those that work.
    preload: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        if not callable(self.run) or not (self.preload is None or callable(self.preload)):
            raise TypeError("run and preload must be functions")
        if self.batch_pages is not None and (not isinstance(self.batch_pages, int) or self.batch_pages < 1):
            raise TypeError(f"batch_pages must be a number from 1, not {self.batch_pages!r}")
