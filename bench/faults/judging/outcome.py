"""The outcome of a run with faults: whether it is correct, and its tables."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.faults.injection.schedule import KINDS
from bench.faults.judging.recovery import seconds_to_recover
from bench.lib.tables import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bench.faults.injection.injector import InjectedFault
    from bench.faults.judging.verdict import Verdict
    from bench.faults.programs.jobs import Ending
    from wiremill.ledger.accounting import Census, Reconciliation

#: Lines of each kind that are printed at most.
_MAX_LINES = 20


@dataclass(kw_only=True)
class Outcome:
    """Everything known at the end of a run."""

    verdict: Verdict
    census: Census
    reconciliation: Reconciliation
    #: Whether all pages ended in time.
    drained: bool
    elapsed: float
    #: Requested kinds, and why some of them could not be injected.
    asked: Collection[str]
    left_out: Mapping[str, str]
    injected: Sequence[InjectedFault]
    #: Seconds since the start of the run, and pages published by then.
    samples: Sequence[tuple[float, int]]
    #: Lines for faults that failed, for processes that ended unexpectedly, and for processes that did not end.
    failures: Sequence[str]
    ended: Sequence[str]
    stuck: Sequence[str]
    #: The `wiremill run`s; the number of consumer groups they have left behind, and how many may still exist.
    jobs: Sequence[Ending]
    groups: int
    groups_allowed: int

    @property
    def unseen(self) -> int:
        """Accepted pages minus those seen to end: 0 unless something is wrong."""
        census = self.census
        return census.accepted - census.duplicate - census.filtered - self.verdict.published - self.verdict.dead

    @property
    def wrong(self) -> list[str]:
        """A line for each problem that is not about a single page."""
        lines = [*self.stuck, *(f"{job.name}: {problem}" for job in self.jobs for problem in job.problems)]
        if self.groups > self.groups_allowed:
            lines.append(f"{self.groups} groups of jobs hold items, of which {self.groups_allowed} may still exist")
        return lines

    @property
    def right(self) -> bool:
        """Whether nothing was lost or duplicated, the accounting is exact, and everything ended as it should."""
        return (
            self.verdict.right
            and self.reconciliation.exact
            and self.drained
            and not self.unseen
            and not self.wrong
        )  # fmt: skip

    def tables(self) -> list[Table]:
        """Return all tables."""
        return [self._totals(), self._made(), *([self._jobs()] if self.jobs else []), self._problems()]

    def _totals(self) -> Table:
        table = Table("totals", "What became of the pages", ("figure", "value", "goal"))
        verdict, census = self.verdict, self.census
        reasons = ", ".join(f"{name} {number}" for name, number in census.reasons.items())
        for name, value, goal in (
            ("accepted by the server", census.accepted, ""),
            ("acknowledged to producers", verdict.acknowledged, ""),
            ("published", verdict.published, ""),
            ("dead", census.dead, reasons),
            ("lost", len(verdict.lost), "0"),
            ("published twice", len(verdict.twice), "0"),
            ("handed over once and taken twice", len(verdict.doubled), "0"),
            ("kept from consumers", len(verdict.undelivered), "0"),
            ("accepted and not seen to end", self.unseen, "0"),
            ("in flight at the end", census.in_flight, "0"),
            ("breaches of the accounting", len(self.reconciliation.breaches), "0"),
            ("difference of the accounting", census.difference, "0"),
            ("wrong with processes", len(self.wrong), "0"),
            ("delivered again to consumers", verdict.delivered_again, ""),
            ("delivered by a master that was replaced, and made again", len(verdict.taken_back), ""),
            ("handed over again by killed producers", verdict.sent_again, ""),
            ("made by newer code alone", verdict.newer, ""),
            ("made by newer and older code", verdict.mixed, ""),
            ("processes that ended by themselves", len(self.ended), ""),
            ("groups of killed jobs that are left", self.groups, ""),
            ("seconds", self.elapsed, ""),
            ("pages/s", verdict.published / self.elapsed, ""),
        ):
            table.add(name, value, goal)
        return table

    def _made(self) -> Table:
        table = Table(
            "faults",
            "Faults",
            ("fault", "made", "recovered", "median s to recover", "slowest s"),
            "Seconds from a fault's end until, for 3 s, pages are published at 80 % of the rate of the 10 s before it. "
            "Others may fall into them.",
        )
        for kind in KINDS:
            if kind not in self.asked:
                continue
            if kind in self.left_out:
                table.add(f"{kind}: left out, {self.left_out[kind]}", 0, 0, None, None)
                continue
            injected = [fault for fault in self.injected if fault.kind == kind]
            times = [seconds_to_recover(self.samples, fault.begun, fault.ended) for fault in injected]
            known = [seconds for seconds in times if seconds is not None]
            middle = statistics.median(known) if known else None
            table.add(kind, len(injected), len(known), middle, max(known, default=None))
        return table

    def _jobs(self) -> Table:
        columns = ("job", "end", "acknowledged to its producer", "published", "dead", "printed")
        table = Table("jobs", "Jobs (wiremill run)", columns)
        for job in self.jobs:
            table.add(job.name, job.end, job.acknowledged, job.published, job.dead, job.printed)
        return table

    def _problems(self) -> Table:
        table = Table("problems", "What went wrong, and what ended by itself", ("what",))
        verdict = self.verdict
        for name, pages in (
            ("lost", verdict.lost),
            ("published twice", verdict.twice),
            ("handed over once and taken twice", verdict.doubled),
            ("kept from consumers", verdict.undelivered),
            ("delivered by a master that was replaced, and made again", verdict.taken_back),
        ):
            for page in pages[:_MAX_LINES]:
                table.add(f"{name}: {page}")
        for breach in self.reconciliation.breaches[:_MAX_LINES]:
            table.add(f"breach: {breach.page}: {breach.problem}")
        for line in (*self.wrong[:_MAX_LINES], *self.failures[:_MAX_LINES], *self.ended[:_MAX_LINES]):
            table.add(line)
        return table
