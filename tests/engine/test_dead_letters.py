"""Dead letters: what can be replayed, what can't and says why, and how many are kept."""

from __future__ import annotations

import time

import msgspec
import pytest
import redis
import structlog
from wrong_keys import everything, in_the_way, until_at_rest

from wiremill.errors import WiremillError
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.keys import STAGES
from wiremill.ledger.wrong_key import WrongKey
from worker.runtime.housekeeping import Housekeeping


@pytest.fixture
def dying(make_flow):
    """Make a flow whose pages die in a stage until it is mended."""

    def make(stage, urls=("https://example.org/1",)):
        def fails(*_, **__):
            raise RuntimeError("not today")

        flow = make_flow(**({stage: fails} if stage != "publish" else {}))
        flow.push(*urls)
        if stage == "publish":
            flow.redis.set(flow.keys.items, "in the way")
        until_at_rest(flow)
        if stage == "publish":
            flow.redis.delete(flow.keys.items)
        return flow

    return make


def only(flow):
    [(dead_letter, fields)] = flow.redis.xrange(flow.keys.dead)
    return dead_letter.decode(), fields


def rewrite(flow, change):
    """Write the only letter anew with other fields; return its id."""
    dead_letter, fields = only(flow)
    flow.redis.xdel(flow.keys.dead, dead_letter)
    change(fields)
    return flow.redis.xadd(flow.keys.dead, fields).decode()


@pytest.mark.parametrize("stage", ["classify", "enrich", "publish"])
def test_a_letter_whose_record_does_not_name_its_branches_goes_to_all_that_are_undone(dying, make_flow, stage):
    """As older versions wrote it."""
    flow = dying(stage)
    dead_letter = rewrite(flow, lambda fields: fields.pop(b"record:branches"))

    page = flow.scripts.replay(dead_letter)
    waiting = [one for one in STAGES if flow.redis.xlen(flow.keys.stage(one))]
    assert reconcile(flow.scripts, [page]).exact
    make_flow().run()

    assert waiting == [stage]
    assert len(flow.items()) == 1
    assert flow.counts()["dead"] == 0
    assert reconcile(flow.scripts).exact


@pytest.mark.parametrize("left", [None, b"", b"many", b"7", b"-1"])
def test_how_many_branches_are_left_is_counted_anew(dying, make_flow, left):
    flow = dying("enrich")

    def change(fields):
        fields.pop(b"record:left")
        if left is not None:
            fields[b"record:left"] = left

    flow.scripts.replay(rewrite(flow, change))
    make_flow().run()

    assert len(flow.items()) == 1


@pytest.mark.parametrize(
    ("stage", "change", "why"),
    [
        ("enrich", lambda fields: fields.pop(b"stage"), "does not say in which stage"),
        ("enrich", lambda fields: fields.pop(b"page"), "has no page's id"),
        ("enrich", lambda fields: fields.update({b"page": b"nonsense"}), "has no page's id"),
        ("enrich", lambda fields: fields.pop(b"record:document"), "has no document"),
        ("enrich", lambda fields: fields.pop(b"record:envelope"), "has no envelope"),
        ("enrich", lambda fields: fields.update({b"side": b"1"}), "does not begin with the id of its page"),
        (
            "parse",
            lambda fields: [fields.pop(one) for one in list(fields) if one.startswith(b"page:")],
            "holds nothing",
        ),
        ("parse", lambda fields: fields.update({b"page:%d" % one: b"" for one in range(9000)}), "has more fields"),
    ],
)
def test_a_letter_that_can_not_be_replayed_stays_and_says_why(dying, stage, change, why):
    flow = dying(stage)
    dead_letter = rewrite(flow, change)
    before = everything(flow.redis)

    with pytest.raises(WiremillError, match=f"^dead letter {dead_letter} can't be replayed: .*{why}"):
        flow.scripts.replay(dead_letter)

    assert everything(flow.redis) == before
    assert flow.scripts.replay(dead_letter, drop=True) is not None
    assert not flow.dead()
    assert reconcile(flow.scripts).exact


@pytest.mark.parametrize(
    ("stage", "key"),
    [
        ("parse", "wm:intake"),
        *(("enrich", key) for key in ("wm:stage:enrich", "wm:open", "wm:counts", "wm:dead", "wm:page:{}")),
        ("publish", "wm:stage:publish"),
    ],
)
def test_a_letter_stays_while_a_key_that_its_page_needs_is_of_another_type(dying, make_flow, stage, key):
    flow = dying(stage)
    dead_letter, fields = only(flow)
    key = key.format(fields[b"page"].decode())

    with in_the_way(flow.redis, key):
        before = everything(flow.redis)
        with pytest.raises(WrongKey, match=f"^{key} is a set, not a"):
            flow.scripts.replay(dead_letter)
        assert everything(flow.redis) == before

    flow.scripts.replay(dead_letter)
    make_flow().run()
    assert len(flow.items()) == 1


@pytest.mark.parametrize("stage", ["parse", "enrich"])
def test_a_letter_stays_where_the_stream_takes_no_more_entries(dying, stage):
    """Somebody has used up its ids, which no script can see before it writes."""
    flow = dying(stage)
    dead_letter, _ = only(flow)
    flow.redis.xadd(flow.keys.stage(stage), {"page": "1-1"}, id=f"{2**64 - 1}-{2**64 - 1}")

    with pytest.raises(redis.ResponseError, match=r"exhausted|equal or smaller"):
        flow.scripts.replay(dead_letter)

    assert only(flow)[0] == dead_letter
    assert flow.counts()["dead"] == 1


@pytest.mark.parametrize("stage", ["parse", "enrich", "publish"])
def test_a_server_out_of_memory_takes_letters_back(dying, make_flow, stage):
    """Where letters are what fills it, replaying them is a way out."""
    flow = dying(stage)
    dead_letter, _ = only(flow)
    flow.redis.config_set("maxmemory", 1)

    flow.scripts.replay(dead_letter)
    make_flow().run()

    flow.redis.config_set("maxmemory", 0)
    assert len(flow.items()) == 1
    assert reconcile(flow.scripts).exact


# how many are kept


@pytest.fixture
def full(flow):
    """Seven dead letters, two of them of one that was replayed and died again."""
    for number in range(7):
        flow.redis.xadd(flow.keys.intake, {"url": f"https://example.org/{number}"})
    flow.run()
    for dead_letter, _ in flow.redis.xrange(flow.keys.dead, count=2):
        flow.scripts.replay(dead_letter)
    flow.run()
    assert len(flow.dead()) == 7
    return flow


def keep(flow, limit):
    flow.scripts.settings = msgspec.structs.replace(flow.scripts.settings, dead_max_letters=limit)
    with structlog.testing.capture_logs() as logs:
        Housekeeping(flow.scripts).round(time.time())
    return [one for one in logs if one["event"] == "letters.dropped"]


def test_letters_are_kept_for_ever_unless_there_is_a_limit(full):
    assert full.scripts.settings.dead_max_letters == 0

    assert keep(full, 0) == []

    assert len(full.dead()) == 7


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_the_oldest_letters_past_the_limit_are_dropped_and_counted_as_by_hand(full, at_once, monkeypatch):
    monkeypatch.setattr("worker.runtime.housekeeping._DEAD_LETTERS_PER_CALL", at_once)
    kept = [dead_letter for dead_letter, _ in full.redis.xrange(full.keys.dead)][-3:]
    full.scripts.replay(full.redis.xrange(full.keys.dead)[0][0], drop=True)

    [told] = keep(full, 3)

    assert (told["letters"], told["dead_max_letters"], told["log_level"]) == (3, 3, "warning")
    assert [dead_letter for dead_letter, _ in full.redis.xrange(full.keys.dead)] == kept
    counts, census = full.counts(), take_census(full.scripts)
    assert (counts["dead"], counts["dropped"], census.dead_letters) == (7, 4, 3)
    assert census.dead_letters == counts["dead"] - counts["dropped"]
    assert reconcile(full.scripts).exact
    assert keep(full, 3) == []


def test_letters_are_dropped_where_the_server_is_full(full):
    full.redis.config_set("maxmemory", 1)

    dropped = full.scripts.trim_dead_letters(2, 1000)

    full.redis.config_set("maxmemory", 0)
    assert dropped == 5
    assert full.counts()["dropped"] == 5


@pytest.mark.parametrize("corrupt", ["type", "number"])
def test_no_letter_is_dropped_while_it_could_not_be_counted(full, corrupt):
    if corrupt == "number":
        full.redis.hset(full.keys.counts, "dropped", "some")
        with pytest.raises(WrongKey, match="wm:counts holds some as dropped"):
            full.scripts.trim_dead_letters(2, 1000)
    else:
        with in_the_way(full.redis, full.keys.counts), pytest.raises(WrongKey, match="wm:counts is a set"):
            full.scripts.trim_dead_letters(2, 1000)

    assert len(full.dead()) == 7
