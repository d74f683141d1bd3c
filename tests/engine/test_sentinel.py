"""Redis behind Sentinel: pages, bells and items go on when the master is killed, cut off from its replicas, or demoted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import kombu
import msgspec
import pytest
import redis
from redis.sentinel import MasterNotFoundError

from bench.faults.injection.sentinels import SERVICE, Replicated, free_port
from bench.lib.workers import LEAN, Worker, wait_until
from wiremill.client.connection import broker_settings, connect
from wiremill.client.consumer import Consumer
from wiremill.client.producer import Producer
from wiremill.client.sentinel import NotMaster
from wiremill.contract.page import Page
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.scripts import Scripts
from wiremill.operate.doctor import examine
from wiremill.settings import Settings

ROOT = Path(__file__).parents[2]
WRITE = "return redis.call('SET', KEYS[1], ARGV[1])"


@pytest.fixture(scope="module")
def trio(any_program, tmp_path_factory):
    """A master, two replicas and three sentinels."""
    with Replicated(tmp_path_factory.mktemp("trio"), program=any_program) as one:
        yield one


@pytest.fixture
def settings(trio):
    """Settings of empty servers, all in step."""
    wait_until("all servers", trio.is_healthy)
    found = Settings(redis_url=trio.url, lease_seconds=2, retry_seconds=0.05)
    with connect(found) as client:
        client.flushall()
    return found


def pages(count, name="a"):
    return [
        Page(url=f"https://example.org/{name}/{i}", body=b"<p>The bridge in Paris closes.</p>") for i in range(count)
    ]


def page_urls(client):
    return sorted(fields[b"url"].decode() for _, fields in client.xrange("wm:intake"))


def urls_of(some):
    return sorted(page.url for page in some)


@pytest.mark.timeout(180)
def test_nothing_is_lost_or_published_twice_when_the_master_is_killed_amid_pages(trio, settings, tmp_path):
    # Given a worker, a consumer, and a producer in the midst of its pages
    sent, seen, over = [], [], threading.Event()

    def send():
        with Producer(settings=settings) as producer:
            while not over.is_set():
                [receipt] = producer.send_many(pages(1, f"n{len(sent)}"))
                producer.flush()
                sent.append(receipt.page_id)

    def read():
        with Consumer(group="g", settings=settings, take_over_seconds=2) as consumer:
            for item in consumer:
                seen.append(item.id)
                if over.is_set() and set(sent) <= set(seen):
                    return

    threads = [threading.Thread(target=one, daemon=True) for one in (send, read)]
    environ = {"WIREMILL_LEASE_SECONDS": "2", "WIREMILL_DUPLICATES": "off"}
    with Worker(trio.url, tmp_path / "w.log", processes=1, options=LEAN, environ=environ) as worker:
        wait_until("the worker", worker.ready)
        for thread in threads:
            thread.start()
        wait_until("items", lambda: len(seen) > 20)

        # When the master dies, and comes back as what it was
        dead = trio.fail_over()
        so_far = len(sent)
        wait_until("pages on the new master", lambda: len(sent) > so_far + 20)
        trio.restart(dead, stale=False)
        over.set()

        # Then all that the producer was told of comes out
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive(), (tmp_path / "w.log").read_text()[-3000:]
        with connect(settings) as client:
            scripts = Scripts(client, settings)
            wait_until("the pages", lambda: take_census(scripts).in_flight == 0)
            assert reconcile(scripts).exact
            published = [event[b"intakeid"] for _, event in client.xrange("wm:items")]
            assert len(published) == len(set(published))
        assert worker.process.poll() is None


def test_what_the_new_master_lacks_is_sent_again(trio, settings):
    with Producer(settings=msgspec.structs.replace(settings, wait_replicas=0)) as producer:
        list(producer.send_many(pages(100, "known")))
        producer.flush()
        with connect(settings) as client:
            assert client.wait(2, 5000) == 2
        for replica in trio.replicas():
            replica.detach()
        list(producer.send_many(pages(100, "lost")))

        dead = trio.fail_over()
        with connect(settings) as client:
            assert page_urls(client) == urls_of(pages(100, "known"))
            producer.send("https://example.org/last", b"b")

            assert page_urls(client) == sorted(
                [*urls_of(pages(100, "known")), *urls_of(pages(100, "lost")), "https://example.org/last"]
            )
        trio.restart(dead, stale=False)


def test_flush_waits_for_a_replica(trio, settings, caplog):
    with Producer(settings=settings) as producer:
        master = trio.master()
        for replica in trio.replicas():
            replica.detach()
        wait_until("the master alone", lambda: master.info().get("connected_slaves") == 0)
        producer.send("https://example.org/a", b"b")
        flush = threading.Thread(target=producer.flush)
        flush.start()
        wait_until("its word", lambda: "replicas.missed" in caplog.text)
        assert producer._batches.kept
        assert flush.is_alive()

        for replica in trio.replicas():
            replica.attach(master.port)

        flush.join(30)
        assert not flush.is_alive()
        assert producer._batches.kept == []


def test_pages_that_no_replica_has_are_kept_up_to_a_limit_and_then_no_more_is_taken(trio, settings, monkeypatch):
    from wiremill.client import batches as module
    from wiremill.errors import IntakeFull

    monkeypatch.setattr(module, "KEEP_BYTES", 0)
    producer = Producer(settings=msgspec.structs.replace(settings, wait_replicas=3))
    producer.send("https://example.org/a", b"b")

    with pytest.raises(IntakeFull, match="or of replicas"):
        producer.send("https://example.org/b", b"b", timeout=0)

    assert page_urls(producer._scripts.redis) == ["https://example.org/a"]


def test_a_fail_over_by_hand_costs_a_client_no_command(trio, settings):
    for node in trio.nodes:
        node.configure("min-replicas-to-write", 1)  # else the old master takes writes until it is demoted, for 10 s
    with connect(settings) as client, redis.Redis(port=trio.sentinel_ports[0]) as sentinel:
        write = client.register_script(WRITE)
        before, number = trio.master(), 0
        sentinel.sentinel_failover(SERVICE)

        def there():
            nonlocal number
            number += 1
            assert write(keys=["a"], args=[number]) == b"OK"
            with redis.Redis(port=trio.master().port) as direct:
                return trio.master() is not before and direct.get("a") == str(number).encode()

        wait_until("its writes on the new master", there)
        assert client.get("a") == str(number).encode()
    for node in trio.nodes:
        node.configure("min-replicas-to-write", 0)


@pytest.mark.parametrize("command", [("SET", "a", "1"), ("EVAL", WRITE, "1", "a", "1"), ("WAIT", "1", "10")])
def test_a_server_that_is_no_master_any_more_is_left(trio, settings, command):
    master = trio.master()
    with connect(settings, retries=0) as client:
        client.ping()
        try:
            master.attach(trio.replicas()[0].port)
            with pytest.raises(NotMaster):
                client.execute_command(*command)
            with pytest.raises(NotMaster, match="though the sentinels name it"):
                client.ping()
        finally:
            with redis.Redis(port=master.port) as direct:
                direct.replicaof("NO", "ONE")
        client.ping()


def test_no_sentinel_that_answers_is_no_master(trio):
    url = f"redis+sentinel://127.0.0.1:{free_port()}/{SERVICE}"
    with connect(Settings(redis_url=url), retries=0) as client, pytest.raises(MasterNotFoundError):
        client.ping()


def test_a_server_that_wants_replicas_is_waited_for(trio, settings):
    with redis.Redis(port=trio.master().port) as direct, connect(settings) as client:
        direct.config_set("min-replicas-to-write", 3)
        threading.Timer(0.5, direct.config_set, ("min-replicas-to-write", 0)).start()

        assert client.register_script(WRITE)(keys=["a"], args=["1"]) == b"OK"


def test_users_and_passwords_of_servers_and_of_sentinels_are_told_apart(trio, settings):
    port = trio.start_guarded_sentinel("p/w")
    for node in trio.nodes:
        with redis.Redis(port=node.port) as direct:
            direct.acl_setuser(
                "ann", enabled=True, passwords=["+s@crt"], keys=["*"], channels=["*"], categories=["+@all"]
            )
    address = f"127.0.0.1:{port}/{SERVICE}/2"
    guarded = msgspec.structs.replace(
        settings, redis_url=f"redis+sentinel://ann:s%40crt@{address}?sentinel_password=p%2Fw"
    )

    with connect(guarded) as client:
        assert client.execute_command("ACL", "WHOAMI") == b"ann"
        client.set("in database 2", 1)
    broker = broker_settings(guarded)
    with kombu.Connection(broker["broker_url"], transport_options=broker["broker_transport_options"]) as connection:
        connection.SimpleQueue("q").put("x")
    with redis.Redis(port=trio.master().port, db=2) as direct:
        assert direct.get("in database 2") == b"1"
        assert direct.llen("q") == 1
    wrong = msgspec.structs.replace(settings, redis_url=f"redis+sentinel://{address}?sentinel_password=other")
    with (
        connect(wrong, retries=0) as client,
        pytest.raises(redis.RedisError, match=r"No master found|WRONGPASS"),
    ):
        client.ping()


def test_the_doctor_and_status_know_the_master(trio, settings):
    found = {one.name: one for one in examine(settings)}
    port = trio.master().port

    assert found["sentinel"].verdict == "ok"
    assert f"master of 'mill' is 127.0.0.1:{port}, say 3 of 3" in found["sentinel"].message
    assert (found["replicas"].verdict, found["replicas"].message) == ("ok", "2 replicas in step")
    assert "role" not in found

    # Then one sentinel is missed, and a replica
    gone = free_port()
    short = msgspec.structs.replace(
        settings, redis_url=settings.redis_url.replace("/mill", f",127.0.0.1:{gone}/mill"), wait_replicas=3
    )
    found = {one.name: one for one in examine(short)}
    assert found["sentinel"].verdict == "warn"
    assert f"say 3 of 4; 127.0.0.1:{gone}: " in found["sentinel"].message
    assert found["replicas"].verdict == "fail"

    # And where no sentinel answers it says so
    none = {one.name: one for one in examine(Settings(redis_url=f"redis+sentinel://127.0.0.1:{gone}/mill"))}
    assert (none["redis"].verdict, none["sentinel"].verdict) == ("fail", "fail")

    done = subprocess.run(
        [sys.executable, "-m", "wiremill.cli", "status"],
        env={**os.environ, "WIREMILL_REDIS_URL": settings.redis_url},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "redis+sentinel://" in done.stdout
