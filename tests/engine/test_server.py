"""The embedded server: how it starts again."""

from __future__ import annotations

import time

import pytest
import redis

from wiremill import server as module
from wiremill.server import EmbeddedServer


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
