"""The proof that nothing is lost has to fail when something is."""

from __future__ import annotations

import pytest

from wiremill.ledger.accounting import reconcile, take_census


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("wiremill.ledger.accounting._RECHECK_SECONDS", 0.0)


@pytest.fixture
def halfway(flow):
    """Pages at every place: waiting, leased, between stages, joined, published, dead, duplicate."""
    flow.push("https://example.org/a", "https://example.org/a", "https://example.org/b")
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/dead"})
    flow.run()
    flow.pages = flow.push(*(f"https://example.org/{i}" for i in range(4)))
    flow.step("parse")
    flow.step("classify")
    flow.scripts.lease("enrich", "someone", pages=2, include_expired=False)
    flow.push(*(f"https://example.org/waiting/{i}" for i in range(3)))
    flow.scripts.lease("parse", "someone", pages=1, include_expired=False)
    return flow


def problems(flow, receipts=()):
    return {breach.page: breach.problem for breach in reconcile(flow.scripts, receipts).breaches}


def test_the_equation_holds_at_any_moment(halfway):
    census = take_census(halfway.scripts)

    assert (census.accepted, census.published, census.duplicate, census.dead) == (11, 2, 1, 1)
    assert (census.in_flight, census.intake) == (7, 3)
    assert census.difference == 0
    assert census.reasons == {"dead:body_missing": 1}


def test_what_is_in_order_is_proved(halfway):
    result = reconcile(halfway.scripts, halfway.pages)

    assert result.exact
    assert (result.in_flight_checked, result.history_checked, result.receipts_checked) == (7, 4, 4)


def test_a_page_whose_record_is_gone_is_named(halfway):
    halfway.redis.delete(halfway.keys.page(halfway.pages[0]))

    assert problems(halfway) == {halfway.pages[0]: "in flight, but its record is gone"}


def test_a_page_that_waits_in_no_stream_is_named(halfway):
    entry = halfway.redis.xrange(halfway.keys.stage("enrich"))[-1][0]
    halfway.redis.xdel(halfway.keys.stage("enrich"), entry)

    assert problems(halfway) == {
        halfway.pages[-1]: "in flight, but not in the stream of enrich, for which it waits",
    }


def test_a_page_that_was_delivered_and_is_held_by_nobody_is_named(halfway):
    halfway.redis.xgroup_delconsumer(halfway.keys.intake, "wiremill", "someone")

    [problem] = problems(halfway).values()
    assert problem == "delivered to parse, but no worker holds it and none will get it"


def test_a_record_without_a_page_in_flight_is_named(halfway):
    halfway.redis.zrem(halfway.keys.open, halfway.pages[1])

    assert problems(halfway) == {halfway.pages[1]: "has a record, but is not in flight"}
    assert take_census(halfway.scripts).difference == 1


def test_an_item_that_stands_twice_is_named(halfway):
    [_, (_, fields)] = halfway.redis.xrange(halfway.keys.items)
    halfway.redis.xadd(halfway.keys.items, fields)

    [problem] = problems(halfway).values()
    assert problem.startswith("published twice")


def test_a_page_that_ended_twice_is_named(halfway):
    _, fields = halfway.redis.xrange(halfway.keys.history)[-1]
    halfway.redis.xadd(halfway.keys.history, fields)

    assert problems(halfway)[fields[b"page"].decode()].startswith("ended twice")


def test_a_page_taken_out_of_the_intake_by_hand_is_missing_in_the_equation(halfway):
    entry = halfway.redis.xrange(halfway.keys.intake)[0][0]
    halfway.redis.xack(halfway.keys.intake, "wiremill", entry)
    halfway.redis.xdel(halfway.keys.intake, entry)

    assert take_census(halfway.scripts).difference == 1
    assert not reconcile(halfway.scripts).exact


def test_a_receipt_without_a_page_is_named(halfway):
    assert problems(halfway, ["1-1"]) == {"1-1": "handed over, but neither in flight, nor in the history, nor dead"}


def test_a_look_at_pages_in_flight_fetches_neither_documents_nor_results(flow):
    pages = flow.push(*(f"https://example.org/{i}" for i in range(40)), body=b"word " * 20_000)
    while flow.step("parse") or flow.step("classify"):
        pass
    before = flow.redis.info("stats")["total_net_output_bytes"]

    result = reconcile(flow.scripts)

    assert (result.exact, result.in_flight_checked) == (True, len(pages))
    assert flow.redis.info("stats")["total_net_output_bytes"] - before < 100_000
