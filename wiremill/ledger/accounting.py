"""Accounting: every accepted page has exactly one outcome or is in flight, and pages in flight can be found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

import msgspec

from wiremill.contract.outcome import OUTCOMES
from wiremill.ledger.entry_id import sort_key
from wiremill.ledger.keys import CONSUMER_GROUP
from wiremill.ledger.peek import PeekedEntry, peek
from wiremill.ledger.side_stages import SideStageCount, count_side_stages
from wiremill.ledger.stages import known_stages, undone_branches
from wiremill.ledger.streams import groups, pending

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wiremill.ledger.scripts import Scripts

#: Entries read per call.
_CHUNK = 500
#: Seconds before an apparent breach is checked again: a page that moves meanwhile is not a breach.
_RECHECK_SECONDS = 1.0


class Census(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of all pages at one moment. A page counts as `accepted` from its first lease, or while it waits for that."""

    accepted: int
    published: int
    duplicate: int
    filtered: int
    dead: int
    in_flight: int
    #: Pages in flight that are not yet parsed.
    intake: int
    #: Existing dead letters: `dead` minus those dropped.
    dead_letters: int
    reasons: dict[str, int]

    @property
    def difference(self) -> int:
        """Accepted pages minus those accounted for: 0 unless something is wrong."""
        return self.accepted - self.published - self.duplicate - self.filtered - self.dead - self.in_flight

    @property
    def ended(self) -> int:
        """Pages with an outcome."""
        return self.published + self.duplicate + self.filtered + self.dead


class Breach(msgspec.Struct, frozen=True):
    """A page that breaks the accounting, by its intake id, and the problem."""

    page: str
    problem: str


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `reconcile`: the counts, the checks made, and the breaches found."""

    census: Census
    breaches: list[Breach]
    #: Pages in flight that were looked for in the streams of the stages they wait for.
    in_flight_checked: int
    #: Ended pages in the history whose outcome was checked.
    history_checked: int
    #: Receipts whose pages were looked for.
    receipts_checked: int = 0
    #: Counts of the plug-ins that publish does not wait for.
    sides: list[SideStageCount] = msgspec.field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether all pages are accounted for."""
        return not self.breaches and self.census.difference == 0


def take_census(scripts: Scripts) -> Census:
    """Count all pages at one moment."""
    length, leased, opened, letters, counts = scripts.census()
    return Census(
        accepted=counts.get("accepted", 0) + length - leased,
        **{outcome: counts.get(outcome, 0) for outcome in OUTCOMES},
        in_flight=length + opened,
        intake=length,
        dead_letters=letters,
        reasons={
            name: number
            for name, number in sorted(counts.items())
            if name.startswith(("dead:", "filtered:")) and number
        },
    )


def reconcile(scripts: Scripts, receipts: Sequence[str] = ()) -> Reconciliation:
    """Check that every page is accounted for, and name each page that is not.

    Args:
        scripts: the connection.
        receipts: intake ids from a producer's receipts; each must be in flight, in the history, or a dead letter.
    """
    first = _Inspection(scripts, receipts)
    if first.breaches:
        time.sleep(_RECHECK_SECONDS)
        second = _Inspection(scripts, receipts)
        repeated = {breach.page: breach for breach in second.breaches}
        breaches = [repeated[breach.page] for breach in first.breaches if breach.page in repeated]
        first = second
    else:
        breaches = []
    return Reconciliation(
        census=take_census(scripts),
        breaches=breaches,
        in_flight_checked=first.in_flight,
        history_checked=first.history,
        receipts_checked=len(receipts),
        sides=first.sides,
    )


class _Inspection:
    """One inspection of all pages; a page that moves meanwhile may look like a breach."""

    def __init__(self, scripts: Scripts, receipts: Sequence[str]) -> None:
        self._redis = scripts.redis
        self._keys = scripts.keys
        self.breaches: list[Breach] = []
        self._scripts = scripts
        waiting = {stage: self._waiting(stage) for stage in known_stages(scripts)}
        members = cast("list[bytes]", self._redis.zrange(self._keys.open, 0, -1))
        opened = {member.decode() for member in members}
        self._opened = opened
        self.in_flight = len(opened) + len(waiting["parse"])
        self._check_open(opened, waiting)
        self._check_records(opened)
        ended = self._check_history(opened)
        self._check_items()
        self._check_side_stages(waiting)
        if receipts:
            self._check_receipts(receipts, opened | waiting["parse"] | set(ended) | self._dead())

    def _entries(self, stream: str, *fields: str) -> Iterator[PeekedEntry]:
        """Yield the entries of a stream with some of their fields, without fetching the large ones."""
        return peek(self._redis, stream, fields, chunk=_CHUNK)

    def _waiting(self, stage: str) -> set[str]:
        """Return the pages that wait at a stage; an entry that was delivered but is held by no consumer is a breach."""
        stream = self._keys.stage(stage)
        delivered_up_to = next(
            (sort_key(group["last-delivered-id"].decode()) for group in groups(self._redis, stream)), (-1, -1)
        )
        held = set(pending(self._redis, stream, CONSUMER_GROUP))
        pages = set()
        for entry in self._entries(stream, "page"):
            page = entry.id if stage == "parse" else entry.get("page")
            pages.add(page)
            if sort_key(entry.id) <= delivered_up_to and entry.id not in held:
                self.breaches.append(Breach(page, f"delivered to {stage}, but no worker holds it and none will get it"))
        return pages

    def _check_open(self, opened: set[str], waiting: dict[str, set[str]]) -> None:
        for page, undone in self._undone(opened):
            if undone is None:
                self.breaches.append(Breach(page, "in flight, but its record is gone"))
                continue
            for stage in undone or ["publish"]:
                if stage not in waiting:  # a plug-in that no worker enables, or none yet
                    waiting[stage] = self._waiting(stage)
                if page not in waiting[stage]:
                    self.breaches.append(
                        Breach(page, f"in flight, but not in the stream of {stage}, for which it waits")
                    )

    def _undone(self, opened: set[str]) -> Iterator[tuple[str, list[str] | None]]:
        """Yield the branches without a result for each page in flight; None for a page without a record.

        Reads only the names of the fields: the document and the results are nearly all of a record's bytes.
        """
        ordered = sorted(opened)
        for start in range(0, len(ordered), _CHUNK):
            pages = ordered[start : start + _CHUNK]
            pipeline = self._redis.pipeline(transaction=False)
            for page in pages:
                pipeline.hmget(self._keys.page(page), "branches")
                pipeline.hkeys(self._keys.page(page))
            answers = pipeline.execute()
            for page, [branches], names in zip(pages, answers[::2], answers[1::2], strict=True):
                yield page, undone_branches(branches, names) if names else None

    def _check_records(self, opened: set[str]) -> None:
        for key in self._redis.scan_iter(match=self._keys.page_prefix + "*", count=1000):
            page = key.decode().removeprefix(self._keys.page_prefix)
            if page not in opened:
                self.breaches.append(Breach(page, "has a record, but is not in flight"))

    def _check_history(self, opened: set[str]) -> dict[str, str]:
        """Return the outcomes of the ended pages in the history, by page."""
        ended: dict[str, str] = {}
        for entry in self._entries(self._keys.history, "page", "outcome"):
            page, outcome = entry.get("page"), entry.get("outcome")
            before = ended.get(page)
            if before and before != "dead":  # a dead letter may have been replayed
                self.breaches.append(Breach(page, f"ended twice: {before}, then {outcome}"))
            if outcome != "dead" and page in opened:
                self.breaches.append(Breach(page, f"ended as {outcome}, but still in flight"))
            ended[page] = outcome
        self.history = len(ended)
        return ended

    def _check_items(self) -> None:
        seen: set[str] = set()
        for entry in self._entries(self._keys.items, "intakeid"):
            page = entry.get("intakeid")
            if page in seen:
                self.breaches.append(Breach(page, f"published twice, again as {entry.id}"))
            seen.add(page)

    def _check_side_stages(self, waiting: dict[str, set[str]]) -> None:
        """Check the counts of each plug-in that publish does not wait for, unless pages in flight wait there too."""
        self.sides = count_side_stages(self._scripts)
        for side in self.sides:
            if side.difference and not self._opened & waiting.get(side.stage, set()):
                self.breaches.append(
                    Breach(
                        self._keys.stage(side.stage),
                        f"{side.handed:,} published pages were handed to {side.stage}, of which {abs(side.difference):,} "
                        f"{'are missing' if side.difference > 0 else 'are too many'}",
                    )
                )

    def _dead(self) -> set[str]:
        return {entry.get("page") for entry in self._entries(self._keys.dead, "page")}

    def _check_receipts(self, receipts: Sequence[str], known: set[str]) -> None:
        for receipt in receipts:
            if receipt not in known:
                self.breaches.append(
                    Breach(receipt, "handed over, but neither in flight, nor in the history, nor dead")
                )
