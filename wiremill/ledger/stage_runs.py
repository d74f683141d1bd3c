"""Runs of stages as stored in Redis: compact JSON lists, since every record and history entry has several."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from wiremill.contract.item import StageRun
from wiremill.ledger.keys import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable


class _StoredRun(msgspec.Struct, array_like=True, frozen=True, gc=False):
    stage: str
    attempt: int
    #: Milliseconds since 1970.
    started: int
    duration_ms: float
    worker: str


_FLOW_POSITION = {stage: position for position, stage in enumerate(STAGES)}
_run_decoder = msgspec.json.Decoder(_StoredRun)
_runs_decoder = msgspec.json.Decoder(list[_StoredRun])


def pack_run(run: StageRun) -> bytes:
    """Return the stored form of a run."""
    return msgspec.json.encode(_StoredRun(run.stage, run.attempt, started_ms(run), run.duration_ms, run.worker))


def pack_runs(runs: Iterable[StageRun]) -> bytes:
    """Return the stored form of a list of runs; `finish.lua` joins runs the same way."""
    return b"[%s]" % b",".join(map(pack_run, runs))


def unpack_run(raw: bytes | str) -> StageRun:
    """Return a run from its stored form."""
    return _from_stored(_run_decoder.decode(raw))


def unpack_runs(raw: bytes | str) -> list[StageRun]:
    """Return the runs of a stored list, by start time."""
    return sort_by_start(map(_from_stored, _runs_decoder.decode(raw)))


def sort_by_start(runs: Iterable[StageRun]) -> list[StageRun]:
    """Return runs by start time; runs of the same millisecond are in flow order."""
    return sorted(runs, key=lambda run: (run.started_at, _FLOW_POSITION.get(run.stage, len(_FLOW_POSITION))))


def started_ms(run: StageRun) -> int:
    """Return the start time of a run, in milliseconds since 1970, by its worker's clock."""
    return round(datetime.fromisoformat(run.started_at).timestamp() * 1000)


def rfc3339(milliseconds: float) -> str:
    """Return a time as RFC 3339 in UTC, to the millisecond."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def _from_stored(stored: _StoredRun) -> StageRun:
    return StageRun(stored.stage, stored.attempt, rfc3339(stored.started), stored.duration_ms, stored.worker)
