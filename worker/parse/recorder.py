"""What parse considers on its way to a document, collected for an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from worker.parse.common.provenance import Considered
    from worker.parse.maintext.main_text import MainText
    from worker.parse.pagetype.page_type import TypeEstimate
    from worker.parse.tree.page_tree import PageTree


class RecordedPage(NamedTuple):
    """What the steps made of an HTML page."""

    tree: PageTree
    estimate: TypeEstimate
    main: MainText


class Recorder:
    """Collects what `parse` considers; one recorder for one page."""

    def __init__(self) -> None:
        #: The candidates for each field, the most trusted first.
        self.considered: dict[str, list[Considered]] = {}
        #: The kind of page, see `text.sniff.Kind`; "empty" if it has no text.
        self.kind = "empty"
        #: None unless the page is HTML, or a feed with the HTML of an only entry.
        self.page: RecordedPage | None = None
