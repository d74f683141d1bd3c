from __future__ import annotations

import pytest


def test_a_page_becomes_one_item_and_leaves_nothing_behind(flow):
    [page] = flow.push("https://example.org/a", source="feed", meta={"n": 1}, fetched_at="2024-01-02T03:04:05Z")

    flow.run()

    [item] = flow.items()
    assert item["url"] == "https://example.org/a"
    assert item["intake_id"] == page
    assert item["meta"] == {"n": 1}
    assert item["document"]["text"] == "the text of the page"
    assert {run["stage"] for run in item["trace"]["stages"]} == {"parse", "classify", "enrich"}
    assert flow.counts() == {"accepted": 1, "published": 1}
    assert flow.in_flight() == 0
    assert not flow.redis.exists(flow.keys.page(page))
    assert all(flow.redis.xlen(flow.keys.stage(stage)) == 0 for stage in ("parse", "classify", "enrich", "publish"))


def test_the_item_travels_as_a_cloud_event(flow):
    flow.push("https://example.org/a", source="my feed")

    flow.run()

    [(_, event)] = flow.redis.xrange(flow.keys.items)
    assert event[b"specversion"] == b"1.0"
    assert event[b"type"] == b"io.wiremill.item.v1"
    assert event[b"source"] == b"my%20feed"
    assert event[b"subject"] == b"https://example.org/a"
    assert event[b"id"].decode() == flow.items()[0]["id"]


def test_branches_run_in_any_order_and_join_once(flow):
    flow.push("https://example.org/a")
    flow.step("parse")

    flow.step("enrich")
    assert flow.redis.xlen(flow.keys.stage("publish")) == 0
    flow.step("classify")

    assert flow.redis.xlen(flow.keys.stage("publish")) == 1


def test_a_branch_that_is_in_its_stream_twice_counts_once(flow):
    """As after a replay beside an entry that was left over: the page must not be handed on before the other branch."""
    [page] = flow.push("https://example.org/a")
    flow.step("parse")
    flow.redis.xadd(flow.keys.stage("classify"), {"page": page})

    flow.step("classify")
    assert flow.redis.xlen(flow.keys.stage("publish")) == 0
    flow.run()

    assert len(flow.items()) == 1
    assert flow.counts() == {"accepted": 1, "published": 1}


def test_an_exception_concerns_its_page_alone(make_flow):
    def picky(documents):
        if any("bad" in document.text for document in documents):
            raise RuntimeError("can't classify")
        from flow import classify

        return classify(documents)

    flow = make_flow(classify=picky)
    flow.push("https://example.org/1", "https://example.org/2")
    flow.push("https://example.org/3", body=b"bad")

    flow.run()
    _until_retried(flow)

    assert len(flow.items()) == 2
    [letter] = flow.dead()
    assert (letter["stage"], letter["reason"], letter["attempts"]) == (b"classify", b"stage_failed", b"3")
    assert letter["error"] == b"RuntimeError: can't classify"
    assert letter["record:document"]
    assert flow.counts()["dead"] == 1
    assert flow.in_flight() == 0


def test_a_dead_letter_of_a_branch_is_replayed_from_there(make_flow):
    broken = True

    def classify(documents):
        if broken:
            raise RuntimeError
        from flow import classify

        return classify(documents)

    flow = make_flow(classify=classify)
    flow.push("https://example.org/1")
    flow.run()
    _until_retried(flow)
    [(letter, _)] = flow.redis.xrange(flow.keys.dead)

    broken = False
    flow.scripts.replay(letter)
    flow.run()

    assert len(flow.items()) == 1
    assert flow.counts() == {"accepted": 1, "dead": 0, "dead:stage_failed": 0, "published": 1, "replayed": 1}


def test_a_dead_letter_of_parse_is_replayed_with_its_body(make_flow):
    broken = True

    def parse(body, **fields):
        if broken:
            raise RuntimeError
        from flow import parse

        return parse(body, **fields)

    flow = make_flow(parse=parse)
    flow.push("https://example.org/1", body=b"kept whole", meta={"a": [1]})
    flow.run()
    _until_retried(flow)
    [(letter, _)] = flow.redis.xrange(flow.keys.dead)

    broken = False
    flow.scripts.replay(letter)
    flow.run()

    [item] = flow.items()
    assert item["document"]["text"] == "kept whole"
    assert item["meta"] == {"a": [1]}
    counts = flow.counts()
    assert (counts["accepted"], counts["published"], counts["dead"]) == (1, 1, 0)


def test_a_dropped_dead_letter_stays_counted_as_dead(make_flow):
    def parse(body, **fields):
        raise RuntimeError

    flow = make_flow(parse=parse)
    flow.push("https://example.org/1")
    flow.run()
    _until_retried(flow)
    [(letter, _)] = flow.redis.xrange(flow.keys.dead)

    flow.scripts.replay(letter, drop=True)

    assert flow.redis.xlen(flow.keys.dead) == 0
    assert flow.counts()["dead"] == 1


def test_the_same_page_handed_in_twice_ends_as_a_duplicate(flow):
    flow.push("https://example.org/a")
    flow.run()
    flow.push("https://example.org/a")

    flow.run()

    assert len(flow.items()) == 1
    assert flow.counts() == {"accepted": 2, "published": 1, "duplicate": 1}


def test_two_alike_in_one_batch_give_one_item(flow):
    flow.push("https://example.org/a", "https://example.org/a")

    flow.run()

    assert len(flow.items()) == 1
    assert flow.counts() == {"accepted": 2, "published": 1, "duplicate": 1}


def test_a_page_whose_publishing_was_interrupted_is_no_duplicate_of_itself(make_flow, monkeypatch):
    first, second = make_flow(), make_flow()
    first.push("https://example.org/a")
    for stage in ("parse", "classify", "enrich"):
        first.step(stage)

    # The first process dies between looking the page up and committing it.
    monkeypatch.setattr(first.scripts, "finish", _die)
    with pytest.raises(SystemError):
        first.step("publish")
    monkeypatch.undo()
    first.scripts.release("publish", ["worker0"])
    second.run()

    assert len(second.items()) == 1
    assert second.counts() == {"accepted": 1, "published": 1}


def _die(*_):
    raise SystemError


def _until_retried(flow):
    """Failed pages wait a little before they are tried again."""
    import time

    until = time.monotonic() + 10
    while flow.in_flight():
        assert time.monotonic() < until
        flow.run()


def test_a_server_out_of_memory_is_drained(flow):
    """A script whose first write is allowed out of memory may write the rest too."""
    flow.push(*(f"https://example.org/{i}" for i in range(20)))
    flow.redis.config_set("maxmemory", 1)

    flow.run()

    flow.redis.config_set("maxmemory", 0)
    assert len(flow.items()) == 20
    assert flow.counts() == {"accepted": 20, "published": 20}


def test_a_target_that_is_no_stream_ends_in_a_dead_letter_that_can_be_replayed(flow):
    flow.redis.set(flow.keys.items, "in the way")
    flow.push("https://example.org/a")
    flow.run()
    _until_retried(flow)
    [(letter, fields)] = flow.redis.xrange(flow.keys.dead)
    assert (fields[b"stage"], fields[b"reason"]) == (b"publish", b"stage_failed")

    flow.redis.delete(flow.keys.items)
    flow.scripts.replay(letter)
    flow.run()

    assert len(flow.items()) == 1


def test_marked_duplicates_are_published_with_the_id_of_the_first(make_flow, scripts):
    import msgspec

    scripts.settings = msgspec.structs.replace(scripts.settings, duplicates="mark")
    flow = make_flow()
    flow.push("https://example.org/a", "https://example.org/a", "https://example.org/b")

    flow.run()

    items = flow.items()
    originals = [item for item in items if item["duplicate_of"] is None]
    [copy] = [item for item in items if item["duplicate_of"]]
    assert {item["url"] for item in originals} == {"https://example.org/a", "https://example.org/b"}
    assert copy["duplicate_of"] == next(item["id"] for item in originals if item["url"] == copy["url"])


def test_an_id_of_the_producer_is_the_id_of_the_item(flow):
    flow.push("https://example.org/a", id="my-id-1")
    flow.run()
    flow.push("https://example.org/a", id="my-id-2")
    flow.run()

    assert [item["id"] for item in flow.items()] == ["my-id-1"]
    assert flow.counts()["duplicate"] == 1


def test_a_duplicate_key_that_looks_like_a_reference_to_a_value_beside_is_none(make_flow, monkeypatch):
    monkeypatch.setattr("worker.runtime.stages.publish.duplicate_key", lambda record: b"ab\0@123456789012")
    flow = make_flow()
    flow.push("https://example.org/a")
    flow.run()
    flow.push("https://example.org/b")
    flow.run()

    assert flow.counts() == {"accepted": 2, "published": 1, "duplicate": 1}


def test_an_intake_id_far_in_the_future_kills_no_page(flow):
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/a", "body": "b"}, id="1732390000123456-0")
    flow.push("https://example.org/b")

    flow.run()

    assert flow.counts() == {"accepted": 2, "published": 2}


def test_a_duplicate_outside_the_window_is_published(make_flow, scripts, monkeypatch):
    import time

    flow = make_flow()
    flow.push("https://example.org/a")
    flow.run()
    later = time.time() + scripts.settings.duplicate_window_seconds + 5
    monkeypatch.setattr("worker.runtime.stages.publish.time.time", lambda: later)
    flow.push("https://example.org/a")

    flow.run()

    assert len(flow.items()) == 2


def test_items_that_a_test_sees_fit_the_schema(flow):
    from jsonschema import Draft202012Validator

    from wiremill.schema import schemas

    flow.push("https://example.org/a", meta={"a": 1}, source="s", status=200)
    flow.run()

    [item] = flow.items()
    assert list(Draft202012Validator(schemas()["item.v1.json"]).iter_errors(item)) == []
