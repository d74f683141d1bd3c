"""Dead letters: pages that a stage could not handle, kept with all data needed to inspect and replay them."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  (msgspec reads the annotations)
from typing import TYPE_CHECKING, Any

import msgpack
import msgspec

from wiremill.contract.intake import unpack
from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)
from wiremill.errors import WiremillError
from wiremill.ledger.entry_id import is_entry_id
from wiremill.ledger.peek import PeekedEntry, peek
from wiremill.ledger.stage_runs import sort_by_start, unpack_run
from wiremill.ledger.stages import known_stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.ledger.scripts import Scripts

#: The descriptive fields of a dead letter; the others begin with `page:` or `record:` and hold what a replay needs.
_FIELDS = ("page", "stage", "reason", "error", "attempts", "at", "page_id", "trace_id", "url", "side")
#: Prefix of the fields of the page's intake entry.
_PAGE = b"page:"
#: Prefix of the record's fields that hold the runs of earlier stages.
_RUN = "record:run:"


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A page that failed in a stage for good."""

    #: Entry id of the dead letter; `page` is the intake id of the page.
    id: str
    page: str
    page_id: str
    trace_id: str
    url: str
    stage: str
    reason: str
    error: str
    attempts: int
    #: RFC 3339.
    at: str
    #: Size in bytes of each field kept for a replay.
    kept: dict[str, int]
    #: Runs of the earlier stages, by start time.
    runs: list[StageRun]
    #: Whether the page had already been published, so that only this plug-in's result is missing.
    side: bool = False

    @property
    def packed(self) -> bool:
        """Whether the page has more fields than a script can add, so that it can't be replayed."""
        return "packed" in self.kept


class DeadLetterFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions that dead letters must meet; those left out always hold."""

    ids: tuple[str, ...] = ()
    stage: str | None = None
    reason: str | None = None
    url_contains: str | None = None
    #: Range of the time of death, both ends included.
    since: datetime | None = None
    until: datetime | None = None
    #: Maximum number of dead letters, oldest first.
    limit: int | None = None

    def matches(self, dead_letter: DeadLetter) -> bool:
        """Return whether a dead letter meets the conditions on stage, reason and URL."""
        return (
            (self.stage is None or dead_letter.stage == self.stage)
            and (self.reason is None or dead_letter.reason == self.reason)
            and (self.url_contains is None or self.url_contains in dead_letter.url)
        )


class DeadLetters:
    """The dead letters of one namespace, oldest first."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._stream = scripts.keys.dead

    def find(self, criteria: DeadLetterFilter) -> Iterator[DeadLetter]:
        """Yield the dead letters that match, without fetching bodies.

        `ids` may contain ids of dead letters, and intake ids and page ids of their pages.
        """
        found = 0
        for dead_letter in self._candidates(criteria):
            if found == criteria.limit:
                return
            if criteria.matches(dead_letter):
                found += 1
                yield dead_letter

    def body(self, dead_letter: DeadLetter) -> bytes:
        """Return the page's body, unpacked.

        Raises:
            WiremillError: it has no body, or one that can't be unpacked.
        """
        fields = self._fields(dead_letter)
        body = fields.get(b"page:body")
        if body is None:
            raise WiremillError(
                f"dead letter {dead_letter.id} has no body: the page died in {dead_letter.stage}, and bodies are only kept until "
                "parse is done; its document is available"
            )
        encoding = fields.get(b"page:content_encoding", b"identity").decode("utf-8", "replace").strip().lower()
        return unpack(body, encoding, self._scripts.settings.page_max_bytes)

    def page_fields(self, dead_letter: DeadLetter) -> dict[bytes, bytes]:
        """Return the fields of the page's intake entry; none if the page died after parse.

        Raises:
            WiremillError: the dead letter is gone.
        """
        fields = self._fields(dead_letter)
        return {name.removeprefix(_PAGE): value for name, value in fields.items() if name.startswith(_PAGE)}

    def document(self, dead_letter: DeadLetter) -> bytes:
        """Return the page's document as JSON.

        Raises:
            WiremillError: the page died before it had a document.
        """
        document = self._fields(dead_letter).get(b"record:document")
        if document is None:
            raise WiremillError(
                f"dead letter {dead_letter.id} has no document: the page died in {dead_letter.stage}; its body is available"
            )
        return document

    def replay(self, dead_letter: DeadLetter) -> str | None:
        """Requeue a page at the stage where it died; return its intake id, or None if the dead letter is gone.

        Raises:
            WiremillError: it can't be replayed, for example because it is packed.
        """
        return self._scripts.replay(dead_letter.id)

    def drop(self, dead_letter: DeadLetter) -> bool:
        """Remove a dead letter for good; its page stays counted as dead. Return whether it still existed."""
        return self._scripts.replay(dead_letter.id, drop=True) is not None

    def _candidates(self, criteria: DeadLetterFilter) -> Iterator[DeadLetter]:
        first = f"{_milliseconds(criteria.since)}-0" if criteria.since else "-"
        last = f"{_milliseconds(criteria.until)}" if criteria.until else "+"
        if not criteria.ids:
            yield from self._read(first, last)
            return
        names = dict.fromkeys(criteria.ids)
        own = [name for name in names if is_entry_id(name)]
        seen = set()
        for name in own:
            for dead_letter in self._read(name, name):
                seen.add(dead_letter.id)
                names.pop(name)
                yield dead_letter
        if names:
            for dead_letter in self._read(first, last):
                if dead_letter.id not in seen and (dead_letter.page in names or dead_letter.page_id in names):
                    yield dead_letter

    def _read(self, first: str, last: str) -> Iterator[DeadLetter]:
        runs = tuple(_RUN + stage for stage in known_stages(self._scripts))
        return map(_dead_letter, peek(self._scripts.redis, self._stream, _FIELDS + runs, first=first, last=last))

    def _fields(self, dead_letter: DeadLetter) -> dict[bytes, bytes]:
        entries: Any = self._scripts.redis.xrange(self._stream, dead_letter.id, dead_letter.id)
        if not entries:
            raise WiremillError(f"dead letter {dead_letter.id} is gone: it has been replayed or dropped meanwhile")
        fields: dict[bytes, bytes] = entries[0][1]
        packed = fields.get(b"packed")
        return _unpacked(packed, dead_letter.stage) if packed else fields


def _dead_letter(entry: PeekedEntry) -> DeadLetter:
    attempts = entry.get("attempts")
    runs = {name: run for name, run in entry.fields.items() if name.startswith(_RUN)}
    return DeadLetter(
        id=entry.id,
        attempts=int(attempts) if attempts.isdigit() else 0,
        kept=entry.sizes | {name: len(run.encode()) for name, run in runs.items()},
        runs=sort_by_start(map(unpack_run, runs.values())),
        side=bool(entry.get("side")),
        **{name: entry.get(name) for name in _FIELDS if name not in {"attempts", "side"}},
    )


def _unpacked(packed: bytes, stage: str) -> dict[bytes, bytes]:
    prefix = b"page:" if stage == "parse" else b"record:"
    flat = msgpack.unpackb(packed, raw=True)
    return {prefix + name: value for name, value in zip(flat[::2], flat[1::2], strict=False)}


def _milliseconds(when: datetime) -> int:
    return max(0, int(when.timestamp() * 1000))
