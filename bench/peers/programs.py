"""Peers as processes of their own: each in its own environment, with its own CPU, and ended where it hangs on a page.

bench/peers/python/serve.py describes what is said to them, and what they answer.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import tempfile
import time
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec

from bench.lib import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What installs the peers, as it is told in errors.
SETUP = "sh scripts/setup-peers"
_HERE = ROOT / "bench" / "peers"
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
#: seconds by the clock, on a page; the slowest page that any peer finishes takes a third of it.
TIMEOUT = 60.0
#: seconds; imports with nothing of them in the caches.
_START = 120.0
_READ_AT_ONCE = 1 << 16


class Answer(NamedTuple):
    """What a peer found in a page."""

    #: `text`, `title`, `authors`, `published`; None where it failed.
    found: dict[str, Any] | None
    #: seconds, of its process
    cpu: float
    failure: str = ""
    timed_out: bool = False


class Program:
    """A peer's process; it is started when it is first needed, and again after it has ended."""

    def __init__(self, name: str, command: Sequence[str], *, timeout: float = TIMEOUT) -> None:
        self.name, self._command, self._timeout = name, command, timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._unread = b""
        self.version, self.settings = self._start()

    def extract(self, body: bytes, url: str | None, language: str | None) -> Answer:
        """Return what the peer finds in a page; it is ended, and the page counts as failed, when the time is over."""
        if self._process is None:
            self._start()
        head = msgspec.json.encode({"url": url, "language": language, "bytes": len(body)})
        begun = time.monotonic()
        try:
            self._write(head + b"\n" + body, begun + self._timeout)
            answer = msgspec.json.decode(self._read_line(begun + self._timeout))
        except TimeoutError:
            self.close()
            return Answer(None, time.monotonic() - begun, f"not done after {self._timeout:.0f} s", timed_out=True)
        except (OSError, EOFError, msgspec.DecodeError) as error:
            self.close()
            return Answer(None, time.monotonic() - begun, f"its process ended: {error!r}")
        cpu, failure = answer.pop("cpu"), answer.pop("error")
        return Answer(None if failure else answer, cpu, failure or "")

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()  # type: ignore[union-attr]
            self._process.wait()
        if self._errors is not None:
            self._errors.close()
        self._process, self._errors, self._unread = None, None, b""

    def _start(self) -> tuple[str, str]:
        pipe, self._errors = subprocess.PIPE, tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=self._errors, bufsize=0)
        except OSError as error:
            self.close()
            raise self._not_installed(f"{self._command[0]} does not start, {error}") from None
        os.set_blocking(self._process.stdin.fileno(), False)  # type: ignore[union-attr]
        try:
            hello = msgspec.json.decode(self._read_line(time.monotonic() + _START))
        except (EOFError, TimeoutError, msgspec.DecodeError) as error:
            self._errors.seek(0)
            last = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            self.close()
            raise self._not_installed(f"it does not start, {last or repr(error)}") from None
        if "missing" in hello:
            self.close()
            raise self._not_installed(f"{hello['missing']} is not installed")
        return hello["version"], hello["settings"]

    def _not_installed(self, what: str) -> SystemExit:
        return SystemExit(f"--peers: {self.name}: {what}; `{SETUP}` installs the peers")

    def _write(self, data: bytes, until: float) -> None:
        stream = self._process.stdin  # type: ignore[union-attr]
        rest = memoryview(data)
        while rest:
            _wait([], [stream], until)
            rest = rest[stream.write(rest) or 0 :]  # type: ignore[union-attr]

    def _read_line(self, until: float) -> bytes:
        stream = self._process.stdout  # type: ignore[union-attr]
        parts = [self._unread]
        while b"\n" not in parts[-1]:
            _wait([stream], [], until)
            part = stream.read(_READ_AT_ONCE)  # type: ignore[union-attr]
            if not part:
                raise EOFError("no answer")
            parts.append(part)
        line, _, self._unread = b"".join(parts).partition(b"\n")
        return line


def _wait(readable: list[Any], writable: list[Any], until: float) -> None:
    left = until - time.monotonic()
    if left <= 0 or not any(select.select(readable, writable, [], left)[:2]):
        raise TimeoutError


def python_command(name: str) -> list[str]:
    """Return the command of a peer in Python."""
    return [str(PYTHON), "-W", "ignore", str(_HERE / "python" / "serve.py"), name]


def node_command(name: str) -> list[str]:
    """Return the command of a peer of Node; a page may need more than the gigabytes that it takes of itself."""
    return ["node", "--max-old-space-size=4096", str(_HERE / "node" / "extract.mjs"), name]
