"""(b) The same by somebody who has been burnt: bodies claimed from Redis, late acknowledgement, results that are small."""

from __future__ import annotations

from typing import Any

import msgspec
import work
from celery import Celery, chain, chord

app = Celery("claim", broker=work.URL, backend=work.URL)
app.conf.update(
    worker_prefetch_multiplier=1,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    result_expires=300,
    broker_transport_options={"visibility_timeout": 30},
)


@app.task
def parse(page: str, url: str) -> str:
    """Extract."""
    body = work.client().get(f"body:{page}")
    work.client().set(f"document:{page}", msgspec.json.encode(work.parse(body or b"", url)), ex=600)
    return page


def _document(page: str) -> dict[str, Any]:
    return msgspec.json.decode(work.client().get(f"document:{page}") or b'{"text":""}')


@app.task
def classify(page: str) -> str:
    """Tell its kind."""
    work.classify(_document(page))
    return page


@app.task
def enrich(page: str) -> str:
    """Count."""
    work.enrich(_document(page))
    return page


@app.task(ignore_result=True)
def publish(pages: list[str]) -> None:
    """Hand on, and forget the page."""
    work.publish(pages[0])
    work.client().delete(f"body:{pages[0]}", f"document:{pages[0]}")


def send(page: str, url: str, body: bytes) -> None:
    """Store the body and start the chain of a page."""
    work.client().set(f"body:{page}", body, ex=600)
    chain(parse.s(page, url), chord([classify.s(), enrich.s()], publish.s()))()
