"""The embedded server: how it starts again."""

from __future__ import annotations

import time

import pytest
import redis

from wiremill.errors import ServerError
from wiremill.local import server as module
from wiremill.local.server import EmbeddedServer


@pytest.fixture
def restarted(any_program, tmp_path, monkeypatch):
    """Start a server, let `fill` fill it, kill it, patch the module, and start it again with more options."""
    begun = []

    def restart(fill, *options, **patches):
        server = EmbeddedServer(tmp_path / "redis", program=any_program).start()
        with redis.Redis(unix_socket_path=str(server.socket)) as client:
            fill(client)
        server.stop()
        for name, value in patches.items():
            monkeypatch.setattr(module, name, value)
        begun.append(EmbeddedServer(tmp_path / "redis", program=any_program, options=options).start())
        return redis.Redis(unix_socket_path=str(begun[0].socket))

    yield restart
    for server in begun:
        server.stop()


def test_a_log_that_is_long_at_the_start_is_written_anew(restarted):
    def fill(client):
        for number in range(3_000):
            client.set("key", str(number) * 250)

    with restarted(fill, _REWRITE_MEGABYTES=1) as client:
        deadline = time.monotonic() + 20
        while client.info("persistence")["aof_current_size"] > 100_000:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert client.get("key") == b"2999" * 250


def test_a_server_has_as_long_to_read_its_log_as_it_takes(restarted):
    def fill(client):
        for number in range(60):
            client.set(f"key{number}", "x" * 300_000)
        client.bgrewriteaof()
        while client.info("persistence")["aof_rewrite_in_progress"]:
            time.sleep(0.01)

    # It sleeps 50 ms with each key that it reads, and answers after every 2 MB.
    slowly = ("--key-load-delay", "50000")
    began = time.monotonic()
    with restarted(fill, *slowly, _START_SECONDS=1.0) as client:
        assert time.monotonic() - began > 2
        assert client.dbsize() == 60


@pytest.fixture
def deep(tmp_path):
    """A folder whose path is too long for a socket."""
    return tmp_path / ("x" * 60) / ("y" * 60)


@pytest.mark.parametrize("end", [EmbeddedServer.stop, EmbeddedServer.kill])
def test_a_server_in_a_folder_with_a_long_path_starts_again_at_the_same_address(deep, end):
    server = EmbeddedServer(deep)
    url = server.start().url
    end(server)

    with server.start(), redis.Redis(unix_socket_path=str(server.socket)) as client:
        assert client.ping()
        assert server.url == url
    assert not server.socket_folder.exists()


def test_a_path_of_long_characters_is_as_long_as_its_bytes(tmp_path):
    server = EmbeddedServer(tmp_path / ("\u00e9" * (90 - len(str(tmp_path)))))

    with server, redis.Redis(unix_socket_path=str(server.socket)) as client:
        assert client.ping()


def test_a_server_that_was_never_started_leaves_no_folder(deep):
    server = EmbeddedServer(deep)

    server.stop()

    assert not server.socket_folder.exists()


def test_a_folder_of_somebody_else_in_the_place_of_the_sockets_is_refused_and_left(deep):
    server = EmbeddedServer(deep)
    server.socket_folder.mkdir()

    with pytest.raises(ServerError, match="can't be made"):
        server.start()
    assert server.socket_folder.exists()
    server.socket_folder.rmdir()


def test_a_server_that_runs_is_not_started_beside_itself(tmp_path):
    with EmbeddedServer(tmp_path / "redis") as server:
        pid = server.pid

        assert server.start().pid == pid


def test_a_server_that_does_not_start_leaves_nothing_and_tells_the_end_of_its_log(deep):
    server = EmbeddedServer(deep, options=("--maxmemory-policy", "nonsense"))

    with pytest.raises(ServerError, match="did not start"):
        server.start()
    assert server.pid is None
    assert not server.socket_folder.exists()
