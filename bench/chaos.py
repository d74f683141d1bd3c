"""Pages while processes are killed at random: what was lost, what came twice, how long it took.

The schedule of faults is a function of `--seed`. At the end every page that the producer was told is accepted is looked
for by its page id among the items and the dead letters, and `reconcile` runs.

    python bench/chaos.py --pages 6000 --corpus FOLDER
    python bench/chaos.py --pages 600 --seed 7      # made-up pages, a short form
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
import msgspec
import report
from fleet import LEAN, Worker, server_settings, wait_until

from wiremill.accounting import reconcile, take_census
from wiremill.connection import connect
from wiremill.producer import Producer
from wiremill.scripts import Scripts
from wiremill.server import EmbeddedServer
from wiremill.streams import entries

if TYPE_CHECKING:
    from argparse import Namespace


GOALS = {"lost": "0", "published twice": "0", "reconcile": "exact"}
#: Weights of the faults, and the seconds between two of them.
FAULTS = {"kill a child": 5, "kill a main process": 2, "stop a child for a while": 2, "kill the server": 1}
PAUSE = (0.3, 1.2)
#: Seconds for which a stopped process sleeps: beyond its lease.
SLEEP = 4.0
ENVIRON = {
    # Below the default, so that a run takes minutes and its leases still outlive every batch.
    "WIREMILL_LEASE_SECONDS": "3",
    "WIREMILL_DUPLICATES": "off",
    "WIREMILL_HISTORY_PAGES": "1000000",
    # An innocent page may be in the hands of many processes that are killed.
    "WIREMILL_MAX_ATTEMPTS": "20",
}


def main() -> None:
    """Run, print, write; exit 1 when a page was lost or came twice."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of real pages, used over and over under new URLs")
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--processes", type=int, default=2, help="of each worker")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.0, help="pages/s to hand over; 0: as fast as they are taken")
    options = parser.parse_args()
    figures = run(options)
    report.publish(f"Chaos, seed {options.seed}", figures, goals=GOALS, to=options.json)
    if figures["lost"] or figures["published twice"] or figures["reconcile"] != "exact":
        sys.exit(1)


def run(options: Namespace) -> dict[str, Any]:
    """Return all figures."""
    if options.corpus:
        pages = corpus.copies(corpus.load(options.corpus, min(options.pages, 1500)), options.pages)
    else:
        pages = corpus.made(options.pages)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmbeddedServer(folder / "redis") as server, contextlib.ExitStack() as stack:
            chaos = Chaos(server, folder, options)
            stack.callback(chaos.end)
            begun = time.monotonic()
            receipts = chaos.hand_over(pages)
            scripts = Scripts(connect(server_settings(server)), server_settings(server))
            wait_until(
                "the pages",
                lambda: take_census(scripts).ended >= len(receipts) and take_census(scripts).in_flight == 0,
                1800,
            )
            elapsed = time.monotonic() - begun
            chaos.calm()
            return {**chaos.figures(), "elapsed, s": elapsed, **judge(scripts, receipts)}


class Chaos:
    """Workers, a server and a thread that breaks them."""

    def __init__(self, server: EmbeddedServer, folder: Path, options: Namespace) -> None:
        self._server = server
        self._folder = folder
        self._options = options
        self._random = random.Random(options.seed)
        self._faults: Counter[str] = Counter()
        self._started = 0
        self._workers = [self._start() for _ in range(options.workers)]
        for worker in self._workers:
            wait_until("the worker", worker.ready, 90)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._rage, daemon=True)
        self._settings = server_settings(server)

    def hand_over(self, pages: Any) -> dict[str, str]:
        """Hand all pages over while things break; return the URL of each page id that was accepted."""
        self._thread.start()
        receipts = {}
        with Producer(settings=self._settings) as producer:
            for receipt in producer.send_many(self._paced(pages)):
                receipts[receipt.page_id] = receipt.url
        return receipts

    def calm(self) -> None:
        """Break nothing more."""
        self._over.set()
        self._thread.join()

    def end(self) -> None:
        """Leave no process behind."""
        self.calm()
        for worker in self._workers:
            worker.end()

    def figures(self) -> dict[str, Any]:
        """Return how often each fault was made."""
        return {fault: self._faults[fault] for fault in FAULTS}

    def _paced(self, pages: Any) -> Any:
        begun = time.monotonic()
        for number, page in enumerate(pages):
            if self._options.rate:
                time.sleep(max(0.0, begun + number / self._options.rate - time.monotonic()))
            yield page

    def _start(self) -> Worker:
        self._started += 1
        return Worker(
            self._server.url,
            self._folder / f"w{self._started}.log",
            processes=self._options.processes,
            environ=ENVIRON,
            options=LEAN,
        )

    def _rage(self) -> None:
        asleep: list[tuple[float, int]] = []
        while not self._over.wait(self._random.uniform(*PAUSE)):
            asleep = self._wake(asleep, time.monotonic())
            fault = self._random.choices(list(FAULTS), list(FAULTS.values()))[0]
            index = self._random.randrange(len(self._workers))
            worker = self._workers[index]
            children = worker.children()
            with contextlib.suppress(ProcessLookupError):
                if fault == "kill the server":
                    self._server.kill()
                    self._server.start()
                elif fault == "kill a main process":
                    worker.kill()
                    self._workers[index] = self._start()
                elif not children:
                    continue
                elif fault == "kill a child":
                    os.kill(self._random.choice(children), signal.SIGKILL)
                else:
                    child = self._random.choice(children)
                    os.kill(child, signal.SIGSTOP)
                    asleep.append((time.monotonic() + SLEEP, child))
                self._faults[fault] += 1
        self._wake(asleep, float("inf"))

    @staticmethod
    def _wake(asleep: list[tuple[float, int]], now: float) -> list[tuple[float, int]]:
        for until, child in asleep:
            if until <= now:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGCONT)
        return [(until, child) for until, child in asleep if until > now]


def judge(scripts: Scripts, receipts: dict[str, str]) -> dict[str, Any]:
    """Compare what the producer was told with what stands in the stream of items and among the dead letters."""
    published: Counter[str] = Counter()
    seconds = []
    for _, event in entries(scripts.redis, scripts.keys.items):
        item = msgspec.json.decode(event[b"data"])
        published[item["id"]] += 1
        taken = datetime.fromisoformat(item["accepted_at"])
        seconds.append((datetime.fromisoformat(item["completed_at"]) - taken).total_seconds())
    dead = {
        fields[b"page_id"].decode(): fields[b"reason"].decode()
        for _, fields in entries(scripts.redis, scripts.keys.dead)
    }
    lost = [url for page, url in receipts.items() if page not in published and page not in dead]
    for url in lost[:20]:
        print(f"lost: {url}", file=sys.stderr)
    result = reconcile(scripts)
    for breach in result.breaches[:20]:
        print(f"breach: {breach.page}: {breach.problem}", file=sys.stderr)
    seconds.sort()
    return {
        "accepted": len(receipts),
        "published": sum(published.values()),
        "dead": len(dead),
        "dead because": ", ".join(f"{reason} {number}" for reason, number in Counter(dead.values()).items()) or "-",
        "lost": len(lost),
        "published twice": sum(1 for number in published.values() if number > 1),
        "reconcile": "exact" if result.exact else "NOT EXACT",
        "median page, s": seconds[len(seconds) // 2] if seconds else 0.0,
        "slowest page, s": seconds[-1] if seconds else 0.0,
    }


if __name__ == "__main__":
    main()
