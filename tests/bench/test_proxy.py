"""The proxy that breaks connections, before a real server."""

from __future__ import annotations

import threading
import time

import pytest
import redis

from bench.faults.injection.proxy import Proxy


@pytest.fixture
def proxy(one_server):
    proxy = Proxy(str(one_server.socket))
    yield proxy
    proxy.close()


@pytest.fixture
def client(proxy):
    # A client that tries nothing again: what happens to the connection is seen.
    with redis.Redis.from_url(proxy.url(), socket_timeout=5, retry=None, protocol=2) as client:
        client.ping()
        yield client


@pytest.fixture
def aside(one_server):
    with redis.Redis(unix_socket_path=str(one_server.socket)) as client:
        client.flushall()
        yield client


def test_what_goes_in_comes_out_however_large(client, aside):
    value = bytes(range(256)) * 10_000

    client.set("value", value)

    assert client.get("value") == value == aside.get("value")


def test_a_slow_way_takes_its_time_in_both_directions_until_it_ends(proxy, client):
    proxy.delay(0.1)
    begun = time.monotonic()
    client.ping()
    slow = time.monotonic() - begun
    proxy.delay(0)

    assert slow >= 0.2
    assert client.ping()


def test_a_cut_ends_all_connections_and_new_ones_can_be_made(proxy, client):
    connection = client.connection_pool.get_connection()
    assert proxy.cut() >= 1

    with pytest.raises((redis.ConnectionError, ConnectionError)):
        connection.read_response()
    assert client.ping()


def test_a_half_closed_connection_passes_commands_on_and_no_answers(proxy, client, aside):
    connection = client.connection_pool.get_connection()
    connection.send_command("PING")
    connection.read_response()
    assert proxy.half_close() >= 1

    connection.send_command("SET", "key", "value")
    with pytest.raises(redis.ConnectionError):
        connection.read_response()

    deadline = time.monotonic() + 5
    while aside.get("key") is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert aside.get("key") == b"value"
    connection.disconnect()


def test_silence_holds_everything_back_and_then_lets_it_through(proxy, client, aside):
    proxy.silence(on=True)
    asked = threading.Thread(target=client.set, args=("key", "value"))
    asked.start()
    asked.join(0.3)
    assert asked.is_alive()
    assert aside.get("key") is None

    proxy.silence(on=False)

    asked.join(5)
    assert aside.get("key") == b"value"


def test_a_server_that_is_away_refuses_by_way_of_the_proxy_too(tmp_path):
    proxy = Proxy(str(tmp_path / "nobody.sock"))

    with (
        redis.Redis.from_url(proxy.url(), socket_timeout=5, retry=None) as client,
        pytest.raises((redis.ConnectionError, ConnectionError)),
    ):
        client.ping()

    proxy.close()
