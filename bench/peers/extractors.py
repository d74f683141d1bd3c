"""The extractors that are compared: ours, the tree alone, and the peers.

- **wiremill**: `worker.parse.parse`, all of it: text, metadata, links, images, comments. The type is that of the item: what
  classify chooses for the document, which is not part of the CPU.
- **lxml**: `lxml.html.document_fromstring` of the bytes and nothing else: what no extractor on lxml can be cheaper than.
- the peers: bench/peers/python/libraries.py and bench/peers/node/extract.mjs say how each is called.

Peers run as processes of their own (bench/peers/programs.py), so the benches run without them.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import lxml.html

from bench.peers.outputs import Outputs
from bench.peers.programs import Program, node_command, python_command
from bench.quality.scores import Output
from training.corpus import UNDECLARED, language
from worker.classify.page_type.page_type import choose_page_type
from worker.parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from training.corpus import Row

OURS, BARE = "wiremill", "lxml"
#: The scores of `scores.Score` that an extractor with all metadata has.
METADATA = frozenset({"title", "authors", "day"})
COMMANDS = {
    "trafilatura": python_command,
    "resiliparse": python_command,
    "readability": python_command,
    "justext": python_command,
    "newspaper4k": python_command,
    "mozilla-readability": node_command,
    "defuddle": node_command,
}
PEERS = tuple(COMMANDS)
_METADATA = {
    **dict.fromkeys(("trafilatura", "newspaper4k", "mozilla-readability", "defuddle"), METADATA),
    "readability": frozenset({"title"}),
}


class Taken(NamedTuple):
    """What an extractor made of a page, and the CPU seconds that it took; no output where it failed."""

    output: Output | None
    cpu: float
    failure: str = ""


class Extractor(NamedTuple):
    """A way from the bytes of a page to its text and metadata."""

    name: str
    take: Callable[[bytes, Row], Taken]
    #: The scores of `scores.Score` beside the words' that it can be asked for.
    metadata: frozenset[str] = frozenset()
    text: bool = True
    #: Of a peer: what it made of a page in an earlier run, or makes of it now; the CPU may be that of the earlier run.
    recall: Callable[[bytes, Row], Taken] | None = None
    version: str = ""


def here(
    extract: Callable[[bytes, Row], Any], read: Callable[[Any], Output] = lambda found: found
) -> Callable[[bytes, Row], Taken]:
    """Return what takes a page in this process; only `extract` is timed, `read` makes an output of its result."""

    def take(body: bytes, row: Row) -> Taken:
        begun = time.process_time()
        try:
            found = extract(body, row)
        except Exception as error:  # noqa: BLE001 - it is counted and scored as nothing found
            return Taken(None, time.process_time() - begun, repr(error))
        spent = time.process_time() - begun
        return Taken(read(found), spent)

    return take


def ours(weights: dict[str, Any] | None = None) -> Extractor:
    """Return our parse; with `weights`, each page (by its row's id) is parsed with the weights given for it."""

    def extract(body: bytes, row: Row) -> Any:
        chosen: dict[str, Any] = {"weights": weights[row["id"]]} if weights is not None else {}
        return parse(body, url=row["url"] or None, content_type="text/html", **chosen)

    def read(document: Any) -> Output:
        page_type, confidence = choose_page_type(document)
        return Output(
            document.text,
            document.title,
            document.authors,
            document.published,
            page_type,
            confidence,
            document.page_type,
        )

    return Extractor(OURS, here(extract, read), METADATA)


def bare() -> Extractor:
    """Return the building of lxml's tree, which has no output."""

    def extract(body: bytes, _row: Row) -> Output:
        lxml.html.document_fromstring(body)
        return Output()

    return Extractor(BARE, here(extract), text=False)


def peers(names: Sequence[str] = PEERS, cache: Path | None = None) -> list[Extractor]:
    """Return the peers of these names, started; what they find is kept in `cache`.

    Raises:
        SystemExit: one of them is not known, or not installed.
    """
    for name in names:
        if name not in COMMANDS:
            raise SystemExit(f"--peers: {name!r} is not known; known are {', '.join(COMMANDS)}")
    return [peer(Program(name, COMMANDS[name](name)), cache, fields_of(name)) for name in names]


def fields_of(name: str) -> frozenset[str]:
    """Return the metadata that a peer has."""
    return _METADATA.get(name, frozenset())


def peer(program: Program, cache: Path | None, metadata: frozenset[str] = frozenset()) -> Extractor:
    """Return the extractor of a program."""
    outputs = Outputs(cache, program)
    take = partial(_take, program, outputs, again=True)
    recall = partial(_take, program, outputs, again=False)
    return Extractor(program.name, take, metadata, recall=recall, version=program.version)


def _take(program: Program, outputs: Outputs, body: bytes, row: Row, *, again: bool) -> Taken:
    declared = language(row)
    page = (body, row["url"] or None, None if declared == UNDECLARED else declared)
    answer = None if again else outputs.get(*page)
    if answer is None:
        answer = program.extract(*page)
        outputs.put(*page, answer)
    output = Output(**answer.found) if answer.found is not None else None
    return Taken(output, answer.cpu, answer.failure)
