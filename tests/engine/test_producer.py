from __future__ import annotations

import time

import msgspec
import pytest
import redis

from wiremill.client.producer import Producer
from wiremill.contract.intake import decode_entry
from wiremill.contract.page import Page, page_id
from wiremill.errors import IntakeFull, MalformedPage
from wiremill.ledger.keys import Keys
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings


@pytest.fixture
def client(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        yield client


def test_send_gives_the_names_by_which_a_page_is_traced(settings, client):
    with Producer(settings=settings) as producer:
        receipt = producer.send("https://example.org/", b"body", meta={"a": 1})

    [(entry, fields)] = client.xrange("wm:intake")
    page = decode_entry(fields, max_bytes=1000)
    assert receipt.intake_id == entry.decode()
    assert receipt.page_id == page.id == page_id("https://example.org/", b"body")
    assert receipt.traceparent == page.traceparent
    assert page.meta == {"a": 1}


def test_a_traceparent_is_passed_on(settings, client):
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with Producer(settings=settings) as producer:
        receipt = producer.send("https://example.org/", b"body", traceparent=parent)

    assert receipt.traceparent == parent


def test_bodies_travel_packed(settings, client):
    body = b"<p>over and over again</p>" * 1000
    with Producer(settings=settings) as producer:
        producer.send("https://example.org/", body)

    [(_, fields)] = client.xrange("wm:intake")
    assert fields[b"content_encoding"] == b"zstd"
    assert len(fields[b"body"]) < len(body) / 10


@pytest.mark.parametrize("text", ["\0@1", "\0@", "\0@99 and more"])
def test_a_text_that_looks_like_a_reference_to_a_value_beside_arrives_as_it_is(settings, client, text):
    with Producer(settings=settings) as producer:
        producer.send("https://example.org/", b"\0@1", source=text, content_encoding="identity")

    [(_, fields)] = client.xrange("wm:intake")
    assert fields[b"source"].decode() == text


def test_send_many_keeps_the_order_and_takes_any_number(settings, client):
    with Producer(settings=settings) as producer:
        receipts = list(producer.send_many(Page(url=f"https://example.org/{i}", body=b"b") for i in range(300)))

    assert [receipt.url for receipt in receipts] == [f"https://example.org/{i}" for i in range(300)]
    assert [receipt.intake_id.encode() for receipt in receipts] == [entry for entry, _ in client.xrange("wm:intake")]


def test_a_full_intake_is_an_error_that_says_how_many_were_taken(settings, client):
    settings = msgspec.structs.replace(settings, intake_max_pages=100)
    with Producer(settings=settings) as producer, pytest.raises(IntakeFull) as caught:
        list(producer.send_many((Page(url=f"https://example.org/{i}", body=b"b") for i in range(150)), timeout=0))

    assert caught.value.accepted == 100
    assert client.xlen("wm:intake") == 100


def test_a_full_intake_is_waited_for(settings, client):
    settings = msgspec.structs.replace(settings, intake_max_pages=10)
    with Producer(settings=settings) as producer:
        stream = producer.send_many((Page(url=f"https://example.org/{i}", body=b"b") for i in range(11)), timeout=30)
        first = [next(stream) for _ in range(10)]
        client.xdel("wm:intake", first[0].intake_id)

        last = next(stream)

    assert last.url == "https://example.org/10"
    assert client.xlen("wm:intake") == 10


def test_a_server_out_of_memory_is_a_full_intake(settings, client):
    client.config_set("maxmemory", 1)
    with Producer(settings=settings) as producer, pytest.raises(IntakeFull, match="out of memory"):
        producer.send("https://example.org/", b"body", timeout=0)
    client.config_set("maxmemory", 0)


def test_a_page_that_would_be_refused_is_an_error_and_the_others_are_taken(settings, client):
    pages = [Page(url="https://example.org/1", body=b"b"), Page(url="https://example.org/2", body=b"")]
    with Producer(settings=settings) as producer, pytest.raises(MalformedPage, match=r"example\.org/2"):
        list(producer.send_many(pages))

    assert client.xlen("wm:intake") == 1


def test_an_error_of_what_gives_the_pages_is_raised_once_those_before_it_are_taken(settings, client):
    def scrape():
        yield Page(url="https://example.org/1", body=b"b")
        yield Page(url="https://example.org/2", body=b"b")
        raise LookupError("the scraper has broken down")

    receipts = []
    with Producer(settings=settings) as producer, pytest.raises(LookupError, match="broken down"):
        receipts.extend(producer.send_many(scrape()))

    assert [receipt.url for receipt in receipts] == ["https://example.org/1", "https://example.org/2"]
    assert client.xlen("wm:intake") == 2


@pytest.mark.parametrize(
    "bad",
    [
        Page(url="https://example.org/bad", body=b"b", status=999),
        Page(url="https://example.org/\ud800", body=b"b"),
        Page(url="https://example.org/bad", body="text"),
        Page(url="https://example.org/bad", body=b"no gzip", content_encoding="gzip", id="its-own"),
        {"url": "https://example.org/bad", "body": b"b"},
    ],
)
def test_pages_before_a_bad_one_are_taken_and_have_receipts(settings, client, bad):
    receipts = []
    with Producer(settings=settings) as producer, pytest.raises(MalformedPage, match=r"example\.org/"):
        receipts.extend(producer.send_many([Page(url="https://example.org/good", body=b"b"), bad]))

    assert [receipt.intake_id.encode() for receipt in receipts] == [entry for entry, _ in client.xrange("wm:intake")]
    assert len(receipts) == 1


@pytest.mark.parametrize("url", ["", "/relative", "https://example.org/a b", "https://example.org/" + "a" * 16_000])
def test_a_page_without_a_url_that_can_be_one_is_refused_before_it_is_sent(settings, client, url):
    with Producer(settings=settings) as producer, pytest.raises(MalformedPage):
        producer.send(url, b"body")

    assert client.xlen("wm:intake") == 0


def test_a_batch_sent_again_counts_once(settings, client):
    """The answer to a batch is lost: the connection breaks, and the client sends the same again."""
    with Producer(settings=settings) as producer:
        add = producer._scripts.add

        def twice(*args):
            add(*args)
            return add(*args)

        producer._scripts.add = twice
        receipts = list(producer.send_many(Page(url=f"https://example.org/{i}", body=b"b") for i in range(100)))

    assert client.xlen("wm:intake") == 100
    assert [receipt.intake_id.encode() for receipt in receipts] == [entry for entry, _ in client.xrange("wm:intake")]


def test_a_batch_whose_answer_never_came_does_not_stand_for_the_next(settings, client):
    """The server took the batch, the caller got an error, and goes on with another page."""
    with Producer(settings=settings) as producer:
        add = producer._scripts.add

        def unheard(*args):
            add(*args)
            raise ConnectionError

        producer._scripts.add = unheard
        with pytest.raises(ConnectionError):
            producer.send("https://example.org/1", b"b")
        producer._scripts.add = add
        receipt = producer.send("https://example.org/2", b"b")

    [_, two] = client.xrange("wm:intake")
    assert two[1][b"url"] == b"https://example.org/2"
    assert two[0].decode() == receipt.intake_id


def test_a_server_that_forgets_again_while_it_is_told_again_gets_everything(tmp_path):
    with EmbeddedServer(tmp_path / "redis", options=("--appendonly", "no")) as server:
        producer = Producer(settings=Settings(redis_url=server.url))
        add = producer._scripts.add
        producer.send("https://example.org/1", b"b")
        server.kill()
        server.start()
        calls = []

        def forgetful(*args):
            calls.append(args)
            if len(calls) == 2:  # between the batch in hand and the one sent again
                server.kill()
                server.start()
            if len(calls) == 3:
                raise ConnectionError
            return add(*args)

        producer._scripts.add = forgetful
        with pytest.raises(ConnectionError):
            producer.send("https://example.org/2", b"b")
        producer._scripts.add = add
        producer.send("https://example.org/3", b"b")

        urls = sorted(fields[b"url"][-1:] for _, fields in producer._scripts.redis.xrange(Keys().intake))
        assert urls == [b"1", b"2", b"3"]
        producer.close()


def test_pages_in_flight_count_towards_the_high_water_mark(settings, client):
    settings = msgspec.structs.replace(settings, intake_max_pages=3)
    client.zadd("wm:open", {"1-1": 1, "1-2": 1})
    with Producer(settings=settings) as producer, pytest.raises(IntakeFull) as caught:
        list(producer.send_many((Page(url=f"https://example.org/{i}", body=b"b") for i in range(5)), timeout=0))

    assert caught.value.accepted == 1


def test_what_a_restarted_server_has_forgotten_is_sent_again(tmp_path):
    with EmbeddedServer(tmp_path / "redis", options=("--appendonly", "no")) as server:
        producer = Producer(settings=Settings(redis_url=server.url))
        list(producer.send_many(Page(url=f"https://example.org/{i}", body=b"b") for i in range(100)))
        server.kill()
        server.start()

        producer.send("https://example.org/last", b"b")

        entries = producer._scripts.redis.xrange(Keys().intake)
        urls = {fields[b"url"] for _, fields in entries}
        assert urls == {b"https://example.org/last"} | {f"https://example.org/{i}".encode() for i in range(100)}
        assert len(entries) == 101
        producer.close()


def test_a_producer_waits_for_a_server_that_restarts(tmp_path):
    import threading

    with EmbeddedServer(tmp_path / "redis") as server:
        producer = Producer(settings=Settings(redis_url=server.url))
        producer.send("https://example.org/1", b"b")
        server.kill()
        restart = threading.Timer(0.5, server.start)
        restart.start()

        producer.send("https://example.org/2", b"b")

        restart.join()
        assert producer._scripts.redis.xlen("wm:intake") == 2
        producer.close()


def test_flush_returns_when_the_log_is_written(settings, client):
    producer = Producer(settings=settings)
    producer.send("https://example.org/", b"b")

    begun = time.monotonic()
    producer.flush()

    assert producer._batches.kept == []
    assert time.monotonic() - begun < 30
    producer.close()


def test_a_server_that_is_busy_with_a_long_script_is_waited_for(settings, client):
    import threading

    client.config_set("lua-time-limit", 1)
    long = threading.Thread(target=client.eval, args=("for i = 1, 1e8 do end", 0))
    with Producer(settings=settings) as producer:
        producer.send("https://example.org/1", b"b")
        long.start()

        producer.send("https://example.org/2", b"b")
        producer.flush()

    long.join()
    client.config_set("lua-time-limit", 5000)
    assert client.xlen("wm:intake") == 2
