from __future__ import annotations

import threading
import time

import pytest

from wiremill.client.consumer import Consumer
from wiremill.errors import WiremillError
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings


@pytest.fixture
def consume(settings):
    consumers = []

    def make(**options):
        options = {"group": "readers", "idle_seconds": 0.0, "settings": settings, **options}
        consumers.append(Consumer(**options))
        return consumers[-1]

    yield make
    for consumer in consumers:
        consumer.close()


@pytest.fixture
def publish(flow):
    def publish(*names):
        flow.push(*(f"https://example.org/{name}" for name in names))
        flow.run()

    return publish


def names(items):
    return [item.url.rpartition("/")[2] for item in items]


def pending(flow, group="readers"):
    return flow.redis.xpending(flow.keys.items, group)["pending"]


def test_items_come_typed_and_in_order(publish, consume):
    publish("1", "2", "3")

    items = list(consume())

    assert names(items) == ["1", "2", "3"]
    assert items[0].document.text == "the text of the page"
    assert items[0].classification.language == "en"


def test_an_item_is_acknowledged_when_the_next_is_asked_for(flow, publish, consume):
    publish("1", "2")
    stream = iter(consume(batch=1))

    next(stream)
    assert pending(flow) == 1
    next(stream)

    assert pending(flow) == 1
    assert next(stream, None) is None
    assert pending(flow) == 0


def test_each_group_gets_every_item(publish, consume):
    publish("1", "2")

    assert names(consume(group="a")) == ["1", "2"]
    assert names(consume(group="b")) == ["1", "2"]


def test_members_of_a_group_share_the_items(publish, consume):
    publish(*map(str, range(10)))
    first, second = iter(consume(batch=1)), iter(consume(batch=1))

    got = names([next(first), next(second), next(first), next(second)])

    assert sorted(got) == ["0", "1", "2", "3"]


def test_what_the_caller_failed_on_is_read_again_by_the_same_name(publish, consume):
    publish("1", "2")
    with pytest.raises(ZeroDivisionError), consume(consumer="me") as consumer:
        for _ in consumer:
            raise ZeroDivisionError

    assert names(consume(consumer="me")) == ["1", "2"]


def test_what_the_caller_failed_on_comes_again_in_the_same_consumer(publish, consume):
    publish("1", "2")
    consumer = consume(consumer="me")
    with pytest.raises(ZeroDivisionError):
        for _ in consumer:
            raise ZeroDivisionError

    assert names(consumer) == ["1", "2"]


def test_leaving_the_block_without_error_acknowledges_the_item_in_hand(flow, publish, consume):
    publish("1")
    with consume() as consumer:
        for _ in consumer:
            break

    assert pending(flow) == 0


def test_what_a_dead_member_held_is_taken_over(publish, consume):
    publish("1", "2")
    dead = iter(consume(consumer="dead"))
    next(dead)

    taken = list(consume(consumer="heir", take_over_seconds=0.05, idle_seconds=1.0))

    assert names(taken) == ["1", "2"]


def test_a_slow_caller_keeps_what_it_has_fetched(publish, consume, monkeypatch):
    publish("1", "2", "3")
    slow = consume(consumer="slow", take_over_seconds=0.05)
    stream = iter(slow)
    first = next(stream)
    other = list(consume(consumer="other", take_over_seconds=0.05, idle_seconds=0.5))

    rest = list(stream)

    got = names([first, *other, *rest])
    assert sorted(set(got)) == ["1", "2", "3"]
    assert names(rest) == []  # the other took them over meanwhile; they are not done twice


def test_an_item_trimmed_past_the_limit_is_skipped(flow, publish, consume):
    publish("1", "2", "3")
    stream = iter(consume(consumer="me"))
    next(stream)
    flow.redis.xtrim(flow.keys.items, maxlen=1)

    assert names(consume(consumer="me")) == ["3"]


def test_an_entry_that_is_no_item_is_an_error_that_says_how_to_remove_it(flow, consume):
    entry = flow.redis.xadd(flow.keys.items, {"data": b"{}"}).decode()

    with pytest.raises(WiremillError, match=f"XACK {flow.keys.items} readers {entry}"):
        list(consume())


def test_items_are_read_from_a_server_that_has_no_memory_left(flow, publish, consume):
    publish("1")
    list(consume())
    publish("2")
    flow.redis.config_set("maxmemory", 1)

    items = list(consume())

    flow.redis.config_set("maxmemory", 0)
    assert names(items) == ["2"]


def test_a_group_that_the_server_has_lost_is_made_again(flow, publish, consume):
    publish("1")
    consumer = consume(idle_seconds=0.5, take_over_seconds=0.1)
    stream = iter(consumer)
    next(stream)
    flow.redis.xgroup_destroy(flow.keys.items, "readers")
    consumer._next_take_over = 0.0  # the next look is for what others left, where the group is missed first

    assert names(list(stream)) == ["1"]


def held(flow, group="readers"):
    """Return the items that are held: by whom, and for how many ms."""
    rows = flow.redis.xpending_range(flow.keys.items, group, "-", "+", 100)
    return [(row["consumer"].decode(), row["time_since_delivered"]) for row in rows]


def age(flow, name, milliseconds, group="readers"):
    """Let all that a member holds look as if it had held it for so long."""
    entries = [row["message_id"] for row in flow.redis.xpending_range(flow.keys.items, group, "-", "+", 100)]
    flow.redis.xclaim(flow.keys.items, group, name, 0, entries, idle=milliseconds, justid=True)


@pytest.mark.parametrize("renewed_before", [0.0, 50.0])
def test_each_item_is_held_anew_from_the_moment_it_is_handed_out(flow, publish, consume, renewed_before):
    publish("1", "2", "3")
    consumer = consume(consumer="me", take_over_seconds=60)
    stream = iter(consumer)
    next(stream)
    age(flow, "me", 50_000)
    consumer._renewed_at -= renewed_before

    next(stream)

    (_, in_hand), (_, behind) = held(flow)
    assert in_hand < 20_000
    assert (behind < 20_000) == (renewed_before > 0)  # what waits is renewed now and then


def test_an_item_that_was_taken_over_is_dropped_and_the_next_is_held_anew(flow, publish, consume):
    publish("1", "2", "3", "4")
    stream = iter(consume(consumer="me", take_over_seconds=60))
    next(stream)
    age(flow, "me", 50_000)
    entries = [row["message_id"] for row in flow.redis.xpending_range(flow.keys.items, "readers", "-", "+", 100)]
    flow.redis.xclaim(flow.keys.items, "readers", "other", 0, entries[1:3], justid=True)

    item = next(stream)

    assert names([item]) == ["4"]
    assert [name for name, _ in held(flow)] == ["other", "other", "me"]
    assert held(flow)[-1][1] < 20_000


def members(flow, group="readers"):
    return [row["name"].decode() for row in flow.redis.xinfo_consumers(flow.keys.items, group)]


def test_a_name_of_its_own_making_is_forgotten_with_the_member(flow, publish, consume):
    publish("1", "2")
    with consume() as consumer:
        assert names(consumer) == ["1", "2"]
        assert members(flow) == [consumer.consumer]

    assert members(flow) == []


def test_a_name_that_was_chosen_stays(flow, publish, consume):
    publish("1")
    with consume(consumer="me") as consumer:
        list(consumer)

    assert members(flow) == ["me"]


def test_a_member_that_holds_something_is_not_forgotten(flow, publish, consume):
    publish("1", "2")
    with pytest.raises(ZeroDivisionError), consume() as consumer:
        for _ in consumer:
            raise ZeroDivisionError

    assert members(flow) == [consumer.consumer]
    assert pending(flow) == 2


def test_a_member_that_never_read_leaves_at_once(flow, consume):
    consume().close()

    assert not flow.redis.exists(flow.keys.items)


def test_a_member_that_is_forgotten_while_it_reads_gets_what_comes(flow, publish, consume):
    publish("1")
    got = []
    consumer = consume(consumer="me", idle_seconds=5.0)

    def read():
        for item in consumer:
            got.append(item)
            if len(got) == 2:
                break
        consumer.ack()

    thread = threading.Thread(target=read)
    thread.start()
    _wait(lambda: got and not pending(flow))
    assert flow.scripts.forget_members(flow.keys.items, "readers", 0) == 1
    publish("2")
    thread.join(10)

    assert names(got) == ["1", "2"]
    assert pending(flow) == 0


def _wait(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_member_leaves_without_delay_where_the_server_has_gone(tmp_path, any_program):
    with EmbeddedServer(tmp_path / "gone", program=any_program) as server:
        consumer = Consumer(group="readers", idle_seconds=0.0, settings=Settings(redis_url=server.url))
        assert list(consumer) == []
    began = time.monotonic()

    consumer.close()

    assert time.monotonic() - began < 5
