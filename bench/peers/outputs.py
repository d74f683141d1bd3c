"""What peers have found, kept between runs: a change of parse does not change it.

An answer is kept under the peer, its version, a hash of the code that calls it, and a hash of the page with its address and
language. Failures are not kept, so that an installation can be mended, except for pages that a peer hangs on.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
import zstandard

from bench.peers.programs import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from bench.peers.programs import Program


class Outputs:
    """The answers of one peer; none are kept where `cache` is None."""

    def __init__(self, cache: Path | None, program: Program) -> None:
        name = f"{program.name}-{program.version}-{program.settings}"
        self._folder = cache / "peers" / name if cache else None

    def get(self, body: bytes, url: str | None, language: str | None) -> Answer | None:
        """Return the answer for a page, None where it is not kept."""
        if self._folder is None:
            return None
        try:
            packed = (self._folder / _name(body, url, language)).read_bytes()
        except FileNotFoundError:
            return None
        return msgspec.json.decode(zstandard.decompress(packed), type=Answer)

    def put(self, body: bytes, url: str | None, language: str | None, answer: Answer) -> None:
        """Keep the answer for a page."""
        if self._folder is None or (answer.found is None and not answer.timed_out):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / _name(body, url, language)
        part = file.with_suffix(".part")
        part.write_bytes(zstandard.compress(msgspec.json.encode(answer)))
        part.replace(file)  # a run that is stopped leaves no half of a file behind


def _name(body: bytes, url: str | None, language: str | None) -> str:
    head = msgspec.json.encode([url, language])
    return hashlib.sha256(head + b"\n" + body).hexdigest()
