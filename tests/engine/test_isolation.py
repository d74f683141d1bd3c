"""Isolation: whatever is wrong with a page, or with what an index says of it, no other page is tried twice for it."""

from __future__ import annotations

import msgspec
import pytest
import structlog

from wiremill.contract.page import page_id
from wiremill.contract.plugin import Plugin
from wiremill.errors import PageFault


def text(number):
    """Return a text that has nothing in common with that of another number, and is long enough to be likened."""
    return " ".join(f"word{number}x{i}" for i in range(200)) + f" {number}"


def push(flow, *numbers):
    for number in numbers:
        flow.push(f"https://site{number}.example/", body=text(number).encode())


def attempts(flow):
    return {run["attempt"] for item in flow.items() for run in item["trace"]["stages"]}


def skipped(logs):
    return {line["key"] for line in logs if line["event"] == "index.skipped"}


@pytest.mark.parametrize(
    "value",
    [
        b"x",
        b"\x7f\xff\xff\xff",
        b"\x7f\xff\xff\xff\x00",
        b"\x7f\xff\xff\xff\x01\xff\xfe",
        b"\x7f\xff\xff\xff\x05abc",
    ],
    ids=["too short", "a time alone", "without its id", "an id that is not UTF-8", "of an unknown kind"],
)
def test_a_value_of_the_index_of_seen_texts_that_cant_be_read_is_no_earlier_text(flow, value):
    push(flow, 1, 2, 3)
    flow.run()
    [key, *_] = flow.redis.scan_iter("wm:seen:*")
    [field] = flow.redis.hkeys(key)
    flow.redis.hset(key, field, value)
    push(flow, 1, 2, 3)

    with structlog.testing.capture_logs() as logs:
        flow.run()

    assert flow.counts() == {"accepted": 6, "published": 4, "duplicate": 2}
    assert attempts(flow) == {1}
    assert skipped(logs) == {key.decode()}


def test_a_part_of_the_index_of_seen_texts_that_is_no_hash_holds_up_no_page(flow):
    push(flow, 1, 2, 3)
    flow.run()
    [key, *_] = flow.redis.scan_iter("wm:seen:*")
    flow.redis.set(key, "in the way")
    push(flow, 1, 2, 3)

    with structlog.testing.capture_logs() as logs:
        flow.run()

    assert flow.counts() == {"accepted": 6, "published": 4, "duplicate": 2}
    assert attempts(flow) == {1}
    assert skipped(logs) == {key.decode()}


def _name_not_utf8(redis, keys):
    [names] = redis.scan_iter(f"{keys.near_names}*")
    redis.hset(names, "1", b"\xff\xfe")


def _name_gone(redis, keys):
    redis.delete(*redis.scan_iter(f"{keys.near_names}*"))


def _version_gone(redis, keys):
    redis.setrange(f"{keys.near_signatures}0", 124 + 36, b"\0")


@pytest.mark.parametrize("corrupt", [_name_not_utf8, _name_gone, _version_gone])
def test_a_record_of_the_index_of_near_texts_that_cant_be_read_is_no_earlier_text(flow, corrupt):
    flow.push("https://one.example/", body=text(1).encode(), id="an id of the producer")
    flow.run()
    corrupt(flow.redis, flow.keys)
    push(flow, 1, 2)

    with structlog.testing.capture_logs() as logs:
        flow.run()

    near = [item["near"] for item in flow.items() if item["document"]["text"] == text(1)]
    assert len(near) == 2
    assert not any("relation" in one for one in near)
    assert flow.counts() == {"accepted": 3, "published": 3}
    assert attempts(flow) == {1}
    assert skipped(logs) == {f"{flow.keys.near_signatures}0"}


def _shards_no_strings(redis, keys):
    for key in redis.scan_iter(f"{keys.near_prefix}*"):
        if key.count(b":") == 2 and key != keys.near_counter.encode():
            redis.delete(key)
            redis.rpush(key, "in the way")


def _shards_cut_short(redis, keys):
    for key in redis.scan_iter(f"{keys.near_prefix}*"):
        if key.count(b":") == 2 and key != keys.near_counter.encode():
            slots = redis.get(key)
            redis.set(key, b"\xff\xff\xff\xff" + slots[4:7])


def _counter_no_number(redis, keys):
    redis.set(keys.near_counter, "abc")


@pytest.mark.parametrize(
    ("corrupt", "key"),
    [
        (_shards_no_strings, "wm:near:"),
        (_shards_cut_short, None),  # what is entered next mends it
        (_counter_no_number, "wm:near:counter"),
    ],
)
def test_an_index_of_near_texts_that_cant_be_asked_holds_up_no_page(flow, corrupt, key):
    push(flow, 1)
    flow.run()
    corrupt(flow.redis, flow.keys)
    flow.push("https://other.example/", body=text(1).encode())
    push(flow, 7, 8)

    with structlog.testing.capture_logs() as logs:
        flow.run()

    assert flow.counts() == {"accepted": 4, "published": 4}
    assert attempts(flow) == {1}
    assert any(name.startswith(key) for name in skipped(logs)) if key else not skipped(logs)


def test_an_error_before_the_stage_runs_concerns_its_page_alone(flow):
    step = flow.steps["classify"]

    def prepare(documents):
        if any(document.text.endswith("2") for document in documents):
            raise ValueError("nothing is known of it")

    step.stage.prepare = prepare
    push(flow, 1, 2, 3)

    flow.step("parse")
    flow.step("classify")

    records = [flow.redis.hgetall(key) for key in flow.redis.scan_iter(f"{flow.keys.page_prefix}*")]
    done = {b"result:classify" in record for record in records if b"site2." in record[b"envelope"]}
    others = {b"result:classify" in record for record in records if b"site2." not in record[b"envelope"]}
    assert (len(records), done, others) == (3, {False}, {True})


class _Mute(Exception):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PageFault("page_refused", "no: \ud800"), "no: \ufffd"),
        (PageFault("of \ud800 own", "no"), "of \ufffd own: no"),
        (PageFault("page_refused", "\x1b[31mred\x07"), "red"),
        (ValueError("no: \udfff"), "ValueError: no: \ufffd"),
        (_Mute(), "_Mute: it has no text: RuntimeError"),
    ],
    ids=["fault", "reason", "escape", "error", "mute"],
)
def test_the_text_of_an_error_may_be_anything(make_flow, scripts, error, said):
    scripts.settings = msgspec.structs.replace(scripts.settings, max_attempts=1)

    def run(documents):
        return [error if document.text.endswith("2") else {"well": True} for document in documents]

    flow = make_flow(plugins={"own": Plugin(run=run)})
    push(flow, 1, 2, 3)

    flow.run()

    [letter] = flow.dead()
    assert letter["error"].decode() == said
    assert len(flow.items()) == 2
    assert attempts(flow) == {1}


def test_what_cant_be_sent_is_replaced_where_it_is_sent(flow, scripts):
    """Whatever is forgotten further up, a text must not hold up the pages of its batch."""
    flow.push("https://example.org/1", "https://example.org/2")
    rows = scripts.lease("parse", "a", pages=2, include_expired=False)
    odd = "\x00@ \ud800" + "x" * 2000
    entries = [
        {
            "id": entry,
            "page": page,
            "kind": "dead",
            "reason": "stage_failed",
            "error": odd,
            "attempt": 1,
            "at": "",
            "about": ("page_id", "\ud800", "trace_id", "", "url", "\udfff"),
            "history": ["page", page, "page_id", "\ud800", "outcome", "dead"],
        }
        for entry, _, page, _ in rows
    ]

    assert scripts.finish("parse", "a", entries) == ["ok", "ok"]

    assert [letter["page_id"] for letter in flow.dead()] == [b"?", b"?"]
    assert flow.dead()[0]["error"] == odd.encode("utf-8", "replace")


def test_an_entry_that_anybody_has_put_into_a_stage_holds_up_no_page(flow):
    push(flow, 1)
    flow.step("parse")
    flow.redis.xadd(flow.keys.stage("classify"), {"page": b"\xff\xfe"})
    push(flow, 2)

    flow.run()

    assert flow.counts() == {"accepted": 2, "published": 2}
    assert attempts(flow) == {1}


def test_a_page_whose_stage_fails_is_named_by_the_id_that_its_body_gives(make_flow, scripts):
    scripts.settings = msgspec.structs.replace(scripts.settings, max_attempts=1)

    def parse(body, **fields):
        raise ValueError

    flow = make_flow(parse=parse)
    flow.push("https://example.org/1", body=b"no page")

    flow.run()

    [letter] = flow.dead()
    assert letter["page_id"].decode() == page_id("https://example.org/1", b"no page")
