"""Real pages with random damage: bytes flipped, deleted, repeated, moved, and pieces of one page in another."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bench.faults.hostile_pages import MEGABYTE, HostilePage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def mutations(bodies: Sequence[bytes], count: int, seed: int = 0) -> Iterator[HostilePage]:
    """Yield real pages with bytes flipped, deleted, repeated, moved, and pieces of one page in another."""
    random_ = random.Random(seed)
    for number in range(count):
        body = bytearray(random_.choice(bodies)[: 2 * MEGABYTE])
        for _ in range(random_.randint(1, 12)):
            _mutate(body, bodies, random_)
        yield HostilePage("mutated", bytes(body), url=f"https://trap.example/mutated/{number}")


def _mutate(body: bytearray, bodies: Sequence[bytes], random_: random.Random) -> None:
    start = random_.randrange(len(body) + 1)
    end = min(len(body), start + int(random_.paretovariate(0.6)))
    match random_.randrange(7):
        case 0:
            for place in range(start, min(end, start + 200)):
                body[place] = random_.randrange(256)
        case 1:
            del body[start:end]
        case 2:
            body[start:start] = body[start:end] * random_.randint(1, 8)
        case 3:
            del body[start:]
        case 4:
            other = random_.choice(bodies)
            cut = random_.randrange(len(other) + 1)
            body[start:end] = other[cut : cut + 20_000]
        case 5:
            body[start:start] = random_.choice(
                [b"<", b">", b'"', b"<!--", b"-->", b"<script>", b"</", b"<![CDATA[", b"\x00", b"\xff\xfe"]
            )
        case _:
            piece = bytes(body[start:end])
            del body[start:end]
            place = random_.randrange(len(body) + 1)
            body[place:place] = piece
