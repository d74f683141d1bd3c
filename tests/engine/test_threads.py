"""A producer that several threads use."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import redis

from wiremill.client.producer import Producer
from wiremill.contract.page import Page
from wiremill.errors import IntakeFull
from wiremill.ledger.keys import Keys


@pytest.fixture
def client(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        yield client


def test_each_thread_gets_the_receipts_of_its_own_pages_at_once(settings, client):
    """None of them overtakes another, which would make it wait, and ask for receipts that are another's."""
    begin = threading.Barrier(8)

    def work(thread):
        begin.wait()
        one = [producer.send(f"https://example.org/{thread}/{number}", b"b", timeout=0) for number in range(40)]
        made = (Page(url=f"https://example.org/{thread}/{number}", body=b"b") for number in range(40, 200))
        return one + list(producer.send_many(made, timeout=0))

    with Producer(settings=settings) as producer, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))

    for thread, receipts in enumerate(found):
        assert [receipt.url for receipt in receipts] == [f"https://example.org/{thread}/{n}" for n in range(200)]
    given = {receipt.intake_id: receipt.url for receipts in found for receipt in receipts}
    assert given == {entry.decode(): fields[b"url"].decode() for entry, fields in client.xrange(Keys().intake)}
    assert len(given) == 1600


def test_what_several_threads_sent_is_sent_again_once_to_a_server_that_has_forgotten_it(settings, client, monkeypatch):
    monkeypatch.setattr("wiremill.client.batches.KEEP_SECONDS", 3600.0)
    begin = threading.Barrier(8)

    def work(thread):
        begin.wait()
        for number in range(50):
            producer.send(f"https://example.org/{thread}/{number}", b"b")

    with Producer(settings=settings) as producer:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        client.flushall()
        producer.flush()

    found = sorted(fields[b"url"].decode() for _, fields in client.xrange(Keys().intake))
    assert found == sorted(f"https://example.org/{thread}/{number}" for thread in range(8) for number in range(50))


def test_a_thread_that_waits_for_room_holds_up_no_other(settings, client):
    with Producer(settings=msgspec.structs.replace(settings, intake_max_pages=1)) as producer:
        first = producer.send("https://example.org/1", b"b")
        [key] = client.keys("wm:producer:*")
        before = client.get(key)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(producer.send, "https://example.org/2", b"b")
            while client.get(key) == before:  # until it has asked and was told to wait
                assert not waiting.done()

            with pytest.raises(IntakeFull):
                producer.send("https://example.org/3", b"b", timeout=0)
            producer.flush()

            client.xdel(Keys().intake, first.intake_id)
            assert waiting.result(30).url == "https://example.org/2"
