"""A server whose disk is full: made with a limit on the size of its files, for which nobody needs to be root."""

from __future__ import annotations

import resource
import threading
import time

import pytest
import redis
import structlog
from flow import Flow, parse

from wiremill.client.connection import LogFull, connect
from wiremill.client.producer import Producer
from wiremill.errors import IntakeFull
from wiremill.ledger.keys import Keys
from wiremill.ledger.scripts import Scripts, ensure_groups
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings
from worker.runtime.aof_rewrite import rewrite_aof
from worker.runtime.housekeeping import Housekeeping

#: Seconds until the disk has room again: several tries of a client.
FULL = 1.5


@pytest.fixture
def server(any_program, tmp_path):
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux sets limits of another process")
    program = tmp_path / "server"
    # A write beyond the limit is an error then, not the end.
    program.write_text(f'#!/bin/sh\ntrap "" XFSZ\nexec {any_program} "$@"\n')
    program.chmod(0o700)
    with EmbeddedServer(tmp_path / "redis", program=program) as server:
        yield server
        make_room(server)


def fill(server):
    """Let no file of the server grow, and wait until it has seen that."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    with redis.Redis(unix_socket_path=str(server.socket)) as client, pytest.raises(redis.ResponseError):
        while True:
            client.set("any", 1)


def make_room(server):
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def make_room_later(server):
    timer = threading.Timer(FULL, make_room, (server,))
    timer.start()
    return timer


def test_a_producer_waits_until_the_disk_has_room(server):
    with Producer(settings=Settings(redis_url=server.url)) as producer:
        producer.send("https://example.org/1", b"b")
        fill(server)
        timer = make_room_later(server)

        producer.send("https://example.org/2", b"b")

        timer.join()
        assert producer._scripts.redis.xlen(Keys().intake) == 2


def test_a_producer_that_will_not_wait_is_told_that_the_server_is_full(server):
    producer = Producer(settings=Settings(redis_url=server.url))
    producer._scripts.redis = connect(producer.settings, retries=0)
    fill(server)

    with pytest.raises(IntakeFull, match="disk space"):
        producer.send("https://example.org/1", b"b", timeout=0)

    make_room(server)
    producer.close()


def test_what_a_server_had_forgotten_is_sent_again_when_it_has_room(any_program, tmp_path):
    with EmbeddedServer(tmp_path / "redis", program=any_program, options=("--appendonly", "no")) as server:
        producer = Producer(settings=Settings(redis_url=server.url))
        producer.send("https://example.org/1", b"b")
        server.kill()
        server.start()
        client = redis.Redis(unix_socket_path=str(server.socket))
        client.config_set("maxmemory", 1)
        timer = threading.Timer(FULL, client.config_set, ("maxmemory", 0))
        timer.start()

        producer.flush()

        timer.join()
        assert [fields[b"url"] for _, fields in client.xrange(Keys().intake)] == [b"https://example.org/1"]
        producer.close()
        client.close()


def test_flush_does_not_wait_for_memory_that_it_does_not_need(settings):
    producer = Producer(settings=settings)
    producer.send("https://example.org/1", b"b")
    client = producer._scripts.redis
    client.config_set("maxmemory", 1)

    producer.flush()

    client.config_set("maxmemory", 0)
    assert producer._batches.kept == []
    producer.close()


def test_a_stage_waits_until_the_disk_has_room_and_no_attempt_is_spent(server):
    settings = Settings(redis_url=server.url, lease_seconds=30)
    scripts = Scripts(connect(settings), settings)
    ensure_groups(scripts.redis, scripts.keys)
    timers = []

    def parse_on_a_full_disk(*args, **kwargs):
        fill(server)
        timers.append(make_room_later(server))
        return parse(*args, **kwargs)

    flow = Flow(scripts, name="worker", parse=parse_on_a_full_disk)
    flow.push("https://example.org/1")

    flow.run()

    [timer] = timers  # so it was parsed once
    timer.join()
    [item] = flow.items()
    assert {run["attempt"] for run in item["trace"]["stages"]} == {1}
    flow.close()
    scripts.redis.close()


def test_a_client_without_patience_says_that_the_log_is_full(server):
    client = connect(Settings(redis_url=server.url), retries=0)
    fill(server)

    with pytest.raises(LogFull, match="MISCONF"):
        client.set("any", 1)

    client.close()


def cut_short(server, client):
    """Let a write of the log be cut short, after the server has written the log anew once; then give it room."""
    client.bgrewriteaof()
    wait_for(lambda: not client.info("persistence")["aof_rewrite_in_progress"])
    client.set("before", 1)
    [log] = set(server.folder.rglob("*.aof")) - set(server.folder.rglob("temp-*"))
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (log.stat().st_size + 1_000, resource.RLIM_INFINITY))
    with redis.Redis(unix_socket_path=str(server.socket)) as plain, pytest.raises(redis.ResponseError, match="MISCONF"):
        while True:
            plain.set("cut", "x" * 5_000)
    make_room(server)
    wait_for(lambda: client.info("persistence")["aof_last_write_status"] == "ok")
    client.set("after", 1)


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_log_that_a_full_disk_may_have_broken_is_written_anew_once(server):
    scripts = Scripts(connect(Settings(redis_url=server.url)), Settings(redis_url=server.url))
    client = scripts.redis
    housekeeping = Housekeeping(scripts)
    housekeeping.round(time.time())
    assert client.get(scripts.keys.log) is None
    cut_short(server, client)

    housekeeping.round(time.time())

    assert client.get(scripts.keys.log)
    wait_for(lambda: not client.info("persistence")["aof_rewrite_in_progress"])
    rewritten = inode_of_log(server)
    housekeeping.round(time.time())
    wait_for(lambda: not client.info("persistence")["aof_rewrite_in_progress"])
    assert inode_of_log(server) == rewritten
    server.kill()
    server.start()
    assert client.mget("before", "after") == [b"1", b"1"]
    client.close()


def inode_of_log(server):
    return {path.stat().st_ino for path in server.folder.rglob("*.aof")}


def test_a_log_that_may_be_broken_is_told_of_where_the_worker_may_not_write_it_anew(server):
    settings = Settings(redis_url=server.url)
    scripts = Scripts(connect(settings), settings)
    fill(server)
    make_room(server)
    wait_for(lambda: scripts.redis.info("persistence")["aof_last_write_status"] == "ok")
    scripts.redis.execute_command("ACL", "SETUSER", "default", "-bgrewriteaof")

    with structlog.testing.capture_logs() as logs:
        rewrite_aof(scripts)

    assert [(line["event"], line["log_level"]) for line in logs] == [("log.not_renewed", "error")]
    scripts.redis.close()
