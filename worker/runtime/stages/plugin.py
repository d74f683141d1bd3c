"""A plug-in as the worker runs it: documents in, a JSON object for each out, checked before it is stored."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec

from wiremill.contract.document import Document
from wiremill.contract.extension import EXTENSION_TYPE, Extension
from wiremill.contract.outcome import DEAD_REASONS
from wiremill.errors import PageFault, SettingsError
from wiremill.ledger.stage_runs import pack_run, rfc3339
from worker.publish.publish import event_source
from worker.publish.record import Envelope
from worker.runtime.stage import Completion, Leased, PageIdentity, Stage
from worker.runtime.stages.branch import identify_record

if TYPE_CHECKING:
    from wiremill.contract.item import StageRun
    from wiremill.contract.plugin import Plugin
    from wiremill.ledger.scripts import Scripts

#: Nesting depth of objects and lists that a result may have; some JSON parsers fail at a few hundred.
_MAX_DEPTH = 32

_document = msgspec.json.Decoder(Document)
_envelope = msgspec.json.Decoder(Envelope)


class PluginStage(Stage[Document, Any]):
    """Runs a plug-in, for pages on their way to publish, and for pages that have been published."""

    fields = ("envelope", "document", "side")
    next = ("publish",)

    def __init__(self, name: str, plugin: Plugin, scripts: Scripts) -> None:
        self.name = name  # type: ignore[misc]  # each plug-in is an instance, not a class
        self.batch_pages = plugin.batch_pages
        self._plugin = plugin
        self._keys = scripts.keys
        self._max_bytes = scripts.settings.extension_max_bytes

    def identify(self, leased: Leased) -> PageIdentity:
        """Identify the page by its envelope."""
        return identify_record(leased)

    def read(self, leased: Leased) -> Document:
        """Decode the document."""
        return _document.decode((leased.fields or {})[b"document"])

    def warm_up(self) -> None:
        """Let the plug-in load what it needs. It is not run, because some libraries do not survive a fork after use.

        Raises:
            SettingsError: loading failed.
        """
        if self._plugin.preload is None:
            return
        try:
            self._plugin.preload()
        except Exception as error:
            raise SettingsError(f"stage {self.name!r} can't be loaded: {type(error).__name__}: {error}") from error

    def run(self, inputs: list[Document]) -> list[Any]:
        """Run the plug-in on the whole batch.

        Raises:
            PageFault: the plug-in refused the page it was given alone; the reason is one of `DEAD_REASONS`.
        """
        try:
            results = list(self._plugin.run(inputs))
        except PageFault as error:
            raise _with_listed_reason(error) from error
        if len(results) != len(inputs):
            raise ValueError(f"{self.name} gave {len(results)} results for {len(inputs)} documents")
        return results

    def complete(self, leased: Leased, source: Document, output: Any, run: StageRun) -> Completion:  # noqa: ARG002
        """Store the result, or add it to the plug-in's own stream if the page has been published already."""
        if isinstance(output, Exception):
            raise _with_listed_reason(output) if isinstance(output, PageFault) else output
        result = encode_extension(output, self._max_bytes)
        fields = leased.fields or {}
        if not fields.get(b"side"):
            return Completion({"kind": "result", "result": result, "run": pack_run(run)}, "page.processed", "handed_on")
        event = self._event(leased.page, _envelope.decode(fields[b"envelope"]), result, run)
        return Completion(
            {"kind": "extend", "event": event, "to": self._keys.extensions(self.name)}, "page.extended", "extended"
        )

    def _event(self, intake_id: str, envelope: Envelope, result: bytes, run: StageRun) -> list[str | bytes]:
        extension = Extension(
            id=envelope.id,
            intake_id=intake_id,
            url=envelope.url,
            stage=self.name,
            fields=msgspec.Raw(result),  # type: ignore[arg-type]  # stays as it is
            run=run,
        )
        return [
            *("specversion", "1.0", "id", f"{envelope.id}:{self.name}", "source", event_source(envelope.source)),
            *("type", EXTENSION_TYPE, "time", rfc3339(time.time() * 1000), "subject", envelope.url),
            *("datacontenttype", "application/json", "traceparent", envelope.traceparent, "intakeid", intake_id),
            *("run", pack_run(run), "data", msgspec.json.encode(extension)),
        ]


def encode_extension(output: Any, max_bytes: int) -> bytes:
    """Return the result of a plug-in as JSON.

    Raises:
        PageFault: `extension_invalid`: it is not a JSON object, is nested too deeply, or has more than `max_bytes`.
    """
    try:
        encoded = msgspec.json.encode(output)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise PageFault("extension_invalid", f"the result is no JSON: {type(error).__name__}: {error}") from error
    if len(encoded) > max_bytes:
        raise PageFault(
            "extension_invalid",
            f"the result has {len(encoded):,} bytes; the limit extension_max_bytes is {max_bytes:,}",
        )
    if not encoded.startswith(b"{"):
        raise PageFault("extension_invalid", f"the result must be a JSON object, not a {type(output).__name__}")
    if _too_deep(msgspec.json.decode(encoded)):
        raise PageFault(
            "extension_invalid", f"the result has more than {_MAX_DEPTH} objects and lists within each other"
        )
    return encoded


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _with_listed_reason(fault: PageFault) -> PageFault:
    """Return a fault whose reason is in the closed list, because accounting and dead letters group by it."""
    if fault.reason in DEAD_REASONS:
        return fault
    return PageFault("page_refused", f"{fault.reason}: {fault}")
