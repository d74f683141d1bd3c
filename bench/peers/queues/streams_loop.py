"""(e) No framework: a loop over a Redis Stream with a consumer group; each process reads, works, acknowledges."""

from __future__ import annotations

import contextlib
import os

import redis
import work

STREAM, GROUP = "pages", "workers"
#: Milliseconds after which another process takes an entry over.
_IDLE = 5_000


def send(page: str, url: str, body: bytes) -> None:
    """Add the page."""
    work.client().xadd(STREAM, {"page": page, "url": url, "body": body})


def main() -> None:
    """Read and work until killed."""
    client, name = work.client(), f"{os.getpid()}"
    with contextlib.suppress(redis.ResponseError):
        client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    while True:
        _, left, *_ = client.xautoclaim(STREAM, GROUP, name, _IDLE, count=4)
        answer = client.xreadgroup(GROUP, name, {STREAM: ">"}, count=8, block=500) if not left else []
        for entry, fields in left or (answer[0][1] if answer else []):
            page = fields[b"page"].decode()
            document = work.parse(fields[b"body"], fields[b"url"].decode())
            work.classify(document)
            work.enrich(document)
            work.publish(page)
            client.xack(STREAM, GROUP, entry)
            client.xdel(STREAM, entry)


if __name__ == "__main__":
    main()
