"""The engine's cost beyond the stages: CPU a page, CPU when idle, latency of a single page.

The CPU of workers, server and producer is read from /proc while pages run through them; then the same stage functions are
called on the same pages in one process. The difference is the engine's cost. The two alternate for several rounds, and the
minimum of each is reported, since a shared machine only ever adds to a figure. There is one worker process: two that share
a memory bus slow down each other's stages, which is not a cost of the engine.

    python -m bench.speed.pipeline --corpus FOLDER      # real pages (see bench/lib/corpus.py for the form)
    python -m bench.speed.pipeline --pages 1000         # made-up pages
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bench.lib import corpus, report
from bench.lib.workers import cpu_seconds, server_settings, start_worker, wait_until
from wiremill.client.connection import connect
from wiremill.client.producer import Producer
from wiremill.ledger.accounting import take_census
from wiremill.ledger.scripts import Scripts
from wiremill.local.server import EmbeddedServer

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from bench.lib.workers import Worker
    from wiremill.contract.page import Page

GOALS = {
    "engine CPU, ms a page": "at most 1.0",
    "engine CPU, % of stage work": "at most 20",
    "idle worker, % of a core": "under 3",
    "lone page p50 beyond its stages, ms": "under 150",
}
#: Pages that run through before the measurement.
WARM_UP = 64


def main() -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of real pages")
    parser.add_argument("--pages", type=int, help="how many (default: all of the corpus, or 1000 made ones)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--lone", type=int, default=30, help="lone pages to time")
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of idling to measure")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stages-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    pages = corpus.load(options.corpus, options.pages) if options.corpus else list(corpus.made(options.pages or 1000))
    if options.stages_only:
        for _ in sys.stdin:  # a round for each line
            print(msgspec.json.encode(measure_stages(pages)).decode(), flush=True)
        return
    report.publish("Pipeline", run(pages, options), goals=GOALS, to=options.json)


def measure_stages(pages: list[Page]) -> dict[str, float]:
    """Return the CPU of each stage's function in this process, in ms a page."""
    from wiremill.errors import PageFault
    from worker.classify import classify
    from worker.enrich import enrich
    from worker.parse import parse

    def parsed(page: Page) -> Any:
        try:
            return parse(page.body, url=page.url, content_type=page.content_type)
        except PageFault:
            return None

    warm = [document for document in map(parsed, pages[:WARM_UP]) if document]
    classify(warm)
    enrich(warm)
    spent = {}
    begun = time.process_time()
    documents = [document for document in map(parsed, pages) if document]
    spent["parse"] = time.process_time() - begun
    for name, function in (("classify", classify), ("enrich", enrich)):
        begun = time.process_time()
        for start in range(0, len(documents), 32):
            function(documents[start : start + 32])
        spent[name] = time.process_time() - begun
    return {name: seconds * 1000 / len(pages) for name, seconds in spent.items()}


def run(pages: list[Page], options: Namespace) -> dict[str, Any]:
    """Return all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmbeddedServer(folder / "redis") as server:
            settings = server_settings(server)
            scripts = Scripts(connect(settings), settings)
            environ = {"WIREMILL_DUPLICATES": "off", "WIREMILL_HISTORY_PAGES": "1000000"}
            rounds, alone = [], []
            with (
                start_worker(server, folder, "one", processes=1, environ=environ) as worker,
                stages_in_one_process() as ask,
            ):
                send(pages[:WARM_UP], scripts)
                ask()
                for _ in range(options.rounds):
                    alone.append(ask())
                    rounds.append(throughput(pages, scripts, worker, server))
                    scripts.redis.delete(scripts.keys.items)
            with start_worker(server, folder, "all", processes=options.processes, environ=environ) as worker:
                send(pages[:WARM_UP], scripts)
                speed = throughput(pages, scripts, worker, server)["pages/s"]
                resting = idle(worker, options.idle)
                resting |= latency(pages, scripts, options.lone)
            exact = take_census(scripts).difference == 0
    stages = min(alone, key=lambda one: sum(one.values()))
    figures = min(rounds, key=lambda one: one["all CPU, ms a page"])
    over = sorted(one["all CPU, ms a page"] - sum(work.values()) for one, work in zip(rounds, alone, strict=True))
    work = sum(stages.values())
    engine = figures["all CPU, ms a page"] - work
    return {
        "pages": len(pages),
        "mean page, KB": sum(len(page.body) for page in pages) / len(pages) / 1000,
        **{f"{stage} alone, ms a page": spent for stage, spent in stages.items()},
        "stages alone, ms a page": work,
        f"pages/s with {options.processes} processes": speed,
        **figures,
        "engine CPU, ms a page": engine,
        "engine CPU, round by round": f"{over[0]:.2f} to {over[-1]:.2f}",
        "engine CPU, % of stage work": 100 * engine / work,
        **resting,
        "reconcile": "exact" if exact else "NOT EXACT",
    }


@contextlib.contextmanager
def stages_in_one_process() -> Iterator[Callable[[], dict[str, float]]]:
    """Yield a function that runs `measure_stages` in a separate process with the same arguments."""
    command = [sys.executable, "-m", "bench.speed.pipeline", *sys.argv[1:], "--stages-only"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        asked, answer = process.stdin, process.stdout
        assert asked is not None
        assert answer is not None

        def ask() -> dict[str, float]:
            asked.write(b"\n")
            asked.flush()
            return msgspec.json.decode(answer.readline(), type=dict[str, float])

        yield ask
        asked.close()


def send(pages: list[Page], scripts: Scripts) -> float:
    """Send pages and wait until all have ended; return the producer's CPU seconds."""
    before = take_census(scripts).ended
    begun = time.process_time()
    with Producer(settings=scripts.settings) as producer:
        for _ in producer.send_many(pages):
            pass
        spent = time.process_time() - begun
    wait_until("the pages", lambda: take_census(scripts).ended >= before + len(pages), 3600)
    return spent


def throughput(pages: list[Page], scripts: Scripts, worker: Worker, server: EmbeddedServer) -> dict[str, Any]:
    """Return speed and CPU for all pages sent at once."""
    watched = {"workers": worker.pid, "server": server.pid or 0}
    before = {name: cpu_seconds([pid]) for name, pid in watched.items()}
    begun = time.monotonic()
    producer = send(pages, scripts)
    elapsed = time.monotonic() - begun
    spent = {name: cpu_seconds([pid]) - before[name] for name, pid in watched.items()} | {"producer": producer}
    each = {f"{name} CPU, ms a page": 1000 * seconds / len(pages) for name, seconds in spent.items()}
    return {
        "pages/s": len(pages) / elapsed,
        **each,
        "all CPU, ms a page": sum(each.values()),
    }


def idle(worker: Worker, seconds: float) -> dict[str, Any]:
    """Return the CPU of an idle worker."""
    before = cpu_seconds([worker.pid])
    time.sleep(seconds)
    return {"idle worker, % of a core": 100 * (cpu_seconds([worker.pid]) - before) / seconds}


def latency(pages: list[Page], scripts: Scripts, count: int) -> dict[str, Any]:
    """Return the time from XADD to item of a single page, minus the time of its stages."""
    redis, keys = scripts.redis, scripts.keys
    chance = random.Random(1)
    beyond = []
    for number, page in enumerate(corpus.copies(pages, count)):
        last = redis.xrevrange(keys.items, count=1)[0][0]
        time.sleep(chance.uniform(0.2, 0.4))
        begun = time.monotonic()
        redis.xadd(keys.intake, {"url": f"{page.url}&lone={number}", "body": page.body})
        answer = redis.xread({keys.items: last}, block=30_000)
        elapsed = time.monotonic() - begun
        item = msgspec.json.decode(answer[0][1][0][1][b"data"])
        runs = {run["stage"]: run["duration_ms"] for run in item["trace"]["stages"]}
        # Classify and enrich run in parallel: the longer one counts.
        beyond.append(elapsed * 1000 - runs["parse"] - max(runs["classify"], runs["enrich"]))
    beyond.sort()
    return {
        "lone page p50 beyond its stages, ms": statistics.median(beyond),
        "lone page p90 beyond its stages, ms": beyond[int(len(beyond) * 0.9)],
    }


if __name__ == "__main__":
    main()
