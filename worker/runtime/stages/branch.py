"""A branch as the worker runs it: documents in, one result each, stored beside those of the other branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.contract.document import Document
from wiremill.ledger.stage_runs import pack_run
from worker.publish.record import Envelope
from worker.runtime.stage import Completion, Leased, PageIdentity, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wiremill.contract.item import StageRun

_document = msgspec.json.Decoder(Document)
_envelope = msgspec.json.Decoder(Envelope)


def identify_record(leased: Leased) -> PageIdentity:
    """Identify a page in flight by its envelope."""
    raw = (leased.fields or {}).get(b"envelope")
    if not raw:
        return PageIdentity(leased.page, "", "")
    try:
        envelope = _envelope.decode(raw)
    except msgspec.MsgspecError:
        return PageIdentity(leased.page, "", "")
    return PageIdentity(envelope.id, envelope.trace_id, envelope.url)


class BranchStage(Stage[Document, Any]):
    """Runs a function from documents to results."""

    fields = ("envelope", "document")
    next = ("publish",)

    def __init__(
        self,
        name: str,
        function: Callable[[Sequence[Document]], Sequence[Any]],
        preload: Callable[[], None] | None = None,
    ) -> None:
        self.name = name  # type: ignore[misc]  # each branch is an instance, not a class
        self._function = function
        self._preload = preload

    def identify(self, leased: Leased) -> PageIdentity:
        """Identify the page by its envelope."""
        return identify_record(leased)

    def read(self, leased: Leased) -> Document:
        """Decode the document."""
        return _document.decode((leased.fields or {})[b"document"])

    def warm_up(self) -> None:
        """Load the function's tables and run it once, because some tables are built when a language first occurs."""
        if self._preload:
            self._preload()
        text = "PARIS, March 3 (Reuters) - The council met on Monday, the mayor said in September."
        self._function([Document(text=text, published="2024-03-05T00:00:00+00:00", published_precision="day")])

    def run(self, inputs: list[Document]) -> list[Any]:
        """Run the function on the whole batch."""
        results = list(self._function(inputs))
        if len(results) != len(inputs):
            raise ValueError(f"{self.name} gave {len(results)} results for {len(inputs)} documents")
        return results

    def complete(self, leased: Leased, source: Document, output: Any, run: StageRun) -> Completion:  # noqa: ARG002
        """Store the result; the last branch hands the page on to publish."""
        entry = {"kind": "result", "result": msgspec.json.encode(output), "run": pack_run(run)}
        return Completion(entry, _EVENTS[self.name], "handed_on")


_EVENTS = {"classify": "page.classified", "enrich": "page.enriched"}
