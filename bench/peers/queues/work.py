"""What every peer does with a page: trafilatura, and two small branches, as light as they can be."""

from __future__ import annotations

import logging
import os
import re
from typing import Any

import redis
import trafilatura

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
URL = os.environ.get("PEER_REDIS", "")
#: The list that finished pages go to, one JSON-less id each: what a consumer would read.
DONE = "done"
_WORD = re.compile(r"\w+")
_client: redis.Redis | None = None


def client() -> redis.Redis:
    """Return this process' connection."""
    global _client  # noqa: PLW0603  (one a process)
    if _client is None:
        _client = redis.Redis.from_url(URL)
    return _client


def parse(body: bytes, url: str) -> dict[str, Any]:
    """Extract text and metadata."""
    found = trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False)
    return {"text": found.text or "", "title": found.title, "date": found.date} if found else {"text": ""}


def classify(document: dict[str, Any]) -> dict[str, Any]:
    """Do next to nothing: every peer is given this for free."""
    return {"kind": "article" if len(document["text"]) > 500 else "other"}


def enrich(document: dict[str, Any]) -> dict[str, Any]:
    """Count words."""
    return {"words": len(_WORD.findall(document["text"]))}


def whole(page: str, url: str) -> None:
    """Do all of it in one go, the body claimed from Redis, and forget the page."""
    document = parse(client().get(f"body:{page}") or b"", url)  # type: ignore[arg-type]
    classify(document)
    enrich(document)
    publish(page)
    client().delete(f"body:{page}")


def publish(page: str) -> None:
    """Hand the finished page on."""
    client().rpush(DONE, page)
