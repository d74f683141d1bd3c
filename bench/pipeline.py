"""What the engine costs beside the stages: CPU a page, CPU when idle, latency of a lone page.

The CPU of workers, server and producer is read from /proc while pages run through; the same stage functions are then
called on the same pages in one process, before and after. What is between the two is the engine's. It is measured with one
worker process: two that share a memory bus slow each other's stages down, which is not the engine's doing.

    python bench/pipeline.py --corpus FOLDER      # real pages (see bench/corpus.py for the form)
    python bench/pipeline.py --pages 1000         # made-up pages
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
import msgspec
import report
from fleet import cpu_seconds, server_settings, start_worker, wait_until

from wiremill.accounting import reconcile, take_census
from wiremill.connection import connect
from wiremill.producer import Producer
from wiremill.scripts import Scripts
from wiremill.server import EmbeddedServer

if TYPE_CHECKING:
    from argparse import Namespace

    from fleet import Worker

    from wiremill.page import Page

GOALS = {
    "engine CPU, ms a page": "at most 1.0",
    "engine CPU, % of stage work": "at most 20",
    "idle worker, % of a core": "under 3",
    "lone page p50 beyond its stages, ms": "under 150",
}
#: Pages that are run through before anything is measured.
WARM_UP = 64


def main() -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of real pages")
    parser.add_argument("--pages", type=int, help="how many (default: all of the corpus, or 1000 made ones)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--lone", type=int, default=30, help="lone pages to time")
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of idling to measure")
    parser.add_argument(
        "--stages-only", type=Path, help="FILE: only call the stage functions, and write their CPU there"
    )
    options = parser.parse_args()
    pages = corpus.load(options.corpus, options.pages) if options.corpus else list(corpus.made(options.pages or 1000))
    if options.stages_only:
        options.stages_only.write_bytes(msgspec.json.encode(measure_stages(pages)))
        return
    report.publish("Pipeline", run(pages, options), goals=GOALS, to=options.json)


def measure_stages(pages: list[Page]) -> dict[str, float]:
    """Return the CPU of each stage's function, in ms a page, in this one process."""
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
            before = stages_in_one_process(folder)
            with start_worker(server, folder, "one", processes=1, environ=environ) as worker:
                send(pages[:WARM_UP], scripts)
                figures = throughput(pages, scripts, worker, server)
            after = stages_in_one_process(folder)
            with start_worker(server, folder, "all", processes=options.processes, environ=environ) as worker:
                send(pages[:WARM_UP], scripts)
                speed = throughput(pages, scripts, worker, server)["pages/s"]
                figures |= idle(worker, options.idle)
                figures |= latency(pages, scripts, options.lone)
            exact = reconcile(scripts).exact
    stages = {name: (before[name] + after[name]) / 2 for name in before}
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
        "engine CPU, % of stage work": 100 * engine / work,
        "reconcile": "exact" if exact else "NOT EXACT",
    }


def stages_in_one_process(folder: Path) -> dict[str, float]:
    """Return what `measure_stages` finds in a new process with the same arguments."""
    file = folder / "stages.json"
    subprocess.run([sys.executable, __file__, *sys.argv[1:], "--stages-only", str(file)], check=True)
    return msgspec.json.decode(file.read_bytes(), type=dict[str, float])


def send(pages: list[Page], scripts: Scripts) -> float:
    """Hand pages over and wait for their end; return the producer's CPU seconds."""
    before = take_census(scripts).ended
    begun = time.process_time()
    with Producer(settings=scripts.settings) as producer:
        for _ in producer.send_many(pages):
            pass
        spent = time.process_time() - begun
    wait_until("the pages", lambda: take_census(scripts).ended >= before + len(pages), 3600)
    return spent


def throughput(pages: list[Page], scripts: Scripts, worker: Worker, server: EmbeddedServer) -> dict[str, Any]:
    """Return speed and CPU of all pages run through at once."""
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
    """Return the CPU of a worker that has nothing to do."""
    before = cpu_seconds([worker.pid])
    time.sleep(seconds)
    return {"idle worker, % of a core": 100 * (cpu_seconds([worker.pid]) - before) / seconds}


def latency(pages: list[Page], scripts: Scripts, count: int) -> dict[str, Any]:
    """Return how long a lone page takes from XADD to item, beyond the work of its stages."""
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
        # Classify and enrich run side by side: the longer of them is on the way.
        beyond.append(elapsed * 1000 - runs["parse"] - max(runs["classify"], runs["enrich"]))
    beyond.sort()
    return {
        "lone page p50 beyond its stages, ms": statistics.median(beyond),
        "lone page p90 beyond its stages, ms": beyond[int(len(beyond) * 0.9)],
    }


if __name__ == "__main__":
    main()
