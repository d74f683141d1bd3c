"""A producer process that may be killed: it records its receipts, and after a restart continues after the last one.

python -m bench.faults.programs.feeder NUMBER NOTES STOP [PAGES] [RATE]
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path

from bench.lib import corpus
from wiremill.client.producer import Producer

#: Pages handed over before their receipts are recorded: a killed producer hands over at most so many again.
CHUNK = 64
#: Distance of the seeds of two producers; no run has so many pages.
STRIDE = 10_000_000
#: Paragraphs of a made-up page: 2 KB.
_PARAGRAPHS = 4


def read_receipts(notes: Path) -> list[tuple[int, str, str]]:
    """Return the recorded receipts: number, page id, intake id. A line cut off by a kill is ignored."""
    if not notes.exists():
        return []
    rows = []
    for line in notes.read_text().splitlines(keepends=True):
        words = line.split("\t")
        if line.endswith("\n") and len(words) == 3:
            rows.append((int(words[0]), words[1], words[2].strip()))
    return rows


def main(index: int, notes: Path, stop: Path, pages: int, rate: float) -> None:
    """Hand over pages until the file `stop` exists or all are acknowledged."""
    done = read_receipts(notes)
    number = done[-1][0] + 1 if done else 0
    begun, first = time.monotonic(), number
    # A chunk is written at once; the newline below ends a line that was cut off.
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
            producer.flush()  # recorded pages are not sent again, so they must be in the server's log
            lines = [f"{number + i}\t{one.page_id}\t{one.intake_id}\n" for i, one in enumerate(receipts)]
            stream.write("".join(lines).encode())
            number += count


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]), Path(words[1]), Path(words[2]), int(words[3]), float(words[4]))
