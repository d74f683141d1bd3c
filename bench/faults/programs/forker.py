"""A producer whose process forks: parent and children continue with their copies of it, and each records its receipts.

python -m bench.faults.programs.forker NUMBER NOTES SECONDS

With an even number it calls os.fork, as gunicorn does with --preload, and replaces each child that ends; with an odd one a
multiprocessing pool forks from a thread of its own while the parent sends. Some children die in the middle of their work,
by an alarm that they set themselves, so that each death is a function of the number. Pages whose receipts a process had not
recorded when it died are never handed over again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from bench.faults.judging.verdict import ONCE
from bench.lib import corpus
from wiremill.client.producer import Producer

if TYPE_CHECKING:
    from wiremill.client.producer import Receipt
    from wiremill.contract.page import Page

CHILDREN = 3
#: Pages that a process hands over at most before it records their receipts, and seconds until its next batch: 60 pages a
#: second in total, a third of the throughput of two cores.
_PAGES, _PAUSE = 6, 0.2
#: Share of the children that are killed, and the seconds within which; the same for tasks of a pool, whose process is killed.
_KILLED, _WITHIN = 0.5, 2.0
_KILLED_TASKS, _WITHIN_TASK = 0.1, 0.1
#: Tasks after which a pool replaces a child.
_TASKS = 4
#: Seconds to wait for the last tasks of a pool; those of killed children never end.
_LAST_SECONDS = 5.0
#: Paragraphs of a made-up page: 2 KB.
_PARAGRAPHS = 4


class Sender:
    """Hands pages over in one process, through its own or an inherited producer, and records the receipts."""

    def __init__(self, producer: Producer, notes: BinaryIO, name: str) -> None:
        self._producer = producer
        self._notes = notes
        self._name = name
        self._draw = Random(name)
        self._number = 0
        self._receipts: list[Receipt] = []

    def child(self, serial: int) -> Sender:
        """Return the sender of a child, which has no receipts yet."""
        return Sender(self._producer, self._notes, f"{self._name}.{serial}")

    def send(self) -> None:
        """Hand over some pages, as a batch or one by one; the producer keeps them until `record`."""
        pages = [self._page() for _ in range(self._draw.randint(1, _PAGES))]
        if self._draw.random() < 0.5:
            self._receipts += self._producer.send_many(pages)
        else:
            self._receipts += [self._producer.send(page.url, page.body, id=page.id) for page in pages]

    def record(self) -> None:
        """Record the receipts once the pages are in the server's log: from then on they must not get lost."""
        self._producer.flush()
        lines = "".join(f"{self._number}\t{one.page_id}\t{one.intake_id}\n" for one in self._receipts)
        # The newline ends a line that a killed process may have left cut off.
        self._notes.write(f"\n{lines}".encode())
        self._receipts = []

    def close(self) -> None:
        """Record the remaining receipts and close the producer."""
        self.record()
        self._producer.close()

    def die_at_random(self, chance: float, within: float) -> None:
        """Have the kernel end this process at a random moment, by an alarm that nothing handles."""
        if self._draw.random() < chance:
            signal.setitimer(signal.ITIMER_REAL, self._draw.uniform(0.001, within))

    def _page(self) -> Page:
        self._number += 1
        (made,) = corpus.made(1, seed=self._draw.getrandbits(48), paragraphs=_PARAGRAPHS)
        return msgspec.structs.replace(made, id=f"{ONCE}{self._name}-{self._number}")


def fork_directly(parent: Sender, until: float) -> None:
    """Send, and keep children that send, until a moment of the monotonic clock."""
    children: set[int] = set()
    serial = 0
    while time.monotonic() < until:
        children = {child for child in children if not os.waitpid(child, os.WNOHANG)[0]}
        while len(children) < CHILDREN:
            serial += 1
            child = os.fork()
            if not child:
                _run_child(parent.child(serial), until)
            children.add(child)
        parent.record()
        time.sleep(_PAUSE)
        parent.send()  # and fork before recording: the copy holds a batch that the server may not have written yet
    for child in children:
        os.waitpid(child, 0)


def _run_child(sender: Sender, until: float) -> None:
    code = 1
    try:
        sender.die_at_random(_KILLED, _WITHIN)
        while time.monotonic() < until:
            sender.send()
            sender.record()
            time.sleep(_PAUSE)
        sender.close()
        code = 0
    except BaseException:  # noqa: BLE001  (no code of the parent may run here)
        traceback.print_exc()
    finally:
        os._exit(code)


def fork_by_pool(parent: Sender, until: float) -> None:
    """Send, and have the processes of a pool send, until a moment of the monotonic clock."""
    _inherited.append(parent)
    serial = 0
    results = []
    with multiprocessing.get_context("fork").Pool(CHILDREN, maxtasksperchild=_TASKS) as pool:
        while time.monotonic() < until:
            for _ in range(CHILDREN):
                serial += 1
                results.append(pool.apply_async(_task, (serial,)))
            parent.record()
            time.sleep(_PAUSE)
            parent.send()
        last = time.monotonic() + _LAST_SECONDS
        for result in results:
            result.wait(max(0.0, last - time.monotonic()))


#: The parent's sender for the children of a pool: in a global of the module, where such code has its producer.
_inherited: list[Sender] = []


def _task(serial: int) -> None:
    sender = _inherited[0].child(serial)
    sender.die_at_random(_KILLED_TASKS, _WITHIN_TASK)
    try:
        sender.send()
        sender.record()
    finally:
        # A child that died while fetching its next task would keep the pool's lock forever.
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(number: int, notes: Path, seconds: float) -> None:
    """Create a producer, use it, and fork."""
    with notes.open("ab", buffering=0) as stream:
        parent = Sender(Producer(), stream, f"fork{number}")
        parent.send()
        parent.record()
        parent.send()
        (fork_by_pool if number % 2 else fork_directly)(parent, time.monotonic() + seconds)
        parent.close()


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]), Path(words[1]), float(words[2]))
