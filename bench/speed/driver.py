"""A simulated worker: the real steps and scripts, with stages that do no work and return results of a realistic size.

Started by `capacity.py` as `python -m bench.speed.driver SERVER BYTES_OF_A_DOCUMENT`; runs until it is killed.
Like a worker it reads other settings from the environment: `WIREMILL_NEAR_DUPLICATES=off python -m bench.speed.scale redis`.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

import xxhash

from wiremill import logs
from wiremill.client.connection import connect
from wiremill.contract.classification import Classification
from wiremill.contract.document import Document
from wiremill.contract.enrichment import Enrichment
from wiremill.ledger.scripts import Scripts
from wiremill.settings import load_settings
from worker.publish import near
from worker.publish.signature import BINS, PROBES, Signature
from worker.runtime.stages.branch import BranchStage
from worker.runtime.stages.parse import ParseStage
from worker.runtime.stages.publish import PublishStage
from worker.runtime.step import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Bytes of the results of classify and enrich as JSON, the means of our corpus of real pages.
CLASSIFICATION, ENRICHMENT = 440, 3100
#: Seconds between two polls when there is no work.
_POLL_SECONDS = 0.002


def steps(scripts: Scripts, document_bytes: int) -> list[Step]:
    """Return the steps of the four stages as the worker runs them, with functions that do no work."""
    text = "x" * document_bytes

    def parse(body: bytes, *, url: str = "", **_: Any) -> Document:  # noqa: ARG001
        return Document(url=url, title=url, text=text, flags=[])

    def constant(result: Any) -> Callable[[Sequence[Document]], list[Any]]:
        return lambda documents: [result] * len(documents)

    classification = Classification(page_type="article", language="x" * CLASSIFICATION)
    enrichment = Enrichment(fingerprint="0" * 32, word_count=1, agency="x" * ENRICHMENT)
    stages = (
        ParseStage(parse, scripts.settings),
        BranchStage("classify", constant(classification)),
        BranchStage("enrich", constant(enrichment)),
        PublishStage(scripts),
    )
    consumer = f"driver:{os.getpid()}:0:"
    return [Step(stage, scripts, consumer=consumer) for stage in stages]


def text_of(item_id: str, url: str, _title: str | None, _text: str, _fingerprint: str) -> near.Text:
    """Replace `near.text_of`: no page resembles another, and its signature costs nothing."""
    chance = xxhash.xxh3_128_digest(url)
    sketch = (chance * 4)[: 2 * BINS]
    anchors = sorted(xxhash.xxh3_64_intdigest(url, seed) for seed in range(PROBES))
    return near.Text(item_id, Signature(sketch, anchors, 300, 1), chance[:4], chance[:6], chance[4:8], 1)


def main() -> None:
    """Work until killed."""
    settings = load_settings(redis_url=sys.argv[1], log_level="error", intake_max_pages=1 << 30)
    logs.configure(settings)
    near.text_of = text_of
    all_steps = steps(Scripts(connect(settings), settings), int(sys.argv[2]))
    while True:
        if not sum(step.run_batch()[0] for step in all_steps):
            time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    main()
