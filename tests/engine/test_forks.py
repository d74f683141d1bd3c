"""A producer made before a fork, as gunicorn with preload and pools of processes have it.

Each test runs a program of its own: a process that has threads must not be forked for a test.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import redis

from wiremill.ledger.keys import Keys
from wiremill.local.server import EmbeddedServer

_BEGIN = """
import json, os, signal, sys, threading, time
from wiremill.client.producer import Producer
from wiremill.settings import Settings

def receipt(name):
    got = producer.send(f"https://example.org/{name}", b"<p>%s" % name.encode())
    return got.url, got.intake_id

def fork(work):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(60)  # one that waits for ever is ended
        os.write(write, json.dumps(work()).encode())
        os._exit(0)
    os.close(write)
    return child, read

def result(forked):
    child, read = forked
    with os.fdopen(read) as stream:
        said = stream.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return json.loads(said)

producer = Producer(settings=Settings(redis_url=sys.argv[1]))
"""


@pytest.fixture
def client(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        yield client


def program(text, url, *arguments):
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _BEGIN + text, url, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(text, url, *arguments):
    process = program(text, url, *arguments)
    said, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    return json.loads(said)


def entries(client):
    return [[fields[b"url"].decode(), entry.decode()] for entry, fields in client.xrange(Keys().intake)]


def test_parent_and_children_that_send_at_the_same_time_get_receipts_for_their_own_pages(settings, client):
    receipts = run(
        """
receipts = [receipt("before")]
def work():
    return [receipt(f"{os.getpid()}-{number}") for number in range(50)]
children = [fork(work) for _ in range(4)]
receipts += work()
for child in children:
    receipts += result(child)
producer.close()
print(json.dumps(receipts))
""",
        settings.redis_url,
    )

    assert len(receipts) == 251
    assert sorted(receipts) == sorted(entries(client))
    assert len(client.keys("wm:producer:*")) == 5


def test_a_fork_while_a_thread_sends_leaves_the_child_a_producer_that_works(settings, client, any_server):
    """The server stands still, so that the thread is inside with its lock held; no thread of the child will ever release it."""
    receipts = run(
        """
server = int(sys.argv[2])
receipts = [receipt("before")]
os.kill(server, signal.SIGSTOP)
try:
    thread = threading.Thread(target=lambda: receipts.append(receipt("thread")))
    thread.start()
    while not producer._lock.locked():
        time.sleep(0.01)
    child = fork(lambda: (os.kill(server, signal.SIGCONT), receipt("child"))[1:])
    receipts += result(child)
finally:
    os.kill(server, signal.SIGCONT)
thread.join()
receipts.append(receipt("parent"))
producer.close()
print(json.dumps(receipts))
""",
        settings.redis_url,
        str(any_server.pid),
    )

    assert sorted(receipts) == sorted(entries(client))
    assert {url.rpartition("/")[2] for url, _ in receipts} == {"before", "thread", "child", "parent"}


def test_a_child_that_closes_settles_nothing_of_its_parent(settings, client):
    kept, receipts = run(
        """
receipts = [receipt("1")]
def work():
    with producer:
        producer.flush()
    return len(producer._batches.kept)
kept = [result(fork(work)), len(producer._batches.kept)]
receipts += [receipt("2"), receipt("3")]
producer.close()
print(json.dumps([kept, receipts]))
""",
        settings.redis_url,
    )

    assert kept == [0, 1]
    assert receipts == entries(client)
    assert len(client.keys("wm:producer:*")) == 1


def test_what_a_server_has_forgotten_is_sent_again_by_the_parent_alone(any_program, tmp_path):
    with EmbeddedServer(tmp_path / "redis", program=any_program, options=("--appendonly", "no")) as server:
        process = program(
            """
receipt("before")
print("sent", flush=True)
sys.stdin.readline()
result(fork(lambda: receipt("child")))
receipt("parent")
producer.close()
""",
            server.url,
        )
        assert process.stdout.readline() == "sent\n"
        server.kill()
        server.start()

        process.communicate("go on\n", timeout=60)

        assert process.returncode == 0
        with redis.Redis(unix_socket_path=str(server.socket)) as client:
            assert sorted(url.rpartition("/")[2] for url, _ in entries(client)) == ["before", "child", "parent"]


def test_a_pool_of_processes_can_share_a_producer_of_their_module(settings, client):
    receipts = run(
        """
import multiprocessing
receipts = [receipt("before")]
with multiprocessing.get_context("fork").Pool(4) as pool:
    receipts += pool.map(receipt, [f"page-{number}" for number in range(200)], chunksize=5)
producer.close()
print(json.dumps(receipts))
""",
        settings.redis_url,
    )

    assert len(receipts) == 201
    assert sorted(receipts) == sorted(entries(client))
