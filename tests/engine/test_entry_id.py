"""Ids of entries that Redis did not make by its clock: the pages go through, and no false time is told of them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from wiremill.ledger.accounting import reconcile
from wiremill.ledger.dead_letters import DeadLetterFilter, DeadLetters
from wiremill.ledger.entry_id import LAST_ID, entry_time_ms, is_entry_id, sort_key
from wiremill.ledger.peek import peek
from wiremill.ledger.status import take_status
from wiremill.ledger.streams import entries, pending
from wiremill.ledger.tracing import find_page

NOW = 1_795_536_801_357
DAY = 86_400_000


def add(flow, entry_id, url="https://example.org/odd"):
    """Add a page under an id of one's own."""
    return flow.redis.xadd(flow.keys.intake, {"url": url, "body": "text of the page"}, id=entry_id).decode()


def microseconds():
    return f"{int(time.time() * 1e6)}-0"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (f"{NOW}-0", NOW),
        (f"{NOW}-18446744073709551615", NOW),
        (f"{NOW + DAY}-0", NOW + DAY),
        (f"{NOW + DAY + 1}-0", None),
        (f"{NOW * 1000}-0", None),
        ("946684800000-0", 946_684_800_000),
        ("946684799999-0", None),
        ("5-0", None),
        (LAST_ID, None),
        ("99999999999999999999999-0", None),
        ("", None),
        ("mine", None),
        (f"\u0661{NOW}-0", None),
    ],
)
def test_an_id_tells_a_time_only_where_that_can_be(entry, told):
    assert entry_time_ms(entry, NOW) == told


_numbers = st.one_of(st.integers(0, 2**64 + 3), st.integers(2**64 - 3, 2**64 + 3), st.integers(0, 9))


@given(milliseconds=_numbers, sequence=_numbers)
def test_what_is_taken_for_an_id_is_one_to_redis(one_server, milliseconds, sequence):
    entry = f"{milliseconds}-{sequence}"
    with redis.Redis(unix_socket_path=str(one_server.socket)) as client:
        try:
            client.xrange("wm:nothing", entry, entry)
            known = True
        except redis.ResponseError:
            known = False

    assert is_entry_id(entry) == known
    assert not known or sort_key(entry) == (milliseconds, sequence)


def test_pages_after_an_id_in_microseconds_are_published_with_the_time_at_which_parse_began(flow):
    before = datetime.now(UTC)
    odd = add(flow, microseconds())
    later = flow.push("https://example.org/later")

    flow.run()

    items = {item["intake_id"]: item for item in flow.items()}
    assert set(items) == {odd, *later}
    for item in items.values():
        [parsed] = [run for run in item["trace"]["stages"] if run["stage"] == "parse"]
        assert item["accepted_at"] == parsed["started_at"]
        assert before.isoformat(timespec="milliseconds") <= item["accepted_at"] <= datetime.now(UTC).isoformat()
    assert reconcile(flow.scripts).exact


@pytest.mark.parametrize("entry", [f"{NOW}000-0", "5-0", f"{2**64 - 1}-7"])
def test_a_page_with_such_an_id_is_traced_in_each_state_without_a_time_of_intake(flow, entry):
    add(flow, entry)

    def traced():
        [by_id], [by_url] = (find_page(flow.scripts, name) for name in (entry, "https://example.org/odd"))
        assert by_id == by_url or by_id.waits_for
        assert by_id.intake_id == entry
        return by_id.state, by_id.accepted_ms

    states = [traced()]
    for stage in ("parse", "publish"):
        flow.step(stage)
        states.append(traced())
    flow.run()
    states.append(traced())
    flow.redis.delete(flow.keys.history)
    states.append(traced())

    assert [state for state, _ in states] == ["waiting", "in_flight", "in_flight", "published", "published"]
    assert {accepted for _, accepted in states} == {None}


def test_the_oldest_page_is_that_of_those_whose_time_is_known(flow):
    add(flow, "5-0")
    [page] = flow.push("https://example.org/a")
    add(flow, microseconds(), url="https://example.org/b")

    look = take_status(flow.scripts)

    at = int(page.partition("-")[0]) / 1000
    [parse] = [stage for stage in look.stages if stage.stage == "parse"]
    assert look.oldest_seconds == parse.oldest_seconds == pytest.approx(look.at - at, abs=0.002)


def test_no_age_is_told_where_no_id_tells_a_time(flow):
    add(flow, microseconds())

    waiting = take_status(flow.scripts)
    flow.step("parse")
    flow.redis.zadd(flow.keys.open, {add(flow, "*"): 1.8e19})  # as a replay puts it there

    assert waiting.oldest_seconds is None
    assert 0 <= take_status(flow.scripts).oldest_seconds < 60


def test_streams_are_read_to_the_end_where_that_has_the_greatest_id(scripts):
    client, stream = scripts.redis, "wm:odd"
    client.xadd(stream, {"a": "1"}, id="1-0")
    client.xadd(stream, {"a": "2"}, id=LAST_ID)
    client.xgroup_create(stream, "g", id="0")
    client.xreadgroup("g", "c", {stream: ">"})

    for chunk in (1, 2, 3):
        assert [entry.id for entry in peek(client, stream, chunk=chunk)] == ["1-0", LAST_ID]
        assert [entry.id for entry in peek(client, stream, newest_first=True, chunk=chunk)] == [LAST_ID, "1-0"]
    assert list(peek(client, stream, first=f"({LAST_ID}")) == []
    assert [entry for entry, _ in entries(client, stream)] == ["1-0", LAST_ID]
    assert list(pending(client, stream, "g")) == ["1-0", LAST_ID]


@pytest.mark.parametrize(
    "name", ["99999999999999999999999-0", f"{2**64}-0", f"1-{2**64}", "\u0661\u0662-\u0663", "007-1"]
)
def test_an_id_that_redis_can_not_have_names_no_page_and_no_letter(flow, name):
    flow.push("https://example.org/a")

    assert find_page(flow.scripts, name) == []
    assert list(DeadLetters(flow.scripts).find(DeadLetterFilter(ids=(name,)))) == []


@pytest.mark.parametrize("name", ["2024-5", "1700000000000-77"])
def test_a_page_id_that_looks_like_an_entry_id_names_its_dead_letter(flow, name):
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/a", "id": name})
    flow.run()

    [letter] = DeadLetters(flow.scripts).find(DeadLetterFilter(ids=(name,)))
    assert letter.page_id == name


def test_a_short_page_id_that_looks_like_an_entry_id_names_its_page(flow):
    flow.push("https://example.org/a", id="2024-5")
    [waiting] = find_page(flow.scripts, "2024-5")
    flow.step("parse")
    [in_flight] = find_page(flow.scripts, "2024-5")

    assert (waiting.state, in_flight.state) == ("waiting", "in_flight")
