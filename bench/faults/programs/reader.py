"""A consumer process that may be killed: it records each item before it acknowledges it.

python -m bench.faults.programs.reader NOTES STOP
"""

from __future__ import annotations

import sys
from pathlib import Path

from wiremill.client.consumer import Consumer

GROUP = "chaos"
#: Seconds after which another consumer takes over the items of a dead one.
TAKE_OVER = 3.0


def main(notes: Path, stop: Path) -> None:
    """Read until the file `stop` exists and no item has arrived for a while."""
    with notes.open("ab", buffering=0) as stream:
        stream.write(b"\n")
        while not stop.exists():
            with Consumer(group=GROUP, take_over_seconds=TAKE_OVER, idle_seconds=2.0) as consumer:
                for item in consumer:
                    makers = "".join("n" if run.worker.endswith(":newer") else "o" for run in item.trace.stages)
                    stream.write(f"{item.intake_id}\t{item.id}\t{makers}\n".encode())


def read_deliveries(notes: Path) -> list[tuple[str, str, str]]:
    """Return the recorded items: intake id, page id, and a letter for each stage, `n` for newer code and `o` for older."""
    rows = []
    for line in notes.read_text().splitlines(keepends=True):
        words = line.split("\t")
        if line.endswith("\n") and len(words) == 3:
            rows.append((words[0], words[1], words[2].strip()))
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
