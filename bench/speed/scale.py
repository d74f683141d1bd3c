"""How Wiremill scales: processes, queue length, memory, commands, and what one Redis carries.

    python -m bench.speed.scale backlog memory                    # some parts; all of them by default
    python -m bench.speed.scale processes --corpus FOLDER --json processes.json

Each part is a module of its own. CPU is read from /proc, separately for workers and server, so a busy machine disturbs it
less than it would a clock; figures that are compared are measured in turn, in several rounds.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from bench.lib import report

PARTS = {
    "processes": "bench.speed.parallel",
    "backlog": "bench.speed.backlog",
    "memory": "bench.speed.growth",
    "commands": "bench.speed.traffic",
    "redis": "bench.speed.capacity",
}


def main() -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"which of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--corpus", type=Path, help="folder of real pages (default: made pages)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--lengths", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000], help="of the queue"
    )
    parser.add_argument(
        "--sample", type=int, default=1000, help="pages a round that the cost at a queue length is taken over"
    )
    parser.add_argument("--pages", type=int, default=200_000, help="pages that memory is watched over")
    parser.add_argument("--real", type=int, default=10, help="of so many pages whose memory is watched one is real")
    parser.add_argument("--drained", type=int, default=400, help="pages that are drained by one process, then by two")
    parser.add_argument("--counted", type=int, default=2000, help="pages whose commands are counted")
    parser.add_argument(
        "--seconds", type=float, default=15.0, help="for which one Redis is loaded, for each size of page"
    )
    parser.add_argument("--drivers", type=int, default=3, help="processes that stand for workers and load one Redis")
    options = parser.parse_args()
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"unknown part {unknown[0]!r}; there are {', '.join(PARTS)}")
    about = report.environment()
    tables = []
    for part in options.parts or PARTS:
        tables += importlib.import_module(PARTS[part]).run(options)
    report.publish_tables("Scaling", tables, about, to=options.json)


if __name__ == "__main__":
    main()
