"""The command line with a producer that records its receipts, which `wiremill run` does not write itself.

python -m bench.faults.programs.recording_cli NOTES run PATH …
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wiremill.cli import hand_over, main
from wiremill.client.producer import Producer
from wiremill.client.receipt import BATCH_PAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wiremill.client.producer import Receipt
    from wiremill.contract.page import Page


class RecordingProducer(Producer):
    """Records receipts once the pages are in the server's log: from then on they must not get lost, whatever is killed."""

    notes: BinaryIO

    def send_many(self, pages: Iterable[Page], *, timeout: float | None = None) -> Iterator[Receipt]:
        """Hand over each batch and record its receipts before yielding them."""
        stream = iter(pages)
        while batch := list(islice(stream, BATCH_PAGES)):
            receipts = list(super().send_many(batch, timeout=timeout))
            self.flush()
            self.notes.write("".join(f"0\t{one.page_id}\t{one.intake_id}\n" for one in receipts).encode())
            yield from receipts


if __name__ == "__main__":
    with Path(sys.argv[1]).open("ab", buffering=0) as notes:
        RecordingProducer.notes = notes
        if hand_over.Producer is not Producer:
            raise RuntimeError("wiremill.cli.hand_over has another producer")
        hand_over.Producer = RecordingProducer  # type: ignore[misc]
        main(sys.argv[2:], prog_name="wiremill")
