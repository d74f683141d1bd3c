"""A producer as a process of its own, that may be killed: it notes what it was told, and goes on where its notes end.

python -m bench.faults.programs.feeder NUMBER NOTES STOP [PAGES] [RATE]
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path

from bench.lib import corpus
from wiremill.client.producer import Producer

#: Pages handed over before they are noted: what a killed producer hands over again, at most.
CHUNK = 64
#: Pages of one producer: no run has so many.
STRIDE = 10_000_000
#: Paragraphs of a made-up page: 2 KB.
_PARAGRAPHS = 4


def read_notes(notes: Path) -> list[tuple[int, str, str]]:
    """Return what was noted: number, page id, intake id; a line that a kill cut off counts as never written."""
    if not notes.exists():
        return []
    rows = []
    for line in notes.read_text().splitlines(keepends=True):
        words = line.split("\t")
        if line.endswith("\n") and len(words) == 3:
            rows.append((int(words[0]), words[1], words[2].strip()))
    return rows


def main(index: int, notes: Path, stop: Path, pages: int, rate: float) -> None:
    """Hand over until the file `stop` is there, or all pages are told of."""
    done = read_notes(notes)
    number = done[-1][0] + 1 if done else 0
    begun, first = time.monotonic(), number
    # A chunk is written at once; one that was cut off begins a line that counts for nothing.
    with notes.open("ab", buffering=0) as stream, Producer() as producer:
        if done or notes.stat().st_size:
            stream.write(b"\n")
        while number < pages and not stop.exists():
            if rate:
                time.sleep(max(0.0, begun + (number - first) / rate - time.monotonic()))
            count = min(CHUNK, pages - number)
            made = (
                next(islice(corpus.made(1, seed=index * STRIDE + number + i, paragraphs=_PARAGRAPHS), 1))
                for i in range(count)
            )
            receipts = list(producer.send_many(made))
            producer.flush()  # what is noted will not be sent again: so it must be in the server's log
            lines = [f"{number + i}\t{one.page_id}\t{one.intake_id}\n" for i, one in enumerate(receipts)]
            stream.write("".join(lines).encode())
            number += count


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]), Path(words[1]), Path(words[2]), int(words[3]), float(words[4]))
