"""`wiremill run` on the server of the other workers: killed in the middle of its pages, or left to finish and checked."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.faults.judging.verdict import ONCE
from bench.faults.programs.feeder import read_receipts
from bench.lib import ROOT, corpus
from bench.lib.workers import child_pids, wait_until

if TYPE_CHECKING:
    from collections.abc import Collection

#: Pages of one job: some seconds of work for its one process and the workers.
PAGES = 300
#: Paragraphs of a made-up page: 2 KB.
_PARAGRAPHS = 4
#: Prefix of the consumer groups with which jobs read items.
GROUP = b"wiremill-run-"
#: Seconds after which the group of a killed job must be gone: the quarter of an hour after which workers remove it, and some
#: minutes more, since a restarted server forgets how long a group was idle.
GROUP_SECONDS = 20 * 60
#: Seconds in which the guard must end the processes of a killed job; its own grace period is 3.
_GUARD_SECONDS = 20.0
#: The last line of the command's output.
_ACCEPTED = re.compile(
    r"^exact: accepted ([\d,]+) = published ([\d,]+) .*\+ dead ([\d,]+) \+ in flight 0$", re.MULTILINE
)


@dataclass
class Ending:
    """The result of one job: figures from the streams and from its output; `problems` is empty if they agree."""

    name: str
    end: str
    acknowledged: int
    published: int
    dead: int
    printed: int
    problems: list[str] = field(default_factory=list)


class Job:
    """A `wiremill run` with its own pages; a `doomed` one, which will be killed, records its receipts."""

    def __init__(self, number: int, folder: Path, environ: dict[str, str], *, doomed: bool, pages: int = PAGES) -> None:
        self.name = f"run{number}"
        self.doomed = doomed
        self._folder = folder / self.name
        self._folder.mkdir()
        self._notes = self._folder / "notes.tsv"
        self.pages = self._write(self._folder / "pages.jsonl", number, pages)
        command = (
            [sys.executable, "-m", "bench.faults.programs.recording_cli", str(self._notes)] if doomed else _COMMAND
        )
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        with (self._folder / "items.jsonl").open("wb") as items, (self._folder / "run.log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "run", "pages.jsonl", "--json", "--processes", "1", "--keep", "kept"],
                env={**os.environ, **environ, "PYTHONPATH": path, "COLUMNS": "200"},
                cwd=self._folder, stdin=subprocess.DEVNULL, stdout=items, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._killed_at: float | None = None
        self._problems: list[str] = []

    @property
    def left_group(self) -> bool:
        """Whether its group may still exist: it was killed, and not long ago."""
        return self._killed_at is not None and time.monotonic() - self._killed_at < GROUP_SECONDS

    @property
    def acknowledged(self) -> list[str]:
        """The ids of the pages that the server acknowledged: all pages if the job succeeded."""
        if self.doomed:
            return [page for _, page, _ in read_receipts(self._notes)]
        return self.pages if self.process.poll() == 0 else []

    @property
    def at_work(self) -> bool:
        """Whether it has handed over its first pages or, without recorded receipts, has begun to print."""
        return bool(self.acknowledged) if self.doomed else (self._folder / "items.jsonl").stat().st_size > 0

    def kill(self) -> None:
        """Kill the main process unless it has ended; the processes that it started must end soon after."""
        if self.process.poll() is not None:
            return
        started = _descendants(self.process.pid)
        self._killed_at = time.monotonic()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        try:
            wait_until("the guard", lambda: not any(map(_is_alive, started)), _GUARD_SECONDS)
        except TimeoutError:
            living = [pid for pid in started if _is_alive(pid)]
            self._problems.append(f"{len(living)} of its processes outlived it by {_GUARD_SECONDS:.0f} s")
            for pid in living:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def kill_stuck(self) -> None:
        """Kill the job because it does not end, and record that."""
        self._problems.append("it did not end")
        self.kill()

    def ending(self, published: Collection[str], dead: Collection[str]) -> Ending:
        """Compare the job's output with the streams.

        Args:
            published: page ids in the stream of items.
            dead: page ids of the dead letters.
        """
        lines = (self._folder / "items.jsonl").read_bytes().splitlines(keepends=True)
        printed = Counter(json.loads(line)["id"] for line in lines if line.endswith(b"\n"))
        mine = {*self.pages} & {*published}
        died = {*self.pages} & {*dead}
        problems = list(self._problems)
        code = self.process.poll()
        by_itself = self._killed_at is None
        if by_itself and (code == 0 or mine or died):  # otherwise it found no server and handed nothing over
            said = (self._folder / "run.log").read_text("utf-8")
            if code:
                problems.append(f"it ended with {code}: {said.strip()[-500:]}")
            equation = _ACCEPTED.search(said)
            stated = tuple(int(figure.replace(",", "")) for figure in equation.groups()) if equation else None
            if stated != (len(self.pages), len(mine), len(died)):
                problems.append(
                    f"it printed {stated}, and has {len(self.pages)} pages, {len(mine)} published, {len(died)} dead"
                )
            if mine != {*printed}:
                problems.append(f"it printed {len(printed)} items of {len(mine)}")
        again = printed.total() - len(printed)
        if again:
            problems.append(f"it printed {again} items again")
        end = "killed" if code == -signal.SIGKILL else f"ended with {code}"
        return Ending(self.name, end, len(self.acknowledged), len(mine), len(died), printed.total(), problems)

    def _write(self, file: Path, number: int, count: int) -> list[str]:
        ids = []
        with file.open("w", encoding="utf-8") as stream:
            for page in corpus.made(count, seed=-1 - number, paragraphs=_PARAGRAPHS):
                ids.append(f"{ONCE}{self.name}-{len(ids)}")
                stream.write(json.dumps({"url": page.url, "body": page.body.decode(), "id": ids[-1]}) + "\n")
        return ids


_COMMAND = [sys.executable, "-m", "wiremill.cli"]


def _descendants(pid: int) -> list[int]:
    children = child_pids(pid)
    return [*children, *(one for child in children for one in _descendants(child))]


def _is_alive(pid: int) -> bool:
    """Return whether a process exists and is no zombie, which init has not reaped yet."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    return False
