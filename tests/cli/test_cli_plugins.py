"""The command line with stages of a user's own."""

from __future__ import annotations

import os
import time

import msgspec
import pytest
from command_process import environment
from test_cli_run import TEST_WORKER

from wiremill.contract.plugin import Plugin
from wiremill.ledger.keys import STAGES

CODE = """
from wiremill.contract.plugin import Plugin

def run(documents):
    error = RuntimeError("no \\x1b[31mluck")
    return [error if "bad" in document.text else {"length": len(document.text)} for document in documents]

STAGE = Plugin(run=run)
ASIDE = Plugin(run=run, publish_waits=False)
"""


def length(documents):
    return [
        RuntimeError("no luck") if "bad" in document.text else {"length": len(document.text)} for document in documents
    ]


@pytest.fixture
def aside(make_flow):
    return make_flow(plugins={"length": Plugin(run=length, publish_waits=False)})


@pytest.fixture
def waited(make_flow):
    return make_flow(plugins={"length": Plugin(run=length)})


def until_at_rest(flow):
    until = time.monotonic() + 10
    while flow.in_flight() or flow.redis.xlen(flow.keys.stage("length")):
        assert time.monotonic() < until
        flow.run()


def give_sign(flow, plugins, *, name="w@host", stages=STAGES):
    sign = {"name": name, "stages": stages, "plugins": plugins, "processes": 1, "busy": 0, "at": time.time()}
    flow.redis.hset(flow.keys.workers, name, msgspec.json.encode(sign))
    for plugin in plugins:
        flow.redis.sadd(flow.keys.stages, plugin)


def test_status_and_reconcile_show_the_account_of_a_stage_that_publish_does_not_wait_for(wiremill, aside):
    give_sign(aside, ["length"])
    aside.push("https://example.org/a")
    aside.push("https://example.org/b", body=b"bad")
    until_at_rest(aside)
    aside.push("https://example.org/c", body=b"another text")
    for stage in STAGES:
        aside.step(stage)

    said = "length: handed 3 = done 1 + dead 1 + in its stream 1"
    assert said in wiremill("status", "--interval", "0").stdout
    answer = wiremill("reconcile")
    assert (answer.code, said in answer.stdout) == (0, True)
    assert wiremill("reconcile", "--json").json["sides"][0] == {
        "stage": "length", "handed": 3, "done": 1, "dead": 1, "skipped": 0, "length": 1,
    }  # fmt: skip
    stages = {row["stage"]: row for row in wiremill("status", "--interval", "0", "--json").json["stages"]}
    assert list(stages) == ["parse", "classify", "enrich", "length", "publish"]
    assert stages["length"]["waiting"] == 1
    streams = [row["stream"] for row in wiremill("status", "--interval", "0", "--json").json["items"]]
    assert streams == ["wm:items", "wm:extensions:length"]


def test_a_timeline_has_the_stage_where_it_stands_in_the_flow(wiremill, waited):
    [page] = waited.push("https://example.org/a")
    waited.run()

    lines = [line.split()[0] for line in wiremill("trace", page).stdout.splitlines() if line.startswith("  ")]

    assert lines[4:9] == ["parse", "classify", "enrich", "length", "publish"]


def test_dead_letters_of_the_stage_are_listed_shown_and_replayed(wiremill, waited):
    give_sign(waited, ["length"])
    waited.push("https://example.org/b", body=b"bad")
    until_at_rest(waited)

    [letter] = wiremill("dead", "list", "--stage", "length", "--json").lines
    assert (letter["reason"], letter["error"], letter["side"]) == ("stage_failed", "RuntimeError: no luck", False)
    assert [run["stage"] for run in letter["runs"]] == ["parse", "classify", "enrich"]
    assert "length" in wiremill("dead", "show", letter["id"]).stdout
    assert wiremill("dead", "replay", "--stage", "length").code == 0
    assert waited.redis.xlen(waited.keys.stage("length")) == 1


def test_a_letter_of_a_page_that_was_published_says_so(wiremill, aside):
    [page] = aside.push("https://example.org/b", body=b"bad")
    until_at_rest(aside)

    shown = wiremill("dead", "show", page).stdout
    assert "published before" in shown
    answer = wiremill("trace", page)
    assert "published" in answer.stdout
    assert "RuntimeError: no luck" in answer.stdout


def test_a_stage_that_there_is_not_is_refused_with_those_there_are(wiremill, waited):
    give_sign(waited, ["length"])

    answer = wiremill("dead", "list", "--stage", "lenght")

    assert answer.code == 2
    assert "'lenght' is not one of parse, classify, enrich, length, publish" in answer.stderr


def findings(wiremill):
    return [(one["name"], one["verdict"], one["message"]) for one in wiremill("doctor", "--json").json["findings"]]


def test_the_doctor_looks_at_plug_ins(wiremill, flow, package, monkeypatch):
    monkeypatch.syspath_prepend(str(package({"length": "lengths:STAGE"}, lengths=CODE)))
    monkeypatch.setenv("WIREMILL_STAGES", "length,missing")
    monkeypatch.setenv("WIREMILL_STAGE_LENTH_UNIT", "cm")
    give_sign(flow, ["length"], stages=[*STAGES, "length"])
    give_sign(flow, [], name="other@host")

    found = findings(wiremill)

    said = {name: (verdict, message) for name, verdict, message in found if not name.startswith("plug-ins")}
    assert said["plug-in: length"] == ("ok", "publish waits for it")
    assert said["plug-in: missing"][0] == "fail"
    assert "there is no stage 'missing' here" in said["plug-in: missing"][1]
    assert said["workers: length"] == ("ok", "1 worker, 1 process")
    assert said["workers: missing"][0] == "warn"
    messages = [message for name, verdict, message in found if name == "plug-ins" and verdict == "warn"]
    assert "w@host: length" in messages[0]
    assert "other@host: none" in messages[0]
    assert messages[1] == "WIREMILL_STAGE_LENTH_UNIT is an option of no enabled stage"


@pytest.mark.parametrize("stage", ["STAGE", "ASIDE"])
def test_a_run_serves_the_stages_that_are_enabled_and_waits_for_all_of_them(process, package, tmp_path, stage):
    site = package({"length": f"lengths:{stage}"}, lengths=CODE)
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(3):
        (pages / f"{number}.txt").write_text(f"Title {number}\nText of page {number}.")
    (pages / "bad.txt").write_text("bad")
    path = os.pathsep.join([str(site), environment()["PYTHONPATH"]])

    answer = process(
        "run", pages, "--processes", "1", server=False, module=TEST_WORKER,
        WIREMILL_STAGES="length", WIREMILL_RETRY_SECONDS="0.05", PYTHONPATH=path,
    )  # fmt: skip

    assert answer.code == 0, answer.stderr
    assert [item["extensions"] for item in answer.lines] == [{"length": {"length": 23}}] * 3
    assert "published 3 + duplicate 0 + filtered 0 + dead 1" in answer.stderr
    assert "length: stage_failed" in answer.stderr
    assert "\x1b" not in answer.stderr


def test_a_run_with_a_stage_that_there_is_not_starts_nothing(process, tmp_path):
    (tmp_path / "a.txt").write_text("text")

    answer = process("run", tmp_path / "a.txt", server=False, module=TEST_WORKER, WIREMILL_STAGES="nothere")

    assert answer.code == 2
    assert answer.stderr.startswith("Error: there is no stage 'nothere' here")
