from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from command_process import ROOT, environment

TEST_WORKER = (str(Path(__file__).parent / "run_with_test_worker.py"),)


@pytest.fixture
def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(4):
        (pages / f"{number}.txt").write_text(f"Title {number}\nText of page {number}.")
    return pages


@pytest.fixture
def begin(tmp_path):
    """Start a run whose pages take long, wait until its worker works; end what is left of it afterwards."""
    started = []

    def call(*args, seconds=2, **environ):
        folder = tmp_path / "slow"
        folder.mkdir(exist_ok=True)
        for number in range(8):
            (folder / f"{number}.txt").write_text(f"slow:{seconds} {number}")
        errors = (tmp_path / "errors").open("wb")
        command = [sys.executable, *TEST_WORKER, "run", folder, "--processes", "1", "--keep", tmp_path / "state", *args]
        process = subprocess.Popen(list(map(str, command)), stdout=errors, stderr=errors, env=environment(**environ))
        errors.close()
        started.append(process)
        _until(lambda: b" ready." in _read(tmp_path / "state" / "worker.log"))
        return process, psutil.Process(process.pid).children(recursive=True)

    yield call
    for process in started:
        process.kill()
        process.wait()


def _read(path):
    return path.read_bytes() if path.exists() else b""


def _until(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def _all_gone(processes):
    return not [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_pages_become_json_lines_in_a_pipe_and_the_accounting_is_exact(process, folder):
    answer = process("run", folder, server=False, module=TEST_WORKER)

    assert answer.code == 0, answer.stderr
    assert {item["document"]["text"].splitlines()[0] for item in answer.lines} == {f"Title {n}" for n in range(4)}
    assert "exact: accepted 4 = published 4 + duplicate 0 + filtered 0 + dead 0 + in flight 0" in answer.stderr
    assert "4 pages in " in answer.stderr


def test_duplicates_and_dead_pages_are_accounted_for_and_named(process, folder):
    (folder / "5.txt").write_bytes(b"\xff no text \xff")
    lines = folder.parent / "twice.jsonl"
    lines.write_text(json.dumps({"url": "https://example.org/a", "body": "the same"}) + "\n")

    answer = process(
        "run", folder, lines, lines, "--trace", server=False, module=TEST_WORKER, WIREMILL_MAX_ATTEMPTS="1"
    )

    assert answer.code == 0, answer.stderr
    assert len(answer.lines) == 5
    assert "accepted 7 = published 5 + duplicate 1 + filtered 0 + dead 1 + in flight 0" in answer.stderr
    assert "1 dead letter:" in answer.stderr
    assert "5.txt  UnicodeDecodeError" in answer.stderr
    assert answer.stderr.count("  accepted  ") == 5


def test_a_dead_page_exits_with_1_where_asked(process, folder):
    (folder / "5.txt").write_bytes(b"\xff")

    answer = process("run", folder, "--fail-on-dead", server=False, module=TEST_WORKER, WIREMILL_MAX_ATTEMPTS="1")

    assert answer.code == 1
    assert len(answer.lines) == 4


@pytest.mark.parametrize("more", [(), ("--fail-on-dead",)])
def test_a_run_in_which_every_page_died_exits_with_1(process, tmp_path, more):
    for number in range(2):
        (tmp_path / f"{number}.txt").write_bytes(b"\xff")

    answer = process("run", tmp_path, *more, server=False, module=TEST_WORKER, WIREMILL_MAX_ATTEMPTS="1")

    assert answer.code == 1
    assert "accepted 2 = published 0 + duplicate 0 + filtered 0 + dead 2 + in flight 0" in answer.stderr


def test_a_run_in_which_a_page_died_and_the_others_were_filtered_exits_with_0(process, folder):
    (folder / "5.txt").write_bytes(b"\xff")
    rules = folder.parent / "rules.toml"
    rules.write_text("[filter]\nminimum_words = 100\n")

    answer = process("run", folder, "--rules", rules, server=False, module=TEST_WORKER, WIREMILL_MAX_ATTEMPTS="1")

    assert answer.code == 0, answer.stderr
    assert "published 0 + duplicate 0 + filtered 4 + dead 1" in answer.stderr


def test_the_help_of_run_says_that_it_exits_with_1_when_every_page_died(wiremill):
    assert "every page died" in " ".join(wiremill("run", "--help").stdout.split())


def test_one_page_of_standard_input_is_shown_whole(process, tmp_path):
    answer = process(
        *("run", "-", "--url", "https://example.org/one", "--table", "--keep", tmp_path / "state"),
        given=b"The \x1b[31mtitle\nThe text.", server=False, module=TEST_WORKER,
    )  # fmt: skip

    assert answer.code == 0, answer.stderr
    assert "https://example.org/one" in answer.stdout
    assert "The title" in answer.stdout
    assert "\x1b" not in answer.stdout
    assert (tmp_path / "state" / "redis" / "redis.log").exists()
    assert (tmp_path / "state" / "worker.log").exists()


def test_many_pages_are_a_table(process, folder):
    answer = process("run", folder, "--table", server=False, module=TEST_WORKER, COLUMNS="80")

    lines = answer.stdout.splitlines()
    assert lines[0].split()[:2] == ["title", "published"]
    assert len(lines) == 5
    assert max(map(len, lines)) <= 80


def test_what_can_not_be_read_is_named_and_exits_with_1(process, folder):
    (folder / "2.txt").write_bytes(b"")

    answer = process("run", folder, server=False, module=TEST_WORKER)

    assert answer.code == 1
    assert len(answer.lines) == 3
    assert "2.txt" in answer.stderr
    assert "1 skipped" in answer.stderr


def test_on_a_shared_server_only_pages_of_the_run_are_shown(process, folder, flow):
    flow.push("https://example.org/another", body=b"not of this run")

    answer = process("run", folder, module=TEST_WORKER, WIREMILL_HISTORY_PAGES="1")

    assert answer.code == 0, answer.stderr
    assert len(answer.lines) == 4
    assert "another" not in answer.stdout
    assert "accepted 4 = published 4" in answer.stderr
    assert not [group for group in flow.redis.xinfo_groups(flow.keys.items) if b"run" in group["name"]]


def test_rules_decide_what_is_filtered(process, folder, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text("[filter]\nminimum_words = 100\n")

    answer = process("run", folder, "--rules", rules, server=False, module=TEST_WORKER)

    assert answer.code == 0, answer.stderr
    assert answer.stdout == ""
    assert "filtered 4" in answer.stderr


def test_a_shared_server_that_is_away_is_told_at_once(process, folder):
    answer = process("run", folder, server=False, module=TEST_WORKER, WIREMILL_REDIS_URL="redis://127.0.0.1:1")

    assert answer.code == 2
    assert "no Redis at redis://127.0.0.1:1" in answer.stderr


def test_a_shared_server_that_is_too_old_is_refused_before_anything_is_started(wiremill, folder, monkeypatch):
    monkeypatch.setattr("wiremill.client.connection.MIN_VERSION", (99, 0))
    monkeypatch.setattr("wiremill.cli.run_job.Engine", None)

    answer = wiremill("run", folder)

    assert answer.code == 2
    assert "which is too old: install Redis 99.0 or newer, or Valkey" in answer.stderr


def test_a_program_on_the_path_that_is_too_old_is_passed_over_with_a_word(process, folder, tmp_path):
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.0.16 sha=0'\n")
    old.chmod(0o755)

    answer = process("run", folder, server=False, module=TEST_WORKER, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert answer.code == 0, answer.stderr
    assert len(answer.lines) == 4
    assert f"passed over {old}: version 6.0.16 is too old" in answer.stderr


@pytest.mark.parametrize("args", [("nowhere",), (), ("--json", "--table", "."), ("--rules", "nowhere", ".")])
def test_wrong_usage_starts_nothing(wiremill, args):
    assert wiremill("run", *args).code == 2


def test_without_a_workers_libraries_the_way_out_is_told(wiremill, monkeypatch, folder):
    monkeypatch.setattr("wiremill.cli.commands.run._WORKER_LIBRARIES", ("no_such_library",))

    answer = wiremill("run", folder)

    assert answer.code == 1
    assert "pip install 'wiremill[worker,embedded]'" in answer.stderr


def test_a_run_that_takes_too_long_gives_up(process, tmp_path):
    (tmp_path / "slow.txt").write_text("slow:30")

    answer = process("run", tmp_path / "slow.txt", "--timeout", "3", server=False, module=TEST_WORKER)

    assert answer.code == 1
    assert "1 page without outcome" in answer.stderr
    assert "in flight 1" in answer.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(begin, tmp_path, number):
    process, children = begin()
    assert len(children) >= 3

    process.send_signal(number)

    assert process.wait(30) == 128 + number
    assert _all_gone(children)
    assert b"Traceback" not in (tmp_path / "errors").read_bytes()


def test_nothing_is_left_when_the_run_itself_is_killed(begin):
    process, children = begin()

    process.kill()
    process.wait()

    _until(lambda: _all_gone(children))
    assert len(children) >= 3


def test_the_death_of_the_worker_is_told_with_the_end_of_its_log(begin, tmp_path):
    process, children = begin()

    next(child for child in children if "celery" in child.cmdline()).kill()

    assert process.wait(30) == 2
    assert _all_gone(children)
    errors = (tmp_path / "errors").read_text()
    assert "the worker has ended by signal 9" in errors
    # Of a process that dies with it a traceback may come last, and push the rest out.
    assert errors.partition("the end of its log:\n")[2].strip()


def test_the_death_of_the_server_is_told(begin, tmp_path):
    process, children = begin()

    next(child for child in children if "redis" in child.name() or "valkey" in child.name()).kill()

    assert process.wait(40) == 2
    assert _all_gone(children)
    assert "the private Redis does not answer" in (tmp_path / "errors").read_text()


def test_a_run_whose_place_was_given_up_says_what_it_can_not_know(begin, flow, local, tmp_path):
    process, children = begin(WIREMILL_REDIS_URL=local.redis_url)
    [group] = flow.redis.xinfo_groups(flow.keys.history)

    flow.redis.xgroup_destroy(flow.keys.history, group["name"])

    assert process.wait(30) == 1
    assert _all_gone(children)
    errors = (tmp_path / "errors").read_text()
    assert "of 8 pages handed over, " in errors
    assert "'wiremill trace PAGE'" in errors
    assert "Traceback" not in errors
    assert flow.redis.xinfo_groups(flow.keys.items) == []


def test_a_run_goes_on_where_an_interrupted_one_stopped(begin, process, tmp_path, folder):
    first, _ = begin(seconds=0.5)
    first.send_signal(signal.SIGTERM)
    first.wait(30)

    answer = process("run", folder, "--keep", tmp_path / "state", server=False, module=TEST_WORKER)

    assert answer.code == 0, answer.stderr
    assert len(answer.lines) == 4


def test_a_folder_that_is_in_use_is_left_alone(begin, process, tmp_path, folder):
    begin()

    answer = process("run", folder, "--keep", tmp_path / "state", server=False, module=TEST_WORKER)

    assert answer.code == 2
    assert "in use" in answer.stderr


def test_wrong_rules_start_nothing(process, folder, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text("nonsense = 1")

    answer = process("run", folder, "--rules", rules, server=False, module=TEST_WORKER)

    assert answer.code == 2
    assert "nonsense" in answer.stderr


def _real_stages():
    return all((ROOT / "worker" / stage / "__init__.py").exists() for stage in ("parse", "classify", "enrich"))


@pytest.mark.skipif(not _real_stages(), reason="the stages are not there")
def test_the_main_job_on_a_seed(process):
    seed = next((ROOT / "seeds").glob("*.txt"))

    answer = process("run", seed, server=False)

    assert answer.code == 0, answer.stderr
    [item] = answer.lines
    assert item["url"] == seed.as_uri()
    assert item["enrichment"]["word_count"] > 100
    assert item["classification"]["language"] == "en"
    assert {run["stage"] for run in item["trace"]["stages"]} == {"parse", "classify", "enrich"}
