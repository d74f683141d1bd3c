"""Stages of a user's own in the flow: they join like classify and enrich, or work on pages after they are published."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wiremill.contract.extension import Extension
from wiremill.contract.item import Item
from wiremill.contract.plugin import Plugin
from wiremill.errors import PageFault
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.keys import STAGES
from wiremill.ledger.side_stages import count_side_stages
from wiremill.ledger.stages import known_stages
from wiremill.ledger.tracing import find_page
from wiremill.settings import Settings
from worker.runtime.housekeeping import Housekeeping
from worker.runtime.stages.plugin import encode_extension


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("wiremill.ledger.accounting._RECHECK_SECONDS", 0.0)


def count(documents):
    return [{"words": len(document.text.split())} for document in documents]


def failing(error):
    def run(documents):
        raise error

    return run


@pytest.fixture
def plug_in(make_flow):
    """Make a flow with one plug-in named `count`."""

    def make(run=count, **options):
        return make_flow(plugins={"count": Plugin(run=run, **options)})

    return make


def until_at_rest(flow):
    until = time.monotonic() + 10
    while flow.in_flight() or flow.redis.xlen(flow.keys.stage("count")):
        assert time.monotonic() < until
        flow.run()


def extensions(flow):
    return [fields for _, fields in flow.redis.xrange(flow.keys.extensions("count"))]


# publish waits


def test_what_a_plug_in_returns_stands_in_the_item_under_its_name(plug_in):
    flow = plug_in()
    flow.push("https://example.org/a", body=b"three words here")

    flow.run()

    [item] = flow.items()
    assert item["extensions"] == {"count": {"words": 3}}
    assert {run["stage"] for run in item["trace"]["stages"]} == {"parse", "classify", "enrich", "count"}
    assert msgspec.convert(item, Item).extensions["count"]["words"] == 3
    assert flow.counts() == {"accepted": 1, "published": 1}
    assert reconcile(flow.scripts).exact


def test_without_a_plug_in_an_item_has_no_extension(flow):
    flow.push("https://example.org/a")

    flow.run()

    assert flow.items()[0]["extensions"] == {}


def test_publish_waits_for_a_plug_in_as_for_the_other_branches(plug_in):
    flow = plug_in()
    [page] = flow.push("https://example.org/a")
    for stage in ("parse", "classify", "enrich"):
        flow.step(stage)

    assert flow.redis.xlen(flow.keys.stage("publish")) == 0
    assert [hold.stage for hold in find_page(flow.scripts, page)[0].waits_for] == ["count"]
    assert reconcile(flow.scripts).exact
    flow.step("count")

    assert flow.redis.xlen(flow.keys.stage("publish")) == 1


def test_a_struct_is_as_good_as_a_dict(plug_in):
    class Count(msgspec.Struct):
        words: int

    flow = plug_in(lambda documents: [Count(len(document.text.split())) for document in documents])
    flow.push("https://example.org/a", body=b"two words")

    flow.run()

    assert flow.items()[0]["extensions"]["count"] == {"words": 2}


def test_a_plug_in_is_given_no_more_documents_than_it_wants(plug_in):
    sizes = []

    def run(documents):
        sizes.append(len(documents))
        return count(documents)

    flow = plug_in(run, batch_pages=3)
    flow.push(*(f"https://example.org/{n}" for n in range(8)), body=b"text")

    flow.run()

    assert max(sizes) == 3
    assert sum(sizes) == 8


def test_an_error_is_tried_again_and_ends_as_a_dead_letter_that_can_be_replayed(plug_in):
    broken = True
    attempts = []

    def run(documents):
        attempts.append(len(documents))
        if broken:
            raise RuntimeError("no service")
        return count(documents)

    flow = plug_in(run)
    [page] = flow.push("https://example.org/a")
    until_at_rest(flow)

    [letter] = flow.dead()
    assert (letter["stage"], letter["reason"], letter["attempts"]) == (b"count", b"stage_failed", b"3")
    assert letter["error"] == b"RuntimeError: no service"
    assert flow.counts()["dead:stage_failed"] == 1
    assert find_page(flow.scripts, page)[0].state == "dead"

    broken = False
    [(entry, _)] = flow.redis.xrange(flow.keys.dead)
    flow.scripts.replay(entry)
    flow.run()

    assert flow.items()[0]["extensions"] == {"count": {"words": 5}}
    assert reconcile(flow.scripts).exact


def test_an_exception_in_the_place_of_a_result_concerns_that_page_alone(plug_in):
    calls = []

    def run(documents):
        calls.append(len(documents))
        return [
            PageFault("page_refused", "not this one") if "bad" in document.text else {"words": 1}
            for document in documents
        ]

    flow = plug_in(run)
    flow.push("https://example.org/bad", body=b"bad")
    flow.push("https://example.org/1", "https://example.org/2", body=b"good")

    flow.run()

    assert calls == [3]
    assert len(flow.items()) == 2
    [letter] = flow.dead()
    assert (letter["reason"], letter["attempts"], letter["error"]) == (b"page_refused", b"1", b"not this one")


@pytest.mark.parametrize(
    ("fault", "reason", "said"),
    [
        (PageFault("not_text", "an image"), b"not_text", b"an image"),
        (PageFault("my_own_reason", "too blue"), b"page_refused", b"my_own_reason: too blue"),
    ],
)
def test_a_fault_of_the_page_has_a_reason_of_the_closed_list(plug_in, fault, reason, said):
    flow = plug_in(failing(fault))
    flow.push("https://example.org/a")

    flow.run()

    [letter] = flow.dead()
    assert (letter["reason"], letter["attempts"], letter["error"]) == (reason, b"1", said)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([1, 2], "must be a JSON object, not a list"),
        (None, "must be a JSON object"),
        ({"a": object()}, "no JSON: TypeError"),
        ({"a": "\ud800"}, "no JSON: UnicodeEncodeError"),
        ({"a": "x" * 300_000}, "the limit extension_max_bytes is 262,144"),
    ],
)
def test_a_result_that_is_no_json_object_of_its_size_is_refused(plug_in, result, said):
    flow = plug_in(lambda documents: [result for _ in documents])
    flow.push("https://example.org/a")

    flow.run()

    [letter] = flow.dead()
    assert letter["reason"] == b"extension_invalid"
    assert said in letter["error"].decode()


def test_a_result_that_is_nested_too_deeply_is_refused():
    def nest(levels):
        return {} if levels == 1 else {"a": nest(levels - 1)}

    assert encode_extension(nest(32), 1000)
    with pytest.raises(PageFault, match="more than 32"):
        encode_extension(nest(33), 1000)
    endless = {}
    endless["a"] = endless
    with pytest.raises(PageFault):
        encode_extension(endless, 1000)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.builds(object),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
)


@given(_ANY)
@hypothesis_settings(max_examples=300)
def test_whatever_a_plug_in_returns_is_stored_as_json_or_refused_for_its_page(value):
    try:
        encoded = encode_extension(value, 10_000)
    except PageFault as fault:
        assert fault.reason == "extension_invalid"
    else:
        assert isinstance(msgspec.json.decode(encoded), dict)


def test_too_few_results_are_an_error_of_the_plug_in(plug_in):
    flow = plug_in(lambda documents: [])
    flow.push("https://example.org/a")

    until_at_rest(flow)

    assert flow.dead()[0]["error"] == b"ValueError: count gave 0 results for 1 documents"


def test_a_page_passes_the_branches_that_were_in_force_when_it_was_parsed(make_flow, plug_in):
    """A rolling change: workers with and without the plug-in side by side lose nothing and wait for nobody in vain."""
    before, after = make_flow(), plug_in()
    before.push("https://example.org/before")
    before.step("parse")
    after.push("https://example.org/after", body=b"other text")
    after.step("parse")

    for stage in ("classify", "enrich"):
        before.step(stage)
    after.step("count")
    before.step("publish")

    items = {item["url"]: item["extensions"] for item in after.items()}
    assert items == {"https://example.org/before": {}, "https://example.org/after": {"count": {"words": 2}}}
    assert reconcile(after.scripts).exact


# publish does not wait


def test_a_plug_in_that_publish_does_not_wait_for_works_on_the_published_page(plug_in):
    flow = plug_in(publish_waits=False)
    [page] = flow.push("https://example.org/a", body=b"three words here", source="feed")
    for stage in STAGES:
        flow.step(stage)

    assert flow.items()[0]["extensions"] == {}
    assert flow.counts() == {"accepted": 1, "published": 1, "side:count:handed": 1}
    assert not flow.redis.exists(flow.keys.page(page))
    assert reconcile(flow.scripts).exact
    flow.step("count")

    [event] = extensions(flow)
    found = msgspec.json.decode(event[b"data"], type=Extension)
    item = flow.items()[0]
    assert (found.id, found.intake_id, found.url) == (item["id"], page, "https://example.org/a")
    assert (found.stage, found.fields, found.run.stage) == ("count", {"words": 3}, "count")
    assert event[b"type"] == b"io.wiremill.extension.v1"
    assert event[b"id"].decode() == f"{item['id']}:count"
    assert (event[b"source"], event[b"intakeid"].decode()) == (b"feed", page)
    assert flow.counts() == {"accepted": 1, "published": 1, "side:count:handed": 1, "side:count:done": 1}
    assert flow.redis.xlen(flow.keys.stage("count")) == 0
    assert reconcile(flow.scripts).exact


def test_only_published_pages_are_handed_to_it(plug_in):
    flow = plug_in(publish_waits=False)
    flow.push("https://example.org/a", "https://example.org/a")
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/dead"})

    flow.run()

    assert flow.counts()["duplicate"] == 1
    assert len(extensions(flow)) == 1


def test_its_dead_letter_leaves_the_outcome_alone_and_can_be_replayed(plug_in):
    broken = True

    def run(documents):
        if broken:
            raise RuntimeError("no service")
        return count(documents)

    flow = plug_in(run, publish_waits=False)
    [page] = flow.push("https://example.org/a")
    until_at_rest(flow)

    [letter] = flow.dead()
    assert (letter["stage"], letter["reason"], letter["side"]) == (b"count", b"stage_failed", b"1")
    census = take_census(flow.scripts)
    assert (census.published, census.dead, census.dead_letters, census.difference) == (1, 0, 1, 0)
    [trace] = find_page(flow.scripts, page)
    assert (trace.state, trace.error) == ("published", "RuntimeError: no service")
    assert reconcile(flow.scripts).exact

    broken = False
    [(entry, _)] = flow.redis.xrange(flow.keys.dead)
    assert flow.scripts.replay(entry) == page
    flow.run()

    assert len(extensions(flow)) == 1
    [side] = count_side_stages(flow.scripts)
    assert (side.handed, side.done, side.dead, side.length, side.difference) == (1, 1, 0, 0, 0)
    assert len(flow.items()) == 1
    assert reconcile(flow.scripts).exact


def test_its_page_can_be_traced_while_it_waits_and_when_it_is_done(plug_in):
    flow = plug_in(publish_waits=False)
    [page] = flow.push("https://example.org/a")
    for stage in STAGES:
        flow.step(stage)

    [trace] = find_page(flow.scripts, page)
    assert (trace.state, [hold.stage for hold in trace.waits_for]) == ("published", ["count"])
    flow.step("count")

    [trace] = find_page(flow.scripts, page)
    assert [run.stage for run in trace.runs] == ["parse", "classify", "enrich", "publish", "count"]
    assert trace.waits_for == []


def test_what_it_can_not_keep_up_with_passes_it_by_and_is_counted(settings, scripts, make_flow):
    scripts.settings = msgspec.structs.replace(settings, side_max_pages=3)
    flow = make_flow(plugins={"count": Plugin(run=count, publish_waits=False)})
    for number in range(5):
        flow.push(f"https://example.org/{number}", body=b"text %d" % number)
    for stage in STAGES:
        flow.step(stage)

    assert flow.redis.xlen(flow.keys.stage("count")) == 3
    until_at_rest(flow)

    [side] = count_side_stages(flow.scripts)
    assert (side.handed, side.done, side.skipped) == (3, 3, 2)
    assert len(flow.items()) == 5
    assert reconcile(flow.scripts).exact


def test_a_page_that_it_lost_is_missing_in_its_account(plug_in):
    flow = plug_in(publish_waits=False)
    flow.push("https://example.org/a")
    for stage in STAGES:
        flow.step(stage)
    flow.redis.xtrim(flow.keys.stage("count"), maxlen=0)

    [breach] = reconcile(flow.scripts).breaches

    assert breach.page == "wm:stage:count"
    assert breach.problem == "1 published pages were handed to count, of which 1 are missing"


def test_a_step_whose_lease_was_lost_gives_no_second_result(plug_in):
    inside, free = threading.Event(), threading.Event()

    def slow(documents):
        inside.set()
        free.wait(10)
        return count(documents)

    late = plug_in(slow, publish_waits=False)
    other = plug_in(publish_waits=False)
    late.push("https://example.org/a")
    for stage in STAGES:
        late.step(stage)
    thread = threading.Thread(target=late.step, args=("count",))
    thread.start()
    inside.wait(10)
    late.scripts.release("count", ["worker0"])
    other.step("count")
    free.set()
    thread.join(10)

    assert len(extensions(other)) == 1
    assert other.counts()["side:count:done"] == 1


# which stages there are


def sign(name="w@host", plugins=()):
    return {"name": name, "stages": ["parse"], "plugins": list(plugins), "processes": 1}


def test_a_plug_in_is_known_to_all_once_a_worker_enables_it_and_until_nothing_waits_for_it(flow):
    housekeeping = Housekeeping(flow.scripts)
    housekeeping.tick(sign(plugins=["count"]))
    assert known_stages(flow.scripts) == ("parse", "classify", "enrich", "count", "publish")

    flow.redis.xadd(flow.keys.stage("count"), {"page": "1-1"})
    flow.redis.delete(flow.keys.workers)
    housekeeping.round(time.time())
    assert "count" in known_stages(flow.scripts)

    flow.redis.xtrim(flow.keys.stage("count"), maxlen=0)
    housekeeping.round(time.time())
    assert known_stages(flow.scripts) == STAGES


def test_results_that_every_group_has_are_trimmed(plug_in):
    flow = plug_in(publish_waits=False)
    flow.push("https://example.org/a")
    flow.run()
    stream = flow.keys.extensions("count")
    flow.redis.xgroup_create(stream, "reader", id="0")
    housekeeping = Housekeeping(flow.scripts)

    housekeeping.round(time.time())
    assert flow.redis.xlen(stream) == 1
    [(_, [(entry, _)])] = _pairs(flow.redis.xreadgroup("reader", "me", {stream: ">"}))
    flow.redis.xack(stream, "reader", entry)
    housekeeping.round(time.time())

    assert flow.redis.xlen(stream) == 0


def _pairs(answer):
    return [(name, lists[0]) for name, lists in answer.items()] if isinstance(answer, dict) else answer


def test_a_batch_of_a_plug_in_is_no_number_below_1():
    with pytest.raises(TypeError, match="batch_pages must be an integer of at least 1, not 0"):
        Plugin(run=count, batch_pages=0)
    with pytest.raises(TypeError, match="must be callable"):
        Plugin(run="count")


def test_the_limit_of_a_result_is_a_setting():
    assert Settings().extension_max_bytes == 262_144
