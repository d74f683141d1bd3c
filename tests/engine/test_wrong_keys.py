"""Keys that somebody else has written to: a script that meets one changes nothing, says which it is, and hurts no other page."""

from __future__ import annotations

import msgspec
import pytest
from wrong_keys import everything, in_the_way, prepared, until_at_rest

from wiremill.contract.plugin import Plugin
from wiremill.errors import WiremillError
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.keys import STAGES
from wiremill.ledger.peek import peek
from wiremill.ledger.wrong_key import WrongKey

#: A stage, and a key that its batch needs.
NEEDED = [
    *(("parse", key) for key in ("intake", "open", "stage:classify", "stage:enrich")),
    *(("enrich", key) for key in ("stage:enrich", "stage:publish")),
    *(("publish", key) for key in ("stage:publish", "open", "counts", "history", "near:counter")),
]


@pytest.mark.parametrize(("stage", "key"), NEEDED)
def test_a_batch_is_refused_whole_while_a_key_that_it_needs_is_of_another_type(flow, stage, key):
    flow.push(*(f"https://example.org/{number}" for number in range(3)))
    finish = prepared(flow, stage)

    with in_the_way(flow.redis, f"wm:{key}"):
        before = everything(flow.redis)
        with pytest.raises(
            WrongKey, match=rf"^wm:{key} is a set, not a (stream|hash|zset|string): .*nothing was changed"
        ):
            finish()
        assert everything(flow.redis) == before

    assert set(finish()) <= {"ok", "joined", "conflict"}
    until_at_rest(flow)
    assert len(flow.items()) == 3
    assert reconcile(flow.scripts).exact


def test_leases_are_not_given_back_while_something_else_stands_in_their_stage_s_place(flow, scripts):
    flow.push("https://example.org/1")
    [[entry, attempt, *_]] = scripts.lease("parse", "a", pages=1, include_expired=False)

    with in_the_way(flow.redis, "wm:intake"), pytest.raises(WrongKey, match=r"^wm:intake is a set, not a stream"):
        scripts.give_back("parse", "a", [(entry, attempt)], wait_seconds=0)

    assert scripts.give_back("parse", "a", [(entry, attempt)], wait_seconds=0) == 1


@pytest.mark.parametrize("key", ["dead", "history", "counts"])
def test_a_page_does_not_die_while_its_letter_would_not_be_whole(flow, key):
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/dead"})
    finish = prepared(flow, "parse")

    with in_the_way(flow.redis, f"wm:{key}"):
        before = everything(flow.redis)
        with pytest.raises(WrongKey, match=f"^wm:{key} is a set"):
            finish()
        assert everything(flow.redis) == before

    assert finish() == ["ok"]
    assert len(flow.dead()) == 1
    assert reconcile(flow.scripts).exact


@pytest.mark.parametrize("name", ["published", "route:news", "side:third:handed", "side:third:skipped"])
def test_a_batch_is_refused_whole_while_a_count_is_no_number(make_flow, scripts, tmp_path, name):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[route]]\nname = "news"\nwhen = { url = { prefix = "https://example.org/" } }\n')
    scripts.settings = msgspec.structs.replace(scripts.settings, rules_file=str(rules))
    third = Plugin(run=lambda documents: [{} for _ in documents], publish_waits=False)
    flow = make_flow(plugins={"third": third})
    flow.push("https://example.org/1", "https://example.org/2")
    finish = prepared(flow, "publish")
    flow.redis.hset(flow.keys.counts, name, "0many\r\n")
    before = everything(flow.redis)

    with pytest.raises(WrongKey, match=f"wm:counts holds 0many.. as {name}, not a whole number"):
        finish()
    assert everything(flow.redis) == before

    flow.redis.hdel(flow.keys.counts, name)
    finish()
    until_at_rest(flow)
    assert len(flow.items()) == 2
    assert reconcile(flow.scripts).exact


@pytest.mark.parametrize("value", ["1e3", "007", "9223372036854775807", "+1", "1.0", ""])
def test_what_redis_can_not_add_to_is_no_number(flow, value):
    flow.redis.hset(flow.keys.counts, "accepted", value)
    flow.push("https://example.org/")

    with pytest.raises(WrongKey, match=r"wm:counts holds .* as accepted"):
        flow.scripts.lease("parse", "w", pages=1, include_expired=False)

    assert flow.redis.xpending(flow.keys.intake, "wiremill")["pending"] == 0


# one page alone


@pytest.mark.parametrize(
    ("key", "other"),
    [("wm:seen:*", "ok"), ("wm:near:signatures:0", "blocked"), ("wm:near:[0-9a-f]*", "ok"), ("wm:near:names:0", "ok")],
)
def test_a_part_of_an_index_in_the_way_blocks_the_pages_that_need_it(flow, key, other):
    """Which part a page needs is found by publishing it once, on a server that forgets it."""
    flow.push("https://example.org/0", id="a name of its own")
    entries = flow.redis.xrange(flow.keys.intake)
    flow.run()
    found = min(flow.redis.keys(key)).decode()
    flow.redis.flushall()
    flow.redis.xgroup_create(flow.keys.intake, "wiremill", id="0", mkstream=True)
    flow.redis.xadd(flow.keys.intake, entries[0][1])
    flow.push("https://example.org/other")
    finish = prepared(flow, "publish")

    with in_the_way(flow.redis, found):
        first, second = finish()
    assert first == "blocked"
    assert first.why.startswith(f"{found} is a set, not a ")
    assert second == other
    assert finish()[0] in {"ok", "conflict"}
    until_at_rest(flow)
    assert len(flow.items()) == 2
    assert reconcile(flow.scripts).exact


@pytest.mark.parametrize("corrupt", ["type", "left", "no left"])
def test_a_result_whose_record_is_spoilt_blocks_its_page_alone(flow, corrupt):
    pages = flow.push(*(f"https://example.org/{number}" for number in range(3)))
    finish = prepared(flow, "enrich")
    key = flow.keys.page(pages[1])
    if corrupt == "type":
        flow.redis.rename(key, "aside")
        flow.redis.set(key, "in the way")
    elif corrupt == "left":
        flow.redis.hset(key, "left", "two")
    else:
        flow.redis.hdel(key, "left")

    words = finish()

    assert words == ["joined", "blocked", "joined"]
    assert key in words[1].why
    if corrupt == "type":
        flow.redis.rename("aside", key)
    else:
        flow.redis.hset(key, "left", 1)
    assert finish()[1] == "joined"
    until_at_rest(flow)
    assert len(flow.items()) == 3


def test_a_page_is_not_handed_on_into_a_record_that_is_none(flow):
    pages = flow.push("https://example.org/1", "https://example.org/2")
    finish = prepared(flow, "parse")

    with in_the_way(flow.redis, flow.keys.page(pages[0])):
        words = finish()
        assert words == ["blocked", "ok"]
        assert words[0].why == f"wm:page:{pages[0]} is a set, not a hash"

    assert finish() == ["ok", "lost"]
    until_at_rest(flow)
    assert len(flow.items()) == 2


@pytest.mark.parametrize("stage", ["enrich", "publish"])
@pytest.mark.parametrize("corrupt", ["type", "document", "envelope"])
def test_a_page_whose_record_is_spoilt_dies_alone_and_says_of_what(flow, stage, corrupt):
    pages = flow.push(*(f"https://example.org/{number}" for number in range(3)))
    for before in STAGES[: STAGES.index(stage)]:
        flow.step(before)
    key = flow.keys.page(pages[1])
    if corrupt == "type":
        flow.redis.delete(key)
        flow.redis.set(key, "in the way")
    else:
        flow.redis.hdel(key, corrupt)

    until_at_rest(flow)

    assert len(flow.items()) == 2
    [letter] = flow.dead()
    expected = (
        "is a string, not a hash: what was kept of the page is lost" if corrupt == "type" else f"has no field {corrupt}"
    )
    assert letter["error"].decode() == f"{key} {expected}"
    needing = "publish" if corrupt == "envelope" else stage  # a branch can do without
    assert (letter["stage"].decode(), letter["reason"]) == (needing, b"stage_failed")
    assert reconcile(flow.scripts).exact
    [(entry, _)] = flow.redis.xrange(flow.keys.dead)
    with pytest.raises(WiremillError, match="can't be replayed: the record of its page has no"):
        flow.scripts.replay(entry)
    assert len(flow.dead()) == 1


def test_a_published_page_without_document_is_handed_to_no_plug_in(make_flow):
    third = Plugin(run=lambda documents: [{} for _ in documents], publish_waits=False)
    flow = make_flow(plugins={"third": third})
    pages = flow.push("https://example.org/1", "https://example.org/2")
    finish = prepared(flow, "publish")
    flow.redis.hdel(flow.keys.page(pages[0]), "document")

    words = finish()

    assert words[0] == "blocked"
    assert words[0].why == f"wm:page:{pages[0]} has no field envelope, or no document"
    assert len(flow.items()) <= 1


@pytest.mark.parametrize("counter", ["many", None])
def test_a_counter_of_near_texts_that_is_none_keeps_no_page_from_being_published(flow, counter):
    """Nothing is known of what the page is near to, until the counter is right again."""
    flow.push("https://example.org/1")
    flow.run()
    right = flow.redis.get(flow.keys.near_counter)
    flow.redis.delete(flow.keys.near_counter)
    if counter:
        flow.redis.set(flow.keys.near_counter, counter)
    else:
        flow.redis.sadd(flow.keys.near_counter, "in the way")
    flow.push("https://example.org/1", body=b"another text of the same page")
    flow.run()

    flow.redis.delete(flow.keys.near_counter)
    flow.redis.set(flow.keys.near_counter, right)
    flow.push("https://example.org/1", body=b"a third text of the same page")
    flow.run()

    first, second, third = [item["near"] for item in flow.items()]
    assert first.get("version", 1) == 1
    assert second is None
    assert third.get("version", 1) == 2


def test_a_shard_cut_short_is_no_error(flow):
    flow.push("https://example.org/1")
    flow.run()
    shards = [key for key in flow.redis.keys("wm:near:*") if key.count(b":") == 2 and key != b"wm:near:counter"]
    for shard in shards:
        flow.redis.set(shard, flow.redis.get(shard)[:7])
    flow.push("https://example.org/1", body=b"another text")

    flow.run()

    assert len(flow.items()) == 2


# the other scripts


def test_nothing_is_leased_while_it_could_not_be_counted(flow):
    flow.push("https://example.org/1")
    for key in (flow.keys.counts, flow.keys.open, flow.keys.intake):
        with in_the_way(flow.redis, key):
            before = everything(flow.redis)
            with pytest.raises(WrongKey, match=f"^{key} is a set"):
                flow.scripts.lease("parse", "w", pages=1, include_expired=True)
            assert everything(flow.redis) == before

    flow.run()
    assert flow.counts() == {"accepted": 1, "published": 1}


@pytest.mark.parametrize("what", ["items", "counts", "a count"])
def test_nothing_is_trimmed_while_it_could_not_be_counted(flow, what):
    flow.push("https://example.org/1", "https://example.org/2")
    flow.run()
    if what == "a count":
        flow.redis.hset(flow.keys.counts, "items_trimmed_unread", "x")
        with pytest.raises(WrongKey, match="items_trimmed_unread"):
            flow.scripts.trim(flow.keys.items, 1)
    else:
        with in_the_way(flow.redis, f"wm:{what}"), pytest.raises(WrongKey, match=f"^wm:{what} is a set"):
            flow.scripts.trim(flow.keys.items, 1)

    assert len(flow.items()) == 2


def test_every_other_script_names_the_key(flow):
    scripts, stream = flow.scripts, flow.keys.stage("enrich")
    calls = [
        (stream, lambda: scripts.backlog(["parse", "enrich"], include_expired=True)),
        (stream, lambda: scripts.forget("enrich", 0)),
        (stream, lambda: scripts.release("enrich", ["a"])),
        (stream, lambda: scripts.renew(stream, "wiremill", "a", [b"1-1"])),
        (stream, lambda: next(peek(flow.redis, stream))),
        *((key, lambda: take_census(scripts)) for key in ("wm:intake", "wm:open", "wm:counts", "wm:dead")),
        (flow.keys.dead, lambda: scripts.trim_dead_letters(1, 1)),
        (flow.keys.dead, lambda: scripts.replay("1-1")),
    ]
    for key, call in calls:
        with in_the_way(flow.redis, key), pytest.raises(WrongKey, match=f"^{key} is (a set|not a stream)"):
            call()


def test_a_count_that_is_no_number_is_named_by_the_census(flow):
    flow.redis.hset(flow.keys.counts, "published", "many")

    with pytest.raises(WrongKey, match="wm:counts holds many as published"):
        take_census(flow.scripts)


def test_the_leases_of_a_stream_that_is_gone_are_lost(flow):
    """Its group went with it, and who finished would wait for an answer for ever."""
    flow.push("https://example.org/1")
    finish = prepared(flow, "parse")
    flow.redis.delete(flow.keys.intake)

    assert finish() == ["lost"]
