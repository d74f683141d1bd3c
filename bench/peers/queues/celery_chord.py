"""(a) Celery as its tutorial has it: a chain with a chord in it, the page's bytes in the messages."""

from __future__ import annotations

import base64
from typing import Any

import work
from celery import Celery, chain, chord

app = Celery("chord", broker=work.URL, backend=work.URL)
app.conf.update(worker_prefetch_multiplier=4, task_ignore_result=False, result_expires=300)


@app.task
def parse(page: str, url: str, body: str) -> dict[str, Any]:
    """Extract."""
    return {"page": page, **work.parse(base64.b64decode(body), url)}


@app.task
def classify(document: dict[str, Any]) -> dict[str, Any]:
    """Tell its kind."""
    return {"page": document["page"], **work.classify(document)}


@app.task
def enrich(document: dict[str, Any]) -> dict[str, Any]:
    """Count."""
    return {"page": document["page"], **work.enrich(document)}


@app.task(ignore_result=True)
def publish(results: list[dict[str, Any]]) -> None:
    """Hand on."""
    work.publish(results[0]["page"])


def send(page: str, url: str, body: bytes) -> None:
    """Start the chain of a page."""
    chain(parse.s(page, url, base64.b64encode(body).decode()), chord([classify.s(), enrich.s()], publish.s()))()
