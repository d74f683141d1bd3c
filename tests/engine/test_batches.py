"""What a server remembers of a producer's batches, and what the producer makes of it: each page is in the intake once."""

from __future__ import annotations

import threading

import msgspec
import pytest
import redis
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError

from wiremill.client import unclaimed
from wiremill.client.batches import CLOSED_SECONDS
from wiremill.client.producer import Producer
from wiremill.contract.page import Page
from wiremill.errors import IntakeFull
from wiremill.ledger.keys import Keys
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings


@pytest.fixture
def client(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        yield client
        client.config_set("maxmemory", 0)


@pytest.fixture
def producer(settings):
    with Producer(settings=settings) as producer:
        yield producer


@pytest.fixture
def forgetful(any_program, tmp_path):
    """A server that keeps no log, and so forgets all when it is killed."""
    with EmbeddedServer(tmp_path / "redis", program=any_program, options=("--appendonly", "no")) as server:
        yield server


def pages(*names):
    return [Page(url=f"https://example.org/{name}", body=b"<p>%s" % str(name).encode()) for name in names]


def urls(client):
    return sorted(fields[b"url"].decode().rpartition("/")[2] for _, fields in client.xrange(Keys().intake))


def ids(client):
    return [entry.decode() for entry, _ in client.xrange(Keys().intake)]


FAULTS = ["none", "none", "lost", "away", "full", "forgotten"]


def answer_lost(producer, after=0):
    """Let an answer of the server be lost and the producer's patience end, after some that come."""
    add, calls = producer._scripts.add, iter(range(after, -1, -1))

    def unheard(*args):
        answer = add(*args)
        if next(calls) == 0:
            producer._scripts.add = add
            raise RedisConnectionError("the answer was lost")
        return answer

    producer._scripts.add = unheard


def entries(*names):
    return [["url", f"https://example.org/{name}", "body", b"b"] for name in names]


def test_a_stale_copy_of_a_batch_adds_nothing(scripts):
    """It hung in a connection that the producer had given up: a proxy's, or a stopped server's."""
    scripts.add("one", 1, 100, 60, entries("a"))
    _, [second] = scripts.add("one", 2, 100, 60, entries("b"))

    assert scripts.add("one", 1, 100, 60, entries("a")) == (2, [])

    assert urls(scripts.redis) == ["a", "b"]
    assert scripts.add("one", 2, 100, 60, entries("b")) == (2, [second])


def test_a_batch_that_was_asked_about_before_it_came_adds_nothing_when_it_comes(scripts):
    assert scripts.add("one", 1, 0, 60, []) == (0, [])

    assert scripts.add("one", 1, 100, 60, entries("a")) == (1, [])

    assert urls(scripts.redis) == []


def test_a_server_that_is_four_fifths_full_takes_no_pages_though_it_has_memory_left(client, producer):
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] / 0.9))

    with pytest.raises(IntakeFull, match="out of memory"):
        producer.send("https://example.org/a", b"b", timeout=0)

    client.set("any", "there is room for others")
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] / 0.4))
    producer.send("https://example.org/a", b"b", timeout=0)
    assert urls(client) == ["a"]


def test_a_live_producer_is_remembered_for_two_hours_and_a_closed_one_for_a_minute(settings, client):
    with Producer(settings=settings) as producer:
        producer.send("https://example.org/a", b"b")
        [key] = client.keys("wm:producer:*")
        assert 3600 < client.ttl(key) <= 7200

    assert 30 < client.ttl(key) <= CLOSED_SECONDS == 60


def test_a_producer_that_was_closed_leaves_no_second_key_when_it_is_closed_again_or_has_sent_nothing(settings, client):
    producer = Producer(settings=settings)
    producer.close()
    assert client.keys("wm:producer:*") == []
    producer.send("https://example.org/a", b"b")
    producer.close()
    before = client.info("stats")["total_connections_received"]

    producer.close()

    assert client.info("stats")["total_connections_received"] == before
    assert len(client.keys("wm:producer:*")) == 1
    producer.send("https://example.org/b", b"b")
    assert urls(client) == ["a", "b"]
    producer.close()


def test_a_page_that_is_sent_again_after_an_error_counts_once(client, producer):
    answer_lost(producer)
    with pytest.raises(RedisConnectionError):
        producer.send("https://example.org/a", b"b", meta={"try": "same"})

    receipt = producer.send("https://example.org/a", b"b", meta={"try": "same"})

    assert ids(client) == [receipt.intake_id]
    [(_, fields)] = client.xrange(Keys().intake)
    assert fields[b"traceparent"].decode() == receipt.traceparent


def test_a_batch_that_is_sent_again_page_by_page_or_among_others_counts_once(client, producer):
    answer_lost(producer)
    with pytest.raises(RedisConnectionError):
        list(producer.send_many(pages(1, 2, 3, 4, 5)))

    receipts = [producer.send("https://example.org/2", b"<p>2"), *producer.send_many(pages("x", 1, 3, "y", 5, 4))]

    assert urls(client) == ["1", "2", "3", "4", "5", "x", "y"]
    assert [receipt.url.rpartition("/")[2] for receipt in receipts] == ["2", "x", "1", "3", "y", "5", "4"]
    assert sorted(receipt.intake_id for receipt in receipts) == sorted(ids(client))
    at = dict(zip(ids(client), (fields[b"url"].decode() for _, fields in client.xrange(Keys().intake)), strict=True))
    assert all(at[receipt.intake_id] == receipt.url for receipt in receipts)


def test_another_version_of_a_page_whose_answer_was_lost_is_another_page(client, producer):
    answer_lost(producer)
    with pytest.raises(RedisConnectionError):
        producer.send("https://example.org/a", b"b", meta={"crawl": 1})

    producer.send("https://example.org/a", b"b", meta={"crawl": 2})

    assert urls(client) == ["a", "a"]


def test_a_page_that_is_wanted_twice_is_there_twice_although_one_answer_was_lost(client, producer):
    answer_lost(producer)
    with pytest.raises(RedisConnectionError):
        list(producer.send_many(pages("a", "a")))

    receipts = list(producer.send_many(pages("a", "a", "a")))

    assert urls(client) == ["a", "a", "a"]
    assert sorted(receipt.intake_id for receipt in receipts) == ids(client)


def test_a_page_that_did_not_reach_the_server_is_added_only_when_it_is_sent_again(client, producer):
    add = producer._scripts.add

    def away(*_):
        raise RedisConnectionError

    producer._scripts.add = away
    with pytest.raises(RedisConnectionError):
        producer.send("https://example.org/a", b"b")
    producer._scripts.add = add
    producer.send("https://example.org/b", b"b")
    assert urls(client) == ["b"]

    producer.send("https://example.org/a", b"b")

    assert urls(client) == ["a", "b"]


def test_what_a_full_intake_took_of_a_batch_whose_answer_was_lost_is_taken_and_no_more(settings, client):
    with Producer(settings=msgspec.structs.replace(settings, intake_max_pages=2)) as producer:
        answer_lost(producer)
        with pytest.raises(RedisConnectionError):
            list(producer.send_many(pages(1, 2, 3)))
        with pytest.raises(IntakeFull) as caught:
            list(producer.send_many(pages(1, 2, 3), timeout=0))

    assert caught.value.accepted == 2
    assert urls(client) == ["1", "2"]


def test_receipts_that_nobody_asks_for_again_are_let_go_of(client, producer, monkeypatch):
    monkeypatch.setattr(unclaimed, "MAX_RECEIPTS", 3)
    answer_lost(producer)
    with pytest.raises(RedisConnectionError):
        list(producer.send_many(pages(1, 2, 3, 4, 5)))

    list(producer.send_many(pages(1, 2, 3, 4, 5)))

    assert urls(client) == ["1", "1", "2", "2", "3", "4", "5"]


def test_a_receipt_that_was_lost_with_an_error_on_the_way_to_other_pages_is_given_later(forgetful):
    with Producer(settings=Settings(redis_url=forgetful.url)) as producer:
        producer.send("https://example.org/a", b"b")
        forgetful.kill()
        forgetful.start()
        answer_lost(producer, after=1)  # to the first page, which is sent again after the second
        with pytest.raises(RedisConnectionError):
            producer.send("https://example.org/b", b"b")

        receipt = producer.send("https://example.org/b", b"b")
        producer.flush()

        assert urls(producer._scripts.redis) == ["a", "b"]
        assert receipt.intake_id in ids(producer._scripts.redis)


@hypothesis_settings(max_examples=150)
@given(faults=st.lists(st.sampled_from(FAULTS), max_size=25), size=st.integers(1, 5))
def test_each_page_is_there_once_whatever_answers_are_lost_and_whatever_a_server_forgets(local, faults, size):
    """A caller that sends again until it has a receipt, and a server that loses all it has."""
    client = redis.Redis.from_url(local.redis_url)
    client.flushall()
    producer = Producer(settings=local)
    add, coming, receipts, wanted = producer._scripts.add, iter(faults), [], pages(*range(12))

    def faulty(*args):
        fault = next(coming, "none")
        if fault == "away":
            raise RedisConnectionError
        if fault == "full":
            raise OutOfMemoryError
        if fault == "forgotten":
            client.flushall()
        answer = add(*args)
        if fault == "lost":
            raise RedisConnectionError
        return answer

    producer._scripts.add = faulty
    while len(receipts) < len(wanted):
        try:
            for receipt in producer.send_many(wanted[len(receipts) : len(receipts) + size], timeout=0):
                receipts.append(receipt)  # noqa: PERF402  (each counts, also before an error)
        except (RedisConnectionError, IntakeFull):
            continue
    producer._scripts.add = add
    producer.flush()

    assert urls(client) == sorted(str(number) for number in range(12))
    assert [receipt.url for receipt in receipts] == [page.url for page in wanted]
    producer.close()
    client.close()


def test_what_a_server_with_little_memory_does_not_take_again_stays_with_the_producer(forgetful):
    producer = Producer(settings=Settings(redis_url=forgetful.url))
    producer.send("https://example.org/a", b"b")
    forgetful.kill()
    forgetful.start()
    client = redis.Redis(unix_socket_path=str(forgetful.socket))
    client.config_set("maxmemory", int(client.info("memory")["used_memory"] / 0.9))
    with pytest.raises(IntakeFull):
        producer.send("https://example.org/b", b"b", timeout=0)
    flush = threading.Thread(target=producer.flush)
    flush.start()
    before = client.info("commandstats")["cmdstat_evalsha"]["calls"]
    while client.info("commandstats")["cmdstat_evalsha"]["calls"] < before + 5:
        assert flush.is_alive()
        assert urls(client) == []

    client.config_set("maxmemory", 0)

    flush.join()
    assert urls(client) == ["a"]
    producer.close()
    client.close()


def test_a_producer_that_was_silent_until_its_mark_expired_sends_nothing_twice(client, producer):
    producer.send("https://example.org/a", b"b")
    producer._batches._answered_at -= 3 * 3600
    for batch in producer._batches.kept:
        batch.at += 1.0  # a second after the start, of which the server tells whole ones
    client.delete(*client.keys("wm:producer:*"))

    producer.send("https://example.org/b", b"b")

    assert urls(client) == ["a", "b"]


def test_a_producer_that_was_silent_until_its_mark_expired_sends_again_what_a_server_lost_that_fell_at_once(forgetful):
    with Producer(settings=Settings(redis_url=forgetful.url)) as producer:
        producer.send("https://example.org/a", b"b")
        forgetful.kill()
        forgetful.start()
        producer._batches._answered_at -= 3 * 3600
        for batch in producer._batches.kept:
            batch.at -= 1.0  # a second before the start, of which the server tells whole ones

        producer.send("https://example.org/b", b"b")

        assert urls(producer._scripts.redis) == ["a", "b"]
