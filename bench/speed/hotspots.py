"""Where the CPU of a page goes: one worker process sampled while pages run through it, by stage and function.

The CPU of the worker's processes, the server and the producer is read from /proc. That of the pool process is split by
samples of its stack (py-spy, in the dependency group `bench`; it may need root).

    python -m bench.speed.hotspots --corpus FOLDER --pages 600
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.lib import corpus, report
from bench.lib.tables import Table
from bench.lib.workers import cpu_seconds, server_settings, start_worker
from bench.speed.pipeline import WARM_UP, send
from wiremill.client.connection import connect
from wiremill.ledger.scripts import Scripts
from wiremill.local.server import EmbeddedServer

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from wiremill.contract.page import Page

#: Samples a second.
RATE = 200
#: A frame as py-spy writes it: `function (path/file.py:line)`.
_FRAME = re.compile(r"(?P<function>.+) \((?P<file>[^:()]+?)(?::\d+)?\)")
#: The function and file with which a stage begins in a stack, to the name of the stage.
STAGES = {
    ("_parse_html", "worker/parse/parse.py"): "parse",
    ("parse", "worker/parse/parse.py"): "parse",
    ("classify", "worker/classify/classify.py"): "classify",
    ("enrich", "worker/enrich/enrich.py"): "enrich",
}
#: Parts with a smaller share of the process are summed up as "all else".
MIN_SHARE = 0.01


class Frame(NamedTuple):
    """A function on the stack."""

    function: str
    #: Path within the project, or as py-spy wrote it.
    file: str


def main() -> None:
    """Sample, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, help="folder of real pages")
    parser.add_argument("--pages", type=int, default=600)
    options = parser.parse_args()
    about = report.environment()
    report.publish_tables("Hot spots", run(options), about, to=options.json)


def run(options: Namespace) -> list[Table]:
    """Return the tables of CPU by process, and by part of the pool process."""
    py_spy = shutil.which("py-spy")
    if not py_spy:
        sys.exit("hotspots: py-spy is not installed: pip install --group bench")
    pages = corpus.load(options.corpus, options.pages) if options.corpus else list(corpus.made(options.pages))
    with tempfile.TemporaryDirectory() as name:
        stacks = Path(name) / "stacks"
        spent = sample(pages, Path(name), [py_spy, "record", "--format", "raw", "--rate", str(RATE)], stacks)
        parts = share(stacks.read_text("utf-8").splitlines())
    processes = Table("processes", "CPU of a page by process", ("process", "ms"))
    for process, milliseconds in spent.items():
        processes.add(process, milliseconds)
    processes.add("all", sum(spent.values()))
    return [processes, table_of(parts, spent["worker's child"])]


def sample(pages: list[Page], folder: Path, spy: Sequence[str], stacks: Path) -> dict[str, float]:
    """Run the pages through one worker process; return the CPU of each process, in ms a page."""
    with EmbeddedServer(folder / "redis") as server:
        settings = server_settings(server)
        scripts = Scripts(connect(settings), settings)
        with start_worker(server, folder, processes=1, environ={"WIREMILL_DUPLICATES": "off"}) as worker:
            send(pages[:WARM_UP], scripts)
            [child] = worker.children()
            pids = {"worker": worker.pid, "worker's child": child, "server": server.pid or 0}
            command = [*spy, "--pid", str(child), "--duration", "100000", "--nonblocking", "--output", str(stacks)]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as spying:
                time.sleep(1)
                before = {name: cpu_seconds([pid]) for name, pid in pids.items()}
                producer = send(pages, scripts)
                spent = {name: cpu_seconds([pid]) - before[name] for name, pid in pids.items()}
                spying.send_signal(2)
                spying.wait(60)
    spent["worker's main process"] = spent.pop("worker") - spent["worker's child"]
    return {name: 1000 * seconds / len(pages) for name, seconds in (spent | {"producer": producer}).items()}


def share(lines: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count samples by stage and part; a line has a stack, its frames separated by `;`, and the number of its samples."""
    found: Counter[tuple[str, str]] = Counter()
    for line in lines:
        stack, _, number = line.rpartition(" ")
        if number.isdigit():
            found[part_of(frames_of(stack))] += int(number)
    return found


def frames_of(stack: str) -> list[Frame]:
    """Return the frames of a stack, outermost first."""
    frames = []
    for text in stack.split(";"):
        found = _FRAME.fullmatch(text)
        if found:
            file = found["file"]
            frames.append(
                Frame(found["function"], file[max(0, file.rfind("worker/")) :] if "worker/" in file else file)
            )
    return frames


def part_of(frames: Sequence[Frame]) -> tuple[str, str]:
    """Return the innermost stage of a stack and the function that it called, or the engine's part outside the stages."""
    for place in reversed(range(len(frames))):
        stage = STAGES.get(frames[place])
        if stage:
            inner = next((frame for frame in frames[place + 1 :] if not frame.function.endswith("comp>")), None)
            return stage, f"{Path(inner.file).stem}.{inner.function}" if inner else "itself"
    steps = [place for place, frame in enumerate(frames) if frame.file == "worker/runtime/step.py"]
    if not steps:
        return "engine", "beyond a step"
    near = any(Path(frame.file).name in {"near.py", "signature.py", "near_index.py"} for frame in frames)
    if near:
        return "publish", "near-duplicates"
    return "engine", frames[steps[min(1, len(steps) - 1)]].function


def table_of(parts: Counter[tuple[str, str]], milliseconds: float) -> Table:
    """Return the parts of a process that spent `milliseconds` a page, grouped by stage, the largest first."""
    total = max(1, parts.total())
    shown: Counter[tuple[str, str]] = Counter()
    for (stage, part), number in parts.items():
        shown[stage, part if number >= MIN_SHARE * total else "all else"] += number
    stages: Counter[str] = Counter()
    for (stage, _), number in shown.items():
        stages[stage] += number
    table = Table("parts", "CPU of a page in the process that works", ("stage", "part", "ms", "%"))
    for stage, number in stages.most_common():
        table.add(stage, "all of it", milliseconds * number / total, 100 * number / total)
        inner: list[tuple[str, Any]] = [(part, one) for (of, part), one in shown.items() if of == stage]
        for part, one in sorted(inner, key=lambda each: (each[0] == "all else", -each[1])):
            table.add("", part, milliseconds * one / total, 100 * one / total)
    return table


if __name__ == "__main__":
    main()
