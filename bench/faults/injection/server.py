"""A server for fault injection: killed, out of memory, out of disk space, with a clock that jumps."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING, Self

import redis

from wiremill.errors import ServerError
from wiremill.local.server import EmbeddedServer

if TYPE_CHECKING:
    from pathlib import Path

    from bench.faults.injection.clock import Clock

#: Bytes of the small disk: several times the largest size of the log.
_DISK = 3 * 1024**3


class BrokenServer(EmbeddedServer):
    """An embedded server with faults. With `disk` its files are on a small disk (tmpfs; needs root)."""

    def __init__(self, folder: Path, *, fsync: str, disk: bool, clock: Clock | None) -> None:
        super().__init__(folder, options=("--appendfsync", fsync))
        self._disk = disk
        self._clock = clock
        self._filler = folder.resolve() / "filler"

    @staticmethod
    def disk_missing(folder: Path) -> str:
        """Return why a disk can't be filled here, or an empty string."""
        if os.geteuid() != 0:
            return "mounting a disk to fill (tmpfs) needs root"
        folder.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
        probe = subprocess.run(mount, capture_output=True, text=True, check=False)
        if probe.returncode:
            return f"tmpfs can't be mounted: {probe.stderr.strip()}"
        subprocess.run(["umount", str(folder)], check=True)
        return ""

    def start(self) -> Self:
        """Start, with the adjustable clock if there is one."""
        before = dict(os.environ)
        os.environ.update(self._clock.environ if self._clock else {})
        try:
            super().start()
        finally:
            for name in set(os.environ) - set(before):
                del os.environ[name]
            os.environ.update(before)
        return self

    def restart_ended(self) -> bool:
        """Restart the server if it has ended; return whether it had."""
        if self._process is None or self._process.poll() is None:
            return False
        self.start()
        return True

    def limit_memory(self) -> None:
        """Set `maxmemory` below the current use."""
        with contextlib.suppress(redis.RedisError, OSError), self._client() as client:
            used = client.info("memory")["used_memory"]
            client.config_set("maxmemory", int(used * 0.9))

    def lift_memory_limit(self) -> None:
        """Remove the limit of memory."""
        with contextlib.suppress(redis.RedisError, OSError), self._client() as client:
            client.config_set("maxmemory", 0)

    def fill_disk(self) -> None:
        """Fill its disk to the last byte."""
        filler = os.open(self._filler, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with contextlib.suppress(OSError):
            room = os.statvfs(self.folder)
            os.posix_fallocate(filler, 0, room.f_bavail * room.f_frsize)
        with contextlib.suppress(OSError):
            while os.write(filler, bytes(4096)):
                pass
        os.close(filler)

    def free_disk(self) -> None:
        """Free its disk again."""
        self._filler.unlink(missing_ok=True)

    def _client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)

    def __enter__(self) -> Self:
        if self._disk:
            self.folder.mkdir(parents=True, exist_ok=True)
            mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(self.folder)]
            done = subprocess.run(mount, capture_output=True, text=True, check=False)
            if done.returncode:
                raise ServerError(f"tmpfs can't be mounted on {self.folder}: {done.stderr.strip()}")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._disk:
            subprocess.run(["umount", str(self.folder)], check=False)
