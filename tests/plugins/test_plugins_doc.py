"""The stage of docs/plugins.md, as it stands there, in the real flow: workers of Celery, real stages, a real server."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import tomllib
from pathlib import Path

import pytest

from bench.lib.workers import wait_until
from wiremill.client.producer import Producer
from wiremill.contract.page import Page
from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.dead_letters import DeadLetterFilter, DeadLetters
from wiremill.ledger.side_stages import count_side_stages
from wiremill.ledger.status import take_status
from wiremill.ledger.tracing import find_page
from wiremill.rules import parse_rules

DOC = (Path(__file__).parent.parent.parent / "docs" / "plugins.md").read_text("utf-8")
[CODE] = re.findall(r"^```python\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
PROJECT, RULES = re.findall(r"^```toml\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
ENTRIES = tomllib.loads(PROJECT)["project"]["entry-points"]["wiremill.stages"]
MODULE = ENTRIES["readability"].partition(":")[0]

FLAKY = """
from pathlib import Path
import os
from wiremill.contract.plugin import Plugin

def run(documents):
    if not Path(os.environ["FIXED"]).exists():
        raise RuntimeError("the service is down")
    return [{"fine": True} for _ in documents]

STAGE = Plugin(run=run)
ASIDE = Plugin(run=run, publish_waits=False)
"""


def push(local, *pages):
    with Producer(settings=local) as producer:
        return [receipt.intake_id for receipt in producer.send_many(pages)]


def items(scripts):
    return [json.loads(fields[b"data"]) for _, fields in scripts.redis.xrange(scripts.keys.items)]


def test_the_stage_of_the_doc_has_20_lines_and_fits_into_no_more_than_the_doc_says():
    assert len([line for line in CODE.splitlines() if line.strip()]) <= 20


def test_the_stage_of_the_doc_runs_on_workers_of_its_own_queue(local, scripts_of, package, start):
    site = package(ENTRIES, **{MODULE: CODE})
    start(site, "readability", stages=["parse", "classify", "enrich", "publish"])
    start(site, "readability", name="theirs", stages=["readability"])

    text = "<title>Bridge</title><p>The bridge is closed. It opens again in May. Nobody knows why.</p>"
    receipts = push(
        local,
        *(Page(url=f"https://example.org/{n}", body=f"{text}<p>Number {n}.</p>".encode()) for n in range(20)),
        Page(url="https://example.org/empty", body=b"<html><body></body></html>"),
    )

    wait_until("the pages", lambda: take_census(scripts_of).ended == 21)
    found = {item["url"]: item["extensions"]["readability"] for item in items(scripts_of)}
    assert len(found) == 20
    assert all(one["sentences"] >= 3 and one["words_per_sentence"] > 1 for one in found.values())
    [letter] = DeadLetters(scripts_of).find(DeadLetterFilter(stage="readability"))
    assert (letter.reason, letter.error, letter.attempts) == ("page_refused", "a text without words", 1)
    result = reconcile(scripts_of, receipts)
    assert result.exact, result
    stages = {state.stage: state for state in take_status(scripts_of).stages}
    assert (stages["readability"].length, stages["readability"].processes) == (0, 2)
    [trace] = find_page(scripts_of, receipts[0])
    assert {run.stage for run in trace.runs} == {"parse", "classify", "enrich", "readability", "publish"}
    rules = parse_rules(RULES)
    assert [rules.routes(item) for item in items(scripts_of)] == [["easy"]] * 20


def test_a_stage_that_fails_is_tried_again_and_its_dead_letters_are_replayed(
    local, scripts_of, package, start, tmp_path
):
    site = package({"flaky": "flaky:STAGE"}, flaky=FLAKY)
    start(site, "flaky", app="scripted_app", stages=["parse", "classify", "enrich", "flaky", "publish"])

    push(local, *(Page(url=f"https://example.org/{n}", body=b"text %d" % n) for n in range(5)))

    wait_until("the pages", lambda: take_census(scripts_of).ended == 5)
    letters = list(DeadLetters(scripts_of).find(DeadLetterFilter()))
    assert {(letter.stage, letter.reason, letter.attempts) for letter in letters} == {("flaky", "stage_failed", 3)}
    assert {letter.error for letter in letters} == {"RuntimeError: the service is down"}
    assert {run.stage for run in letters[0].runs} == {"parse", "classify", "enrich"}
    (tmp_path / "fixed").touch()
    for letter in letters:
        DeadLetters(scripts_of).replay(letter)

    wait_until("the replayed pages", lambda: take_census(scripts_of).published == 5)
    assert {json.dumps(item["extensions"]) for item in items(scripts_of)} == {'{"flaky": {"fine": true}}'}
    assert reconcile(scripts_of).exact


def test_a_stage_that_publish_does_not_wait_for_stops_no_page_and_catches_up(
    local, scripts_of, package, start, tmp_path
):
    site = package({"flaky": "flaky:ASIDE"}, flaky=FLAKY)
    start(site, "flaky", app="scripted_app", stages=["parse", "classify", "enrich", "flaky", "publish"])

    push(local, *(Page(url=f"https://example.org/{n}", body=b"text %d" % n) for n in range(5)))

    wait_until("the pages", lambda: take_census(scripts_of).published == 5)
    wait_until("its dead letters", lambda: take_census(scripts_of).dead_letters == 5)
    assert reconcile(scripts_of).exact
    (tmp_path / "fixed").touch()
    for letter in list(DeadLetters(scripts_of).find(DeadLetterFilter(stage="flaky"))):
        assert letter.side
        DeadLetters(scripts_of).replay(letter)

    wait_until("its results", lambda: scripts_of.redis.xlen(scripts_of.keys.extensions("flaky")) == 5)
    [side] = count_side_stages(scripts_of)
    assert (side.handed, side.done, side.dead, side.difference) == (5, 5, 0, 0)


SLOW = """
import time
from wiremill.contract.plugin import Plugin

def run(documents):
    time.sleep(0.02 * len(documents))
    return [{} for _ in documents]

STAGE = Plugin(run=run, batch_pages=4)
ASIDE = Plugin(run=run, batch_pages=4, publish_waits=False)
"""


def test_killed_workers_cost_no_page_and_no_result_of_either_kind_of_stage(local, scripts_of, package, start):
    site = package({"slow": "slow:STAGE", "aside": "slow:ASIDE"}, slow=SLOW)
    options = {"app": "scripted_app", "stages": ["parse", "classify", "enrich", "slow", "aside", "publish"]}
    lease = {"WIREMILL_LEASE_SECONDS": "2"}
    first = start(site, "slow,aside", **options, **lease)
    receipts = push(local, *(Page(url=f"https://example.org/{n}", body=b"text %d" % n) for n in range(80)))

    wait_until("work in progress", lambda: take_census(scripts_of).published > 5)
    os.kill(first.children()[0], signal.SIGKILL)
    wait_until("more work", lambda: take_census(scripts_of).published > 30)
    children = first.children()
    first.kill()
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    start(site, "slow,aside", name="next", **options, **lease)

    wait_until("the results", lambda: scripts_of.redis.xlen(scripts_of.keys.extensions("aside")) >= 80)
    result = reconcile(scripts_of, receipts)
    assert result.exact, result
    assert result.census.published == 80
    [side] = result.sides
    assert (side.handed, side.done, side.dead, side.skipped, side.length) == (80, 80, 0, 0, 0)
    assert all(item["extensions"] == {"slow": {}} for item in items(scripts_of))


@pytest.mark.parametrize(
    ("enabled", "queues", "said"),
    [
        ("nothere", "parse", "there is no stage 'nothere' here: installed plug-ins are"),
        ("flaky,flaky", "parse", "'flaky' is listed twice"),
        ("parse", "parse", "'parse' is a reserved name"),
        ("Flaky", "parse", "setting 'stages' can't be 'Flaky'"),
        ("", "prase", "there is no stage 'prase' here; there are parse, classify, enrich, publish, "),
        ("broken", "broken", "stage 'broken' can't be loaded: ImportError: no module named big"),
        ("wrong", "publish", "flaky:run is not a wiremill.contract.plugin.Plugin"),
    ],
)
def test_a_wrong_name_stops_a_worker_at_its_start_and_says_which_there_are(package, start, enabled, queues, said):
    broken = """
from wiremill.contract.plugin import Plugin

def preload():
    raise ImportError("no module named big")

STAGE = Plugin(run=len, preload=preload)
"""
    entries = {"flaky": "flaky:STAGE", "broken": "broken:STAGE", "wrong": "flaky:run"}
    site = package(entries, flaky=FLAKY, broken=broken)

    with pytest.raises(RuntimeError) as error:
        start(site, enabled, app="scripted_app", stages=[queues])

    assert said in str(error.value)
    assert "Traceback" not in str(error.value)
