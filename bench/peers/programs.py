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
from bench.lib.workers import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What installs the peers, as it is told in errors.
SETUP = "sh scripts/setup-peers"
_HERE = ROOT / "bench" / "peers"
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
#: seconds of CPU on a page; the clock would call a peer slow for what runs beside it.
TIMEOUT = 60.0
#: seconds by the clock on a page, for a peer that waits for something.
PATIENCE = 600.0
#: seconds; imports with nothing of them in the caches.
_START = 120.0
#: seconds between looks at the CPU of a peer that has not answered
_LOOK = 1.0
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

    def __init__(
        self, name: str, command: Sequence[str], *, timeout: float = TIMEOUT, patience: float = PATIENCE
    ) -> None:
        self.name, self._command, self._timeout, self._patience = name, command, timeout, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._unread = b""
        self.version, self.settings = self._start()

    def extract(self, body: bytes, url: str | None, language: str | None) -> Answer:
        """Return what the peer finds in a page; where that takes too long, it is ended and the page counts as failed."""
        if self._process is None:
            self._start()
        head = msgspec.json.encode({"url": url, "language": language, "bytes": len(body)})
        begun = time.monotonic()
        limit = _Limit(self._process.pid, self._timeout, self._patience)  # type: ignore[union-attr]
        try:
            self._write(head + b"\n" + body, limit)
            answer = msgspec.json.decode(self._read_line(limit))
        except TimeoutError as error:
            self.close()
            return Answer(None, time.monotonic() - begun, f"{error}", timed_out=True)
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
            hello = msgspec.json.decode(self._read_line(_Limit(self._process.pid, _START, _START)))
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

    def _write(self, data: bytes, limit: _Limit) -> None:
        stream = self._process.stdin  # type: ignore[union-attr]
        rest = memoryview(data)
        while rest:
            limit.wait([], [stream])
            rest = rest[stream.write(rest) or 0 :]  # type: ignore[union-attr]

    def _read_line(self, limit: _Limit) -> bytes:
        stream = self._process.stdout  # type: ignore[union-attr]
        parts = [self._unread]
        while b"\n" not in parts[-1]:
            limit.wait([stream], [])
            part = stream.read(_READ_AT_ONCE)  # type: ignore[union-attr]
            if not part:
                raise EOFError("no answer")
            parts.append(part)
        line, _, self._unread = b"".join(parts).partition(b"\n")
        return line


class _Limit:
    """How long an answer may take, in CPU of the process and by the clock."""

    def __init__(self, pid: int, cpu: float, clock: float) -> None:
        self._pid, self._cpu, self._clock = pid, cpu, clock
        self._begun = time.monotonic()
        #: seconds of CPU at the first look
        self._before: float | None = None

    def wait(self, readable: list[Any], writable: list[Any]) -> None:
        """Wait until a stream is ready.

        Raises:
            TimeoutError: it takes too long.
        """
        while not any(select.select(readable, writable, [], min(_LOOK, self._cpu, self._clock))[:2]):
            spent = cpu_seconds([self._pid])
            if self._before is None:
                self._before = spent
            if spent - self._before > self._cpu:
                raise TimeoutError(f"not done after {self._cpu:g} s of CPU")
            if time.monotonic() - self._begun > self._clock:
                raise TimeoutError(f"not done after {self._clock:g} s")


def python_command(name: str) -> list[str]:
    """Return the command of a peer in Python."""
    return [str(PYTHON), "-W", "ignore", str(_HERE / "python" / "serve.py"), name]


def node_command(name: str) -> list[str]:
    """Return the command of a peer of Node; a page may need more than the gigabytes that it takes of itself."""
    return ["node", "--max-old-space-size=4096", str(_HERE / "node" / "extract.mjs"), name]
