"""The embedded server: a private Redis for one machine that needs no set-up."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError
from redis.retry import Retry

from wiremill.errors import ServerError
from wiremill.local.server_program import find_server

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Seconds within which a server must answer. One that reports that it loads its log may take as long as it needs.
_START_SECONDS = 60.0
#: An append-only log, rewritten when it has doubled and has 256 MB: pages pass through it quickly, and a rewrite in the
#: middle of a burst copies them all. Bodies are already compressed, so compressing them again (LZF) would waste time.
_REWRITE_MEGABYTES = 256
_PERSISTENCE = (
    *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
    *("--auto-aof-rewrite-min-size", f"{_REWRITE_MEGABYTES}mb", "--rdbcompression", "no"),
)
#: bytes; longer paths don't fit into a Unix socket's address.
_MAX_SOCKET_PATH_BYTES = 100
_SOCKET = "redis.sock"


class EmbeddedServer:
    """A private Redis in a folder, on a Unix socket, with an append-only log and without eviction.

    The folder keeps the log: a server started there again has all data that was written.
    """

    def __init__(self, folder: Path, *, program: Path | None = None, options: Sequence[str] = ()) -> None:
        self.folder = folder.resolve()
        self.program = program or find_server()
        self.options = tuple(options)
        self._process: subprocess.Popen[bytes] | None = None
        #: The folder of the socket if the path of `folder` is too long for one; it exists from `start` to `stop`.
        self.socket_folder = None if _socket_path_fits(self.folder) else _short_folder()
        self._owns_socket_folder = False
        self.socket = (self.socket_folder or self.folder) / _SOCKET

    @property
    def url(self) -> str:
        """The server's address, as `redis_url`."""
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int | None:
        """The process id of the server."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start the server and wait until it answers; do nothing if it runs.

        After `stop` or `kill` it can be started again, at the same address.

        Raises:
            ServerError: it did not start; the message has the end of its log.
        """
        if self._process and self._process.poll() is None:
            return self
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make_socket_folder()
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _make_socket_folder(self) -> None:
        if not self.socket_folder:
            return
        try:
            # A folder left by `kill` still belongs to this server; any other of that name belongs to somebody else.
            self.socket_folder.mkdir(mode=0o700, exist_ok=self._owns_socket_folder)
        except OSError as error:
            raise ServerError(
                f"{self.socket_folder}, for the server's socket, can't be made: {error.strerror}"
            ) from error
        self._owns_socket_folder = True

    def _start(self) -> Self:
        log = self.folder / "redis.log"
        command = [
            str(self.program), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(self.folder), "--logfile", str(log),
            *_PERSISTENCE, "--maxmemory-policy", "noeviction", "--daemonize", "no", *self.options,
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
        # Without retries: redis-py would hide that the server loads its log, and pause for longer than a start takes.
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
                    self._rewrite_long_log(client)
                    return self
                if self._process.poll() is not None or time.monotonic() > deadline:
                    tail = log.read_text("utf-8", "replace")[-800:] if log.exists() else "it wrote no log"
                    raise ServerError(f"{self.program} did not start: {tail}")
                time.sleep(0.02)
        finally:
            client.close()

    @staticmethod
    def _rewrite_long_log(client: redis.Redis) -> None:
        """Have a long log rewritten: Redis rewrites it when it has doubled since the start.

        Without this, the log of a server that is killed every few minutes would grow for ever, and each start take longer.
        """
        with contextlib.suppress(redis.RedisError, OSError):  # not essential
            if client.info("persistence").get("aof_current_size", 0) > _REWRITE_MEGABYTES << 20:
                client.bgrewriteaof()

    def kill(self) -> None:
        """Kill the server as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Stop the server; its log stays."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
                self._process = None
            except subprocess.TimeoutExpired:
                self.kill()
        if self.socket_folder and self._owns_socket_folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
            self._owns_socket_folder = False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _socket_path_fits(folder: Path) -> bool:
    return len(os.fsencode(folder / _SOCKET)) <= _MAX_SOCKET_PATH_BYTES


def _short_folder() -> Path:
    """Return the path of a new temporary folder, short enough for a socket.

    Raises:
        ServerError: the path of the temporary folder is too long.
    """
    folder = Path(tempfile.gettempdir()) / f"wiremill-{secrets.token_hex(8)}"
    if not _socket_path_fits(folder):
        raise ServerError(f"{folder} is too long a path for the server's socket: set TMPDIR to a shorter one")
    return folder
