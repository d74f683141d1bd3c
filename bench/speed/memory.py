"""Bytes and keys that remain in Redis after many pages whose items were consumed.

python -m bench.speed.memory --pages 100000
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.lib import report
from bench.lib.workers import server_settings, start_worker, wait_until
from wiremill.client.connection import connect
from wiremill.client.consumer import Consumer
from wiremill.client.producer import Producer
from wiremill.contract.page import Page
from wiremill.ledger import keys as documented
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.scripts import Scripts
from wiremill.local.server import EmbeddedServer

GOALS = {"growth without near-duplicates, MB": "within 5", "keys that are not documented": "0", "consumed": "all"}


def main() -> None:
    """Run, print, write; exit with 1 if undocumented keys are left or items are missing."""
    parser = report.parser(__doc__)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    figures = run(options.pages, options.processes)
    report.publish("Memory after many pages", figures, goals=GOALS, to=options.json)
    if figures["keys that are not documented"] or figures["consumed"] != options.pages:
        sys.exit(1)


def run(count: int, processes: int) -> dict[str, Any]:
    """Return all figures."""
    with tempfile.TemporaryDirectory() as name, EmbeddedServer(Path(name) / "redis") as server:
        settings = server_settings(server)
        scripts = Scripts(connect(settings), settings)
        with start_worker(server, Path(name), processes=processes):
            peak = Peak(scripts)
            consumed: set[str] = set()
            reader = threading.Thread(target=read, args=(settings, consumed, count), daemon=True)
            wait_until("the first sign of life", lambda: bool(scripts.redis.exists(scripts.keys.workers)))
            start = used(scripts)
            reader.start()
            begun = time.monotonic()
            with Producer(settings=settings) as producer:
                for _ in producer.send_many(tiny_pages(count)):
                    peak.sample()
            wait_until("the pages", lambda: peak.sample() and take_census(scripts).ended >= count, 3600)
            elapsed = time.monotonic() - begun
            reader.join(600)
            wait_until("the trimming", lambda: scripts.redis.xlen(scripts.keys.items) == 0, 60)
        result = reconcile(scripts)
        parts = {
            "history, MB": megabytes(scripts, [scripts.keys.history.encode()]),
            "index of seen texts, MB": megabytes(
                scripts, scripts.redis.scan_iter(match=f"{scripts.keys.namespace}:seen:*")
            ),
        }
        near = megabytes(scripts, scripts.redis.scan_iter(match=f"{scripts.keys.namespace}:near:*"))
        left = [key.decode() for key in scripts.redis.scan_iter(count=1000)]
        end = used(scripts)
    return {
        "pages": count,
        "pages/s": count / elapsed,
        "consumed": len(consumed),
        "start, MB": start / 1e6,
        "peak, MB": peak.bytes / 1e6,
        "end, MB": end / 1e6,
        "growth, MB": (end - start) / 1e6,
        # The index of near-duplicates is a ring, which grows up to the limit of its setting.
        "growth without near-duplicates, MB": (end - start) / 1e6 - near,
        **parts,
        "index of near-duplicates, MB": near,
        "keys left": len(left),
        "keys that are not documented": sum(1 for key in left if not DOCUMENTED.fullmatch(key)),
        "reconcile": "exact" if result.exact else "NOT EXACT",
    }


def tiny_pages(count: int) -> Any:
    """Yield tiny pages with distinct texts."""
    for number in range(count):
        yield Page(url=f"https://example.org/{number}", body=b"<p>Tiny page number %d.</p>" % number)


def read(settings: Any, consumed: set[str], count: int) -> None:
    """Consume every item."""
    with Consumer(group="bench", settings=settings) as consumer:
        for item in consumer:
            consumed.add(item.intake_id)
            if len(consumed) >= count:
                return


def used(scripts: Scripts) -> int:
    """Return the bytes that Redis uses for data and structures."""
    return int(scripts.redis.info("memory")["used_memory"])


def megabytes(scripts: Scripts, keys: Any) -> float:
    """Return the megabytes that keys take."""
    return sum(scripts.redis.memory_usage(key, samples=0) or 0 for key in keys) / 1e6


class Peak:
    """The highest memory use seen."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._next = 0.0
        self.bytes = 0

    def sample(self) -> bool:
        """Measure, at most ten times a second."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.1
            self.bytes = max(self.bytes, used(self._scripts))
        return True


def _documented() -> re.Pattern[str]:
    names = re.findall(r"^\| `(wm:[^`]+)`", documented.__doc__ or "", re.MULTILINE)
    ours = "|".join(re.sub(r"<[^>]+>", r"[^:]+(:look)?", name) for name in names)
    return re.compile(rf"{ours}|wm:celery:.+")


DOCUMENTED = _documented()

if __name__ == "__main__":
    main()
