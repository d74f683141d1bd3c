"""Pages for the benches: real ones from a folder, or made-up ones."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING

import zstandard

from wiremill.contract.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WORDS = tuple(
    "river council winter market engine harbour letter station garden minister harvest bridge signal village "  # noqa: SIM905
    "answer copper morning question railway paper mountain window season teacher budget forest island company".split()
)


def load(folder: Path, limit: int | None = None) -> list[Page]:
    """Return the pages of a corpus: `truth.jsonl.gz` with `url` and `file` in each line, and the files, packed with zstd."""
    unpack = zstandard.ZstdDecompressor()
    pages = []
    with gzip.open(folder / "truth.jsonl.gz", "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            body = unpack.decompress((folder / row["file"]).read_bytes(), max_output_size=1 << 28)
            url = row["url"] or f"https://example.org/{row['id']}"
            pages.append(Page(url=url, body=body, content_type="text/html", source=row["source"]))
            if limit and len(pages) >= limit:
                break
    return pages


def made(count: int, *, seed: int = 0, paragraphs: int = 12) -> Iterator[Page]:
    """Yield made-up articles with distinct URLs and texts."""
    random_ = random.Random(seed)
    for number in range(count):
        text = "\n".join(
            f"<p>{' '.join(random_.choices(_WORDS, k=60)).capitalize()}.</p>" for _ in range(max(1, paragraphs))
        )
        title = " ".join(random_.choices(_WORDS, k=6)).capitalize()
        body = (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} {number}</title>"
            f"<meta property='article:published_time' content='2024-03-{1 + number % 28:02d}T10:00:00+01:00'></head>"
            f"<body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>{title} {number}</h1>{text}"
            "</article><footer>All rights reserved</footer></body></html>"
        )
        yield Page(url=f"https://example.org/{seed}/{number}", body=body.encode(), source="made")


def varied(count: int, *, seed: int = 0, words: int = 120) -> Iterator[Page]:
    """Yield made-up articles of made-up words and names, hundreds of thousands of them.

    A cache of words, names or addresses meets new ones on every page.
    """
    random_ = random.Random(seed)
    syllables = [one + two for one in "bdfgklmnprstvz" for two in ("a", "e", "i", "o", "u", "an", "or", "il")]

    def word() -> str:
        return "".join(random_.choices(syllables, k=random_.randint(2, 4)))

    for number in range(count):
        text = [random_.choice(_WORDS) if random_.random() < 0.5 else word() for _ in range(words)]
        for place in range(3, words, 17):
            text[place : place + 2] = [word().capitalize(), word().capitalize()]
        paragraphs = [" ".join(text[start : start + 30]).capitalize() for start in range(0, words, 30)]
        body = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>{word().capitalize()} {number}</title>"
            f"<meta name=author content='{word().capitalize()} {word().capitalize()}'>"
            f"<body><article><h1>{word().capitalize()} {word()}</h1>{''.join(f'<p>{one}.' for one in paragraphs)}</article>"
        )
        yield Page(url=f"https://{word()}.example/{seed}/{number}", body=body.encode(), source="varied")


def copies(pages: list[Page], count: int) -> Iterator[Page]:
    """Yield `count` pages: the given ones in a cycle, each time with another URL."""
    for number in range(count):
        page = pages[number % len(pages)]
        mark = "&" if "?" in page.url else "?"
        yield Page(
            url=f"{page.url.partition('#')[0]}{mark}copy={number}",
            body=page.body,
            content_type=page.content_type,
            source=page.source,
        )
