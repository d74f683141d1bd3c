"""(d) RQ: one job does the page, its body claimed from Redis."""

from __future__ import annotations

import work
from rq import Queue, Retry

_queue: Queue | None = None


def whole(page: str, url: str) -> None:
    """Do all of it, and forget the page."""
    work.whole(page, url)


def send(page: str, url: str, body: bytes) -> None:
    """Store the body and enqueue the page."""
    global _queue  # noqa: PLW0603  (one a process)
    _queue = _queue or Queue(connection=work.client())
    work.client().set(f"body:{page}", body, ex=600)
    # By its name: a script that is run is `__main__` to itself.
    _queue.enqueue("rq_app.whole", page, url, retry=Retry(max=3), result_ttl=0)


def main() -> None:
    """Run a worker that has loaded everything before it forks for each job."""
    from rq import Worker

    Worker(["default"], connection=work.client()).work(logging_level="ERROR")


if __name__ == "__main__":
    main()
