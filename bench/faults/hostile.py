"""Hostile pages through all stages: whether each one ends, whether any kills a worker, and how long the slowest takes.

    python -m bench.faults.hostile --corpus FOLDER --mutated 10000     # mutations of real pages
    python -m bench.faults.hostile --size 65536 --mutated 200          # mutations of made-up pages, smaller pages: a short run

Exits with 1 when a page has no outcome, a worker's process died, or an escape sequence reached the terminal.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bench.faults.hostile_pages import MEGABYTE, HostilePage, hostile_pages
from bench.faults.mutations import mutations
from bench.lib import corpus, report
from bench.lib.tables import Table
from bench.lib.workers import start_worker
from wiremill.client.connection import connect
from wiremill.contract.item import Item
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.dead_letters import DeadLetterFilter, DeadLetters
from wiremill.ledger.scripts import Scripts
from wiremill.ledger.streams import entries
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

#: Pages that may be in flight at once.
_MAX_IN_FLIGHT = 400
#: Seconds in which all pages in flight must end: some reach their time limit in several attempts.
_WAIT_SECONDS = 300.0
#: Celery's messages when a process of its pool has died or was killed.
_DEATHS = re.compile(r"WorkerLostError|Hard time limit|exited prematurely|Process '[^']*' pid:\d+ exited with")
#: Escape and control characters that a terminal interprets, except colours.
_ESCAPES = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x80-\x9f\u202e\x08]")


def main() -> None:
    """Run, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of real pages to mutate (default: made pages)")
    parser.add_argument("--mutated", type=int, default=1000, help="how many mutations")
    parser.add_argument("--size", type=int, default=MEGABYTE, help="about the bytes of the large pages")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    table, figures = run(options)
    report.publish_tables("Hostile pages", [table, figures], report.environment(), to=options.json)
    of = {row[0]: row[1] for row in figures.rows}
    sys.exit(bool(of["without an outcome"] or of["processes that died"] or of["escapes printed"] or of["breaches"]))


def run(options: Namespace) -> tuple[Table, Table]:
    """Return the outcomes by kind, and the counts of what must not happen."""
    bodies = [page.body for page in (corpus.load(options.corpus) if options.corpus else corpus.made(50))]
    pages = [*hostile_pages(options.size), *mutations(bodies, options.mutated, options.seed)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmbeddedServer(folder / "redis") as server:
            settings = Settings(redis_url=server.url, history_pages=1_000_000)
            scripts = Scripts(connect(settings), settings)
            environ = {"WIREMILL_DUPLICATES": "off", "WIREMILL_HISTORY_PAGES": "1000000"}
            begun = time.monotonic()
            with start_worker(server, folder, "hostile", environ=environ) as worker:
                kinds = feed(pages, scripts)
                _wait(scripts, 0)
                seconds = time.monotonic() - begun
                log = worker.log.read_text("utf-8", "replace")
            ended = outcomes(scripts)
            proof = reconcile(scripts)
            breaches = len(proof.breaches) + abs(proof.census.difference)
            printed = escapes(server)
    table = Table("kinds", "By kind", ("kind", "pages", "published", "dead", "reasons", "slowest, ms"))
    by_kind: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for intake_id, kind in kinds.items():
        by_kind[kind].append(ended.get(intake_id, ("none", 0.0)))
    for kind, found in by_kind.items():
        words = Counter(word for word, _ in found)
        reasons = ", ".join(f"{word} {count}" for word, count in sorted(words.items()) if word != "published")
        dead = sum(words.values()) - words["published"] - words["none"]
        table.add(kind, len(found), words["published"], dead, reasons or "-", max(took for _, took in found))
    totals = Table("totals", "All in all", ("what", "count"))
    totals.add("pages", len(kinds))
    totals.add("without an outcome", sum(intake_id not in ended for intake_id in kinds))
    totals.add("processes that died", len(_DEATHS.findall(log)))
    totals.add("escapes printed", printed)
    totals.add("breaches", breaches)
    totals.add("seconds", round(seconds, 1))
    return table, totals


def feed(pages: Iterable[HostilePage], scripts: Scripts) -> dict[str, str]:
    """Add pages with plain XADD, since our producer refuses some; return intake id to kind."""
    kinds: dict[str, str] = {}
    for number, page in enumerate(pages):
        if number % 50 == 0:
            _wait(scripts, _MAX_IN_FLIGHT)
        fields: dict[bytes | str, Any] = {"url": page.url, "body": page.body}
        for name in ("content_type", "content_encoding", "charset"):
            if (value := getattr(page, name)) is not None:
                fields[name] = value.encode("utf-8", "replace")
        kinds[scripts.redis.xadd(scripts.keys.intake, fields).decode()] = page.kind  # type: ignore[arg-type, union-attr]
    return kinds


def _wait(scripts: Scripts, limit: int) -> None:
    ends = time.monotonic() + _WAIT_SECONDS
    while (waiting := take_census(scripts).in_flight) > limit and time.monotonic() < ends:
        time.sleep(0.02 if waiting < 50 else 0.2)


def outcomes(scripts: Scripts) -> dict[str, tuple[str, float]]:
    """Return the outcome of each page by its intake id, and the ms of its slowest stage."""
    found: dict[str, tuple[str, float]] = {}
    decode = msgspec.json.Decoder(Item).decode
    for _, fields in entries(scripts.redis, scripts.keys.items):
        item = decode(fields[b"data"])
        found[item.intake_id] = ("published", max(run.duration_ms for run in item.trace.stages))
    for letter in DeadLetters(scripts).find(DeadLetterFilter()):
        found[letter.page] = (letter.reason, 0.0)
    return found


def escapes(server: EmbeddedServer) -> int:
    """Return how many escape sequences of pages `wiremill tail` and `wiremill dead` print on a terminal."""
    total = 0
    for command in (("tail", "-n", "20000"), ("dead", "list")):
        total += len(_ESCAPES.findall(_on_terminal([sys.executable, "-m", "wiremill.cli", *command], server.url)))
    return total


def _on_terminal(command: list[str], url: str) -> str:
    said: list[bytes] = []
    child, terminal = pty.fork()
    if not child:
        os.environ.update(WIREMILL_REDIS_URL=url, TERM="xterm-256color", PYTHONPATH=str(report.ROOT))
        os.execv(command[0], command)
    with contextlib.suppress(OSError):  # EIO: the other end of the terminal is closed
        while data := os.read(terminal, 65536):
            said.append(data)
    os.waitpid(child, 0)
    os.close(terminal)
    return b"".join(said).decode("utf-8", "replace")


if __name__ == "__main__":
    main()
