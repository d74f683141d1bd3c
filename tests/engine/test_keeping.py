"""Housekeeping: what is trimmed and forgotten, and what never is."""

from __future__ import annotations

import msgspec
import pytest

from worker.runtime.housekeeping import Housekeeping

JOB = "wiremill-run-0123456789ab"


@pytest.fixture
def items(flow):
    flow.push(*(f"https://example.org/{i}" for i in range(10)))
    flow.run()
    return flow


def read(flow, group, count, ack):
    flow.redis.xgroup_create(flow.keys.items, group, id="0")
    [(_, entries)] = flow.redis.xreadgroup(group, "c", {flow.keys.items: ">"}, count=count)
    if ack:
        flow.redis.xack(flow.keys.items, group, *(entry for entry, _ in entries[:ack]))


def test_items_that_no_group_reads_are_not_trimmed(items):
    assert items.scripts.trim(items.keys.items, 0) == (0, 0)
    assert len(items.items()) == 10


def test_items_that_every_group_has_acknowledged_are_trimmed(items):
    read(items, "a", 10, 7)
    read(items, "b", 5, 5)

    assert items.scripts.trim(items.keys.items, 0) == (5, 0)
    assert items.items()[0]["url"] == "https://example.org/5"
    assert items.counts()["items_trimmed"] == 5


def test_all_items_are_trimmed_when_all_are_acknowledged(items):
    read(items, "a", 10, 10)

    assert items.scripts.trim(items.keys.items, 0) == (10, 0)
    assert items.items() == []


def test_an_item_that_is_delivered_but_not_acknowledged_stays(items):
    read(items, "a", 10, 0)

    assert items.scripts.trim(items.keys.items, 0) == (0, 0)


def test_the_operators_limit_trims_what_is_unread_and_counts_it(items):
    read(items, "a", 2, 2)

    assert items.scripts.trim(items.keys.items, 3) == (2, 5)
    assert len(items.items()) == 3
    assert items.counts()["items_trimmed_unread"] == 5


def test_what_was_trimmed_while_it_was_held_does_not_hold_up_trimming(items):
    read(items, "a", 5, 0)
    items.redis.xtrim(items.keys.items, maxlen=5, approximate=False)
    [(_, entries)] = items.redis.xreadgroup("a", "d", {items.keys.items: ">"}, count=10)
    items.redis.xack(items.keys.items, "a", *(entry for entry, _ in entries))

    assert items.scripts.trim(items.keys.items, 0) == (5, 0)


def test_trimming_a_stream_that_is_not_there_is_nothing(flow):
    assert flow.scripts.trim("wm:items:none", 5) == (0, 0)


def test_ids_of_any_length_are_compared_as_numbers(flow):
    key = flow.keys.items
    for entry in ("9-1", "10-1", "100-9", "100-10"):
        flow.redis.xadd(key, {"data": "x"}, id=entry)
    flow.redis.xgroup_create(key, "a", id="10-1")
    flow.redis.xgroup_create(key, "b", id="100-9")

    assert flow.scripts.trim(key, 0) == (2, 0)
    assert [entry for entry, _ in flow.redis.xrange(key)] == [b"100-9", b"100-10"]


def test_a_silent_consumer_is_forgotten_unless_it_holds_something(make_flow):
    idle, holding = make_flow(), make_flow()
    idle.step("parse")
    holding.push("https://example.org/a")
    holding.scripts.lease("parse", "holder", pages=1, include_expired=False)

    holding.scripts.forget("parse", 0)

    names = [row["name"] for row in holding.redis.xinfo_consumers(holding.keys.intake, "wiremill")]
    assert names == [b"holder"]


def test_one_housekeeper_at_a_time_does_the_round(items):
    rounds = []

    class Counted(Housekeeping):
        def round(self, now):
            rounds.append(now)
            super().round(now)

    for _ in range(3):
        Counted(items.scripts).tick({"name": "w"})

    assert len(rounds) == 1
    assert items.redis.hexists(items.keys.workers, "w")


def test_a_worker_that_gives_no_sign_is_forgotten(items):
    Housekeeping(items.scripts).tick({"name": "w"})

    Housekeeping(items.scripts).round(now=4e9)

    assert not items.redis.hexists(items.keys.workers, "w")


def test_every_key_is_documented(items):
    """After all stages have run, no key is there that `wiremill.ledger.keys` does not list."""
    import re

    from wiremill.ledger import keys

    patterns = [
        re.escape(name).replace(re.escape("<"), "<").replace(re.escape(">"), ">")
        for name in re.findall(r"^\| `(wm:[^`]+)`", keys.__doc__, re.MULTILINE)
    ]
    documented = re.compile("|".join(re.sub(r"<[^>]+>", r"[^:]+(:look)?", pattern) for pattern in patterns))
    Housekeeping(items.scripts).tick({"name": "w"})

    found = [key.decode() for key in items.redis.keys("*")]

    assert found
    assert [key for key in found if not documented.fullmatch(key)] == []


def test_a_mark_that_a_clock_set_back_has_left_does_not_keep_the_house_unkept(items):
    items.redis.set(items.keys.housekeeping, "gone", ex=3600)

    Housekeeping(items.scripts).tick({"name": "w"})

    assert 0 < items.redis.ttl(items.keys.housekeeping) <= 5


def test_the_history_is_cut_as_pages_end_unless_a_group_reads_it(flow):
    flow.scripts.settings = msgspec.structs.replace(flow.scripts.settings, history_pages=1)
    flow.push(*(f"https://example.org/{i}" for i in range(150)))
    flow.run()
    assert flow.redis.xlen(flow.keys.history) < 100  # whole blocks are cut

    flow.redis.xgroup_create(flow.keys.history, JOB, id="$")
    before = flow.redis.xlen(flow.keys.history)
    flow.push(*(f"https://example.org/more/{i}" for i in range(150)))
    flow.run()

    assert flow.redis.xlen(flow.keys.history) == before + 150


def history(flow, count, keep):
    for number in range(count):
        flow.redis.xadd(flow.keys.history, {"runs": "x" * 1000}, id=f"{number + 1}-0")
    flow.scripts.settings = msgspec.structs.replace(flow.scripts.settings, history_pages=keep)


@pytest.mark.parametrize(
    ("acknowledged", "keep", "first"), [(100, 10, 101), (100, 250, 51), (300, 10, 291), (0, 10, 1)]
)
def test_housekeeping_trims_of_the_history_what_is_read_but_not_the_latest(flow, acknowledged, keep, first):
    history(flow, 300, keep)
    flow.redis.xgroup_create(flow.keys.history, JOB, id="0")
    [(_, entries)] = flow.redis.xreadgroup(JOB, "run", {flow.keys.history: ">"}, count=300)
    if acknowledged:
        flow.redis.xack(flow.keys.history, JOB, *(entry for entry, _ in entries[:acknowledged]))

    Housekeeping(flow.scripts).round(0)

    [(entry, _)] = flow.redis.xrange(flow.keys.history, count=1)
    assert max(1, first - 10) <= int(entry.partition(b"-")[0]) <= first  # whole blocks are trimmed
    assert "items_trimmed" not in flow.counts()


def test_housekeeping_cuts_a_history_that_no_group_reads_any_more(flow):
    history(flow, 300, 10)

    Housekeeping(flow.scripts).round(0)

    assert 10 <= flow.redis.xlen(flow.keys.history) < 20
