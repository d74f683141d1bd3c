"""Servers behind Sentinel for fault injection: a master, replicas and three sentinels, all on this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any, Self

import redis

from bench.lib.workers import wait_until
from wiremill.local.server import EmbeddedServer
from wiremill.local.server_program import find_server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SERVICE = "mill"
#: Milliseconds without an answer after which a sentinel considers a server down; sentinels ask once a second, so less would
#: cause false alarms. Milliseconds after which a fail-over is tried again.
DOWN_AFTER, FAILOVER_TIMEOUT = 2000, 5000
#: Seconds; a retried fail-over starts after twice the time-out, and a stale master is demoted after 8 s.
_WAIT_SECONDS = 60
#: Sentinels that must agree, of three.
_QUORUM = 2


class Node(EmbeddedServer):
    """A server on a port, which may be killed or stopped."""

    def __init__(self, folder: Path, *, program: Path | None, options: Sequence[str]) -> None:
        self.port = free_port()
        # Newer servers wait five seconds for more replicas before the first synchronisation.
        ours = ("--port", str(self.port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0")
        super().__init__(folder, program=program, options=(*ours, *options))
        self._plain = self.options

    def ended(self) -> bool:
        """Return whether its process has ended."""
        return self._process is not None and self._process.poll() is not None

    def follow(self, port: int) -> None:
        """Start as a replica of the server at `port` next time."""
        self.options = (*self._plain, "--replicaof", "127.0.0.1", str(port))

    def lead(self) -> None:
        """Start as a master next time."""
        self.options = self._plain

    def configure(self, name: str, value: object) -> None:
        """Change a setting of the running server."""
        with _client(self.port) as client:
            client.config_set(name, str(value))

    def detach(self) -> None:
        """Replicate from a port where nothing listens, so that new writes of the master don't arrive here.

        Sentinels repair that after 8 s.
        """
        self._follow_now(1)

    def attach(self, port: int) -> None:
        """Replicate from the server at `port` at once."""
        self._follow_now(port)

    def _follow_now(self, port: int) -> None:
        with _client(self.port) as client:
            client.replicaof("127.0.0.1", port)

    def info(self, section: str = "replication") -> dict[str, Any]:
        """Return a section of `INFO`, an empty dict if there is no answer within half a second."""
        with _client(self.port) as client, contextlib.suppress(redis.RedisError, OSError):
            return dict(client.info(section))
        return {}


class Replicated:
    """A master, replicas and three sentinels; `url` names the sentinels.

    Args:
        folder: of all their files.
        program: of the servers; by default the one that `wiremill run` uses.
        replicas: their number, without the master.
        options: of all servers.
    """

    def __init__(
        self, folder: Path, *, program: Path | None = None, replicas: int = 2, options: Sequence[str] = ()
    ) -> None:
        self._folder = folder
        self._program = program or find_server()
        self.nodes = [Node(folder / f"server{i}", program=self._program, options=options) for i in range(1 + replicas)]
        self.sentinel_ports = [free_port() for _ in range(3)]
        self._sentinels: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """The address, as `redis_url`."""
        return f"redis+sentinel://{','.join(f'127.0.0.1:{port}' for port in self.sentinel_ports)}/{SERVICE}"

    def __enter__(self) -> Self:
        try:
            first, *others = self.nodes
            first.start()
            for node in others:
                node.follow(first.port)
                node.start()
            self._sentinels = [self._start_sentinel(port) for port in self.sentinel_ports]
            wait_until("replicas and sentinels", self.is_healthy, _WAIT_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._sentinels:
            process.kill()
            process.wait()
        for node in self.nodes:
            self._continue(node)
            node.kill()
            node.stop()

    def master(self) -> Node:
        """Return the server that most sentinels name as master.

        Raises:
            TimeoutError: no sentinel names one.
        """
        named: list[int] = []

        def is_named() -> bool:
            named[:] = [port for port in map(self._named_by, self.sentinel_ports) if port]
            return bool(named)

        wait_until("a sentinel", is_named, _WAIT_SECONDS)
        port = max(named, key=named.count)
        return next(node for node in self.nodes if node.port == port)

    def replicas(self) -> list[Node]:
        """Return all servers except the master."""
        master = self.master()
        return [node for node in self.nodes if node is not master]

    def is_healthy(self) -> bool:
        """Return whether all sentinels name the same master and all other servers replicate from it."""
        named = {self._named_by(port) for port in self.sentinel_ports}
        if len(named) != 1 or None in named:
            return False
        (port,) = named
        for node in self.nodes:
            info = node.info()
            if node.port == port:
                right = info.get("role") == "master"
            else:
                right = info.get("master_port") == port and info.get("master_link_status") == "up"
            if not right:
                return False
        return all(self._knows_all(at) for at in self.sentinel_ports)

    def restart_ended(self) -> bool:
        """Restart servers that have ended; return whether any had."""
        ended = [node for node in self.nodes if node.ended()]
        for node in ended:
            self.restart(node, stale=True)
        return bool(ended)

    def fail_over(self) -> Node:
        """Kill the master and wait until the sentinels have promoted another server; return the dead one."""
        dead = self.master()
        dead.kill()
        self._wait_for_another(dead)
        return dead

    def restart(self, node: Node, *, stale: bool) -> None:
        """Restart a dead server and wait until all replicate from the master.

        Args:
            node: the server.
            stale: whether it restarts as a master, which the sentinels demote after 8 s, or as a replica.
        """
        if stale:
            node.lead()
        else:
            node.follow(self.master().port)
        node.start()
        wait_until("all servers", self.is_healthy, _WAIT_SECONDS)

    def stop_master(self) -> Node:
        """Stop the master (SIGSTOP) and wait until the sentinels have promoted another server; return the stopped one."""
        stopped = self.master()
        os.kill(stopped.pid or 0, signal.SIGSTOP)
        try:
            self._wait_for_another(stopped)
        except TimeoutError:
            self._continue(stopped)
            raise
        return stopped

    def resume(self, node: Node) -> None:
        """Resume a stopped server, which believes that it is the master, and wait until it has been demoted."""
        self._continue(node)
        wait_until("all servers", self.is_healthy, _WAIT_SECONDS)

    def _wait_for_another(self, node: Node) -> None:
        begun = time.monotonic()
        while self.master() is node:
            if time.monotonic() - begun > _WAIT_SECONDS:
                raise TimeoutError(f"waited {_WAIT_SECONDS} s for a master other than {node.port}")
            time.sleep(0.02)

    def _continue(self, node: Node) -> None:
        if node.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(node.pid, signal.SIGCONT)

    def start_guarded_sentinel(self, password: str) -> int:
        """Start another sentinel, which requires a password; return its port."""
        port = free_port()
        self._sentinels.append(self._start_sentinel(port, f"requirepass {password}\n"))
        return port

    def _start_sentinel(self, port: int, more: str = "") -> subprocess.Popen[bytes]:
        folder = self._folder / f"sentinel{port}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sentinel.conf").write_text(
            f"{more}port {port}\nbind 127.0.0.1\ndir {folder}\nlogfile {folder}/sentinel.log\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {self._port_to_watch()} {_QUORUM}\n"
            f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER}\n"
            f"sentinel failover-timeout {SERVICE} {FAILOVER_TIMEOUT}\n"
        )
        return subprocess.Popen(
            [str(self._program), str(folder / "sentinel.conf"), "--sentinel"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _port_to_watch(self) -> int:
        return self.master().port if len(self._sentinels) == len(self.sentinel_ports) else self.nodes[0].port

    def _named_by(self, sentinel: int) -> int | None:
        with _client(sentinel) as client, contextlib.suppress(redis.RedisError, OSError):
            address = client.sentinel_get_master_addr_by_name(SERVICE)
            return int(address[1]) if address else None
        return None

    def _knows_all(self, sentinel: int) -> bool:
        with _client(sentinel) as client, contextlib.suppress(redis.RedisError, OSError):
            state = client.sentinel_master(SERVICE)
            others = int(state["num-other-sentinels"])
            return others >= len(self.sentinel_ports) - 1 and int(state["num-slaves"]) == len(self.nodes) - 1
        return False


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _client(port: int) -> redis.Redis:
    return redis.Redis(port=port, socket_timeout=0.5, retry=None)
