"""Runs of stages as Redis keeps them: as JSON lists, for there are several in every record and in the history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from wiremill.contract.item import StageRun
from wiremill.ledger.keys import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Kept(msgspec.Struct, array_like=True, frozen=True, gc=False):
    stage: str
    attempt: int
    #: Milliseconds since 1970.
    started: int
    duration_ms: float
    worker: str


_ORDER = {stage: place for place, stage in enumerate(STAGES)}
_one = msgspec.json.Decoder(_Kept)
_many = msgspec.json.Decoder(list[_Kept])


def pack_run(run: StageRun) -> bytes:
    """Return a run as it is kept."""
    return msgspec.json.encode(_Kept(run.stage, run.attempt, started_ms(run), run.duration_ms, run.worker))


def pack_runs(runs: Iterable[StageRun]) -> bytes:
    """Return a list of runs as it is kept; `finish.lua` puts one together the same way."""
    return b"[%s]" % b",".join(map(pack_run, runs))


def unpack_run(raw: bytes | str) -> StageRun:
    """Return a run that was kept."""
    return _run(_one.decode(raw))


def unpack_runs(raw: bytes | str) -> list[StageRun]:
    """Return the runs of a list that was kept, by the time they began."""
    return by_start(map(_run, _many.decode(raw)))


def by_start(runs: Iterable[StageRun]) -> list[StageRun]:
    """Return runs by the time they began, those of one millisecond in the order of the flow."""
    return sorted(runs, key=lambda run: (run.started_at, _ORDER.get(run.stage, len(_ORDER))))


def started_ms(run: StageRun) -> int:
    """Return when a run began, in milliseconds since 1970, by its worker's clock."""
    return round(datetime.fromisoformat(run.started_at).timestamp() * 1000)


def rfc3339(milliseconds: float) -> str:
    """Return a time as RFC 3339 in UTC, to the millisecond."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def _run(kept: _Kept) -> StageRun:
    return StageRun(kept.stage, kept.attempt, rfc3339(kept.started), kept.duration_ms, kept.worker)
