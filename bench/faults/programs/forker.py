"""A producer whose process forks: parent and children go on with their copies of it, and each notes what it was told.

python -m bench.faults.programs.forker NUMBER NOTES SECONDS

With an even number it forks by hand, as gunicorn does with --preload, and puts another in the place of each child that
ends; with an odd one a pool of multiprocessing forks, from a thread of its own, while the parent sends. Some children die
amid their work, of an alarm that they set themselves: so each death is a function of the number. What a process had not
noted when it died is never handed over again.
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
#: Pages that a process hands over before it notes them, at most, and seconds until its next: 60 a second in all, a third
#: of what two cores work off.
_PAGES, _PAUSE = 6, 0.2
#: The part of the children that are killed within so many seconds, and that of a pool's tasks in which theirs is.
_KILLED, _WITHIN = 0.5, 2.0
_KILLED_TASKS, _WITHIN_TASK = 0.1, 0.1
#: Tasks after which a pool replaces a child by a new fork.
_TASKS = 4
#: Seconds that a pool has for the tasks at the end; those of killed children never end.
_LAST_SECONDS = 5.0
#: Paragraphs of a made-up page: 2 KB.
_PARAGRAPHS = 4


class Hand:
    """One process' hand: it hands pages over through a producer, its own or an inherited one, and notes the receipts."""

    def __init__(self, producer: Producer, notes: BinaryIO, name: str) -> None:
        self._producer = producer
        self._notes = notes
        self._name = name
        self._draw = Random(name)
        self._number = 0
        self._told: list[Receipt] = []

    def child(self, serial: int) -> Hand:
        """Return the hand of a child, which begins with nothing to note."""
        return Hand(self._producer, self._notes, f"{self._name}.{serial}")

    def send(self) -> None:
        """Hand over some pages, as a batch or one by one; the producer keeps them until `note`."""
        pages = [self._page() for _ in range(self._draw.randint(1, _PAGES))]
        if self._draw.random() < 0.5:
            self._told += self._producer.send_many(pages)
        else:
            self._told += [self._producer.send(page.url, page.body, id=page.id) for page in pages]

    def note(self) -> None:
        """Note the receipts, once the pages are in the server's log: from then on they must not get lost."""
        self._producer.flush()
        lines = "".join(f"{self._number}\t{one.page_id}\t{one.intake_id}\n" for one in self._told)
        # The empty line ends one that a killed process may have left cut off.
        self._notes.write(f"\n{lines}".encode())
        self._told = []

    def close(self) -> None:
        """Note what is left, and close the producer."""
        self.note()
        self._producer.close()

    def die_perhaps(self, chance: float, within: float) -> None:
        """Let the kernel end this process at some moment, wherever it is then: nothing handles the alarm."""
        if self._draw.random() < chance:
            signal.setitimer(signal.ITIMER_REAL, self._draw.uniform(0.001, within))

    def _page(self) -> Page:
        self._number += 1
        (made,) = corpus.made(1, seed=self._draw.getrandbits(48), paragraphs=_PARAGRAPHS)
        return msgspec.structs.replace(made, id=f"{ONCE}{self._name}-{self._number}")


def fork_by_hand(parent: Hand, until: float) -> None:
    """Send, and have children that send, until a moment of the monotonic clock."""
    children: set[int] = set()
    serial = 0
    while time.monotonic() < until:
        children = {child for child in children if not os.waitpid(child, os.WNOHANG)[0]}
        while len(children) < CHILDREN:
            serial += 1
            child = os.fork()
            if not child:
                _be_child(parent.child(serial), until)
            children.add(child)
        parent.note()
        time.sleep(_PAUSE)
        parent.send()  # and fork before it is noted: the copy holds a batch that the server may not have written yet
    for child in children:
        os.waitpid(child, 0)


def _be_child(hand: Hand, until: float) -> None:
    code = 1
    try:
        hand.die_perhaps(_KILLED, _WITHIN)
        while time.monotonic() < until:
            hand.send()
            hand.note()
            time.sleep(_PAUSE)
        hand.close()
        code = 0
    except BaseException:  # noqa: BLE001  (nothing of the parent's may run here)
        traceback.print_exc()
    finally:
        os._exit(code)


def fork_by_pool(parent: Hand, until: float) -> None:
    """Send, and let the processes of a pool send, until a moment of the monotonic clock."""
    _inherited.append(parent)
    serial = 0
    results = []
    with multiprocessing.get_context("fork").Pool(CHILDREN, maxtasksperchild=_TASKS) as pool:
        while time.monotonic() < until:
            for _ in range(CHILDREN):
                serial += 1
                results.append(pool.apply_async(_task, (serial,)))
            parent.note()
            time.sleep(_PAUSE)
            parent.send()
        last = time.monotonic() + _LAST_SECONDS
        for result in results:
            result.wait(max(0.0, last - time.monotonic()))


#: The parent's hand, as children of a pool find it: in a global of the module, where code like theirs has its producer.
_inherited: list[Hand] = []


def _task(serial: int) -> None:
    hand = _inherited[0].child(serial)
    hand.die_perhaps(_KILLED_TASKS, _WITHIN_TASK)
    try:
        hand.send()
        hand.note()
    finally:
        # A child that died while it asked for its next task would take the pool's lock with it.
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(number: int, notes: Path, seconds: float) -> None:
    """Make a producer, use it, and fork."""
    with notes.open("ab", buffering=0) as stream:
        parent = Hand(Producer(), stream, f"fork{number}")
        parent.send()
        parent.note()
        parent.send()
        (fork_by_pool if number % 2 else fork_by_hand)(parent, time.monotonic() + seconds)
        parent.close()


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]), Path(words[1]), float(words[2]))
