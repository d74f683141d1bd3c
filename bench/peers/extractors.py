"""The extractors that are compared: ours, the tree alone, and the peers with the settings that serve them best.

- **wiremill**: `worker.parse.parse`, all of it: text, metadata, links, images, comments.
- **lxml**: `lxml.html.document_fromstring` of the bytes and nothing else: what no extractor on lxml can be cheaper than.
- **trafilatura**: `bare_extraction(with_metadata=True, include_comments=False)`; its authors come as one string.
- **resiliparse**: `extract_plain_text(main_content=True)` without the alternative texts of images. Text only.
- **readability**: `readability.Document`, its summary as text; a title, no other metadata.

A peer is imported when it is asked for: the benches run without them.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

import lxml.html

from bench.quality.scores import Output
from worker.parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from training.corpus import Row

OURS, BARE = "wiremill", "lxml"


class Extractor(NamedTuple):
    """A way from the bytes of a page to its text and metadata."""

    name: str
    extract: Callable[[bytes, Row], Output]
    #: The scores of `scores.Score` beside the words' that it can be asked for.
    metadata: frozenset[str] = frozenset()
    text: bool = True


def ours(weights: dict[str, Any] | None = None) -> Extractor:
    """Return our parse; with `weights`, each page (by its row's id) is parsed with the weights given for it."""

    def extract(body: bytes, row: Row) -> Output:
        chosen: dict[str, Any] = {"weights": weights[row["id"]]} if weights is not None else {}
        document = parse(body, url=row["url"] or None, content_type="text/html", **chosen)
        return Output(document.text, document.title, document.authors, document.published, document.page_type)

    return Extractor(OURS, extract, frozenset({"title", "authors", "day"}))


def bare() -> Extractor:
    """Return the building of lxml's tree, which has no output."""

    def extract(body: bytes, _row: Row) -> Output:
        lxml.html.document_fromstring(body)
        return Output()

    return Extractor(BARE, extract, text=False)


def peers(names: Sequence[str] = ("trafilatura", "resiliparse", "readability")) -> list[Extractor]:
    """Return the peers of these names.

    Raises:
        SystemExit: one of them is not known, or not installed.
    """
    made = []
    for name in names:
        if name not in _PEERS:
            raise SystemExit(f"peer {name!r} is not known; known are {', '.join(_PEERS)}")
        try:
            made.append(_PEERS[name]())
        except ModuleNotFoundError as error:
            raise SystemExit(
                f"peer {name!r}: module {error.name!r} is not installed; `pip install --group bench && "
                "pip install --no-deps --group readability` (pip 25.1 or later) brings all peers, or run without --peers"
            ) from None
    return made


def _trafilatura() -> Extractor:
    trafilatura = importlib.import_module("trafilatura")

    def extract(body: bytes, row: Row) -> Output:
        found = trafilatura.bare_extraction(body, url=row["url"] or None, with_metadata=True, include_comments=False)
        if found is None:
            return Output()
        return Output(found.text or "", found.title, (found.author or "").split(";"), found.date)

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return Extractor("trafilatura", extract, frozenset({"title", "authors", "day"}))


def _resiliparse() -> Extractor:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    tree = importlib.import_module("resiliparse.parse.html").HTMLTree
    detect = importlib.import_module("resiliparse.parse.encoding").detect_encoding

    def extract(body: bytes, _row: Row) -> Output:
        return Output(plain(tree.parse_from_bytes(body, detect(body)), main_content=True, alt_texts=False))

    return Extractor("resiliparse", extract)


def _readability() -> Extractor:
    document = importlib.import_module("readability").Document

    def extract(body: bytes, _row: Row) -> Output:
        # Given bytes it believes a broken charset declaration; nearly all pages are UTF-8.
        page = document(body.decode("utf-8", "replace"))
        summary = page.summary()
        return Output(" ".join(lxml.html.fromstring(summary).itertext()), page.short_title())

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    return Extractor("readability", extract, frozenset({"title"}))


_PEERS = {"trafilatura": _trafilatura, "resiliparse": _resiliparse, "readability": _readability}
