"""The command line, noting each page that its producer hands over: `wiremill run` writes no receipts itself.

python -m bench.faults.programs.noted NOTES run PATH …
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


class NotingProducer(Producer):
    """Notes what it was told once it is in the server's log: from then on it must not get lost, whoever is killed."""

    notes: BinaryIO

    def send_many(self, pages: Iterable[Page], *, timeout: float | None = None) -> Iterator[Receipt]:
        """Hand over a batch, and note it, before its receipts are yielded."""
        stream = iter(pages)
        while batch := list(islice(stream, BATCH_PAGES)):
            receipts = list(super().send_many(batch, timeout=timeout))
            self.flush()
            self.notes.write("".join(f"0\t{one.page_id}\t{one.intake_id}\n" for one in receipts).encode())
            yield from receipts


if __name__ == "__main__":
    with Path(sys.argv[1]).open("ab", buffering=0) as notes:
        NotingProducer.notes = notes
        if hand_over.Producer is not Producer:
            raise RuntimeError("wiremill.cli.hand_over has another producer")
        hand_over.Producer = NotingProducer  # type: ignore[misc]
        main(sys.argv[2:], prog_name="wiremill")
