from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from wiremill.contract.traceparent import new_traceparent, trace_id

URL = "https://example.org/a"


@pytest.fixture
def parent():
    return new_traceparent()


def _first_names(flow, parent):
    [item] = flow.items()
    return [URL, item["id"], item["intake_id"], trace_id(parent)]


def test_a_published_page_is_found_by_any_of_its_names(wiremill, flow, parent):
    flow.push(URL, traceparent=parent)
    flow.run()

    for name in _first_names(flow, parent):
        [page] = wiremill("trace", "--json", name).json["pages"]
        assert page["state"] == "published"
        assert page["found_in"] == "history"
        assert [run["stage"] for run in page["runs"]] == ["parse", "classify", "enrich", "publish"]


def test_the_timeline_has_a_line_for_each_stage_and_fits_into_80_columns(wiremill, flow, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    flow.push(URL)
    flow.run()

    lines = wiremill("trace", URL).stdout.splitlines()

    assert lines[0] == f"{URL}  published"
    for stage in ("parse", "classify", "enrich", "publish"):
        [line] = [line for line in lines if line.startswith(f"  {stage} ")]
        assert "█" in line
        assert "ms" in line
        assert "host:2" in line
    assert "after" in lines[-1]
    assert max(map(len, lines)) <= 80


def test_a_page_in_the_intake_is_found(wiremill, flow, parent):
    [intake_id] = flow.push(URL, traceparent=parent, id="mine")

    for name in (URL, intake_id, "mine", trace_id(parent)):
        [page] = wiremill("trace", "--json", name).json["pages"]
        assert (page["state"], page["found_in"], page["intake_id"]) == ("waiting", "intake", intake_id)
    assert "waits for a worker" in wiremill("trace", URL).stdout


def test_a_page_in_flight_tells_what_it_waits_for(wiremill, flow, parent):
    [intake_id] = flow.push(URL, traceparent=parent, id="mine")
    flow.step("parse")
    flow.step("classify")
    flow.scripts.lease("enrich", "other:7:8:x", pages=1, include_expired=False)

    for name in (URL, intake_id, "mine", trace_id(parent)):
        [page] = wiremill("trace", "--json", name).json["pages"]
        assert page["state"] == "in_flight"
        assert [run["stage"] for run in page["runs"]] == ["parse", "classify"]
        [hold] = page["waits_for"]
        assert (hold["stage"], hold["worker"], hold["attempt"]) == ("enrich", "other:7:8:x", 1)
    assert "leased to other:8, attempt 1" in wiremill("trace", URL).stdout


def test_a_dead_page_tells_why_and_what_was_done_before(wiremill, dying_flow):
    dying_flow.push(URL, body=b"dies in enrich")
    dying_flow.end_all()

    [page] = wiremill("trace", "--json", URL).json["pages"]
    text = wiremill("trace", URL).stdout

    assert (page["state"], page["reason"]) == ("dead", "stage_failed")
    assert [run["stage"] for run in page["runs"]] == ["parse", "classify"]
    assert "RuntimeError: no enrich today" in text
    assert f"wiremill dead show {page['letter']}" in text


def test_an_item_is_found_when_the_history_has_forgotten_it(wiremill, flow, parent):
    flow.push(URL, traceparent=parent)
    flow.run()
    flow.redis.delete(flow.keys.history)

    for name in _first_names(flow, parent):
        [page] = wiremill("trace", "--json", name).json["pages"]
        assert page["found_in"] == "items"
        # Two stages may begin in one millisecond, which their order is told by.
        assert sorted(run["stage"] for run in page["runs"]) == ["classify", "enrich", "parse"]


def test_of_several_pages_with_a_name_the_last_is_shown(wiremill, flow):
    first, second = [flow.push(URL)[0] for _ in range(2)]
    flow.run()

    assert [page["intake_id"] for page in wiremill("trace", "--json", URL).json["pages"]] == [second]
    assert "1 earlier page" in wiremill("trace", URL).stdout
    found = wiremill("trace", "--json", "--all", URL).json["pages"]
    assert [(page["intake_id"], page["state"]) for page in found] == [(second, "duplicate"), (first, "published")]


def test_a_long_url_is_found_although_the_history_keeps_its_beginning(wiremill, flow):
    long = "https://example.org/" + "x" * 400
    flow.push(long)
    flow.run()

    assert wiremill("trace", "--json", long).json["pages"][0]["state"] == "published"


def test_a_page_that_is_nowhere_exits_with_1_and_says_where_it_was_looked_for(wiremill):
    answer = wiremill("trace", "https://example.org/nowhere")

    assert answer.code == 1
    for place in ("intake", "history", "dead letters", "items"):
        assert place in answer.stderr


def test_logs_are_searched_too(wiremill, flow, tmp_path):
    flow.push(URL)
    flow.run()
    [item] = flow.items()
    log = tmp_path / "worker.log"
    events = [
        {"event": "page.parsed", "stage": "parse", "page_id": item["id"], "timestamp": "2026-01-01T00:00:01Z"},
        {"event": "page.parsed", "stage": "parse", "page_id": "another", "timestamp": "2026-01-01T00:00:02Z"},
        {"event": "lease.lost", "stage": "parse", "intake_id": item["intake_id"], "timestamp": "2026-01-01T00:00:00Z"},
    ]
    log.write_text("not json\n" + "".join(json.dumps(event) + "\n" for event in events))

    found = wiremill("trace", "--json", URL, "--logs", log).json["events"]

    assert [event["event"] for event in found] == ["lease.lost", "page.parsed"]
    assert "lease.lost" in wiremill("trace", URL, "--logs", log).stdout


def test_a_page_that_only_the_log_knows_is_found(wiremill, tmp_path):
    log = tmp_path / "worker.log"
    log.write_text('{"event": "page.parsed", "page_id": "old", "timestamp": "2026-01-01T00:00:01Z"}\n')

    answer = wiremill("trace", "old", "--logs", log)

    assert answer.code == 0
    assert "page.parsed" in answer.stdout


def test_a_url_with_escapes_does_not_reach_the_terminal(wiremill, flow):
    flow.redis.xadd(flow.keys.intake, {"url": "https://example.org/\x1b[31m", "body": "x", "id": "mine"})

    assert "\x1b" not in wiremill("trace", "mine").stdout


def test_a_page_whose_id_is_no_time_has_a_timeline_without_false_ones(wiremill, flow):
    odd = f"{time.time_ns() // 1000}-0"
    flow.redis.xadd(flow.keys.intake, {"url": URL, "body": "the text"}, id=odd)
    flow.run()

    answer = wiremill("trace", odd)
    page = wiremill("trace", "--json", odd).json["pages"][0]

    assert answer.code == 0
    assert "accepted  unknown: its intake id is no time" in answer.stdout
    assert f"published {datetime.now(UTC):%Y-%m-%d}" in answer.stdout
    assert "+" not in answer.stdout
    assert page["accepted_ms"] is None
    assert page["ended_ms"] > 1e12


@pytest.mark.parametrize("name", ["99999999999999999999999-0", "18446744073709551616-0", "\u0661\u0662-\u0663"])
def test_an_id_that_there_can_not_be_is_not_found(wiremill, name):
    answer = wiremill("trace", name)

    assert answer.code == 1
    assert "no page is named" in answer.stderr
