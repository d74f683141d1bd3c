"""(c) dramatiq: one actor does the page, its body claimed from Redis."""

from __future__ import annotations

import dramatiq
import work
from dramatiq.brokers.redis import RedisBroker

dramatiq.set_broker(RedisBroker(url=work.URL))


@dramatiq.actor(max_retries=3, min_backoff=50)
def whole(page: str, url: str) -> None:
    """Do all of it, and forget the page."""
    work.whole(page, url)


def send(page: str, url: str, body: bytes) -> None:
    """Store the body and enqueue the page."""
    work.client().set(f"body:{page}", body, ex=600)
    whole.send(page, url)
