"""Counts of dead letters are red wherever the command line prints one, unless they are 0."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from click.testing import CliRunner
from rich.console import Console

from wiremill.cli import main
from wiremill.cli.commands.status import render_status
from wiremill.cli.views.run_progress import RunView
from wiremill.ledger.status import take_status

TEST_WORKER = (str(Path(__file__).parent / "run_with_test_worker.py"),)
RED = "\x1b[31m"


@pytest.fixture
def dead_page(dying_flow):
    """One page that was published, and one that died in classify."""
    dying_flow.push("https://example.org/fine", body=b"lives")
    dying_flow.push("https://example.org/dead", body=b"dies in classify")
    dying_flow.end_all()
    return dying_flow


@pytest.fixture
def coloured(local, monkeypatch):
    """Call a command on a terminal that has colours; return what it printed."""
    monkeypatch.setenv("WIREMILL_REDIS_URL", local.redis_url)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def call(*args, given=None):
        return CliRunner().invoke(main, [str(arg) for arg in args], input=given, color=True).output

    return call


def red(text):
    """Return the parts of a text that are red."""
    return [part.strip() for part in re.findall(r"\x1b\[31m(.*?)\x1b\[0m", text, re.DOTALL)]


def test_status_prints_the_dead_and_their_reasons_in_red(coloured, dead_page):
    shown = coloured("status", "--interval", "0")

    assert red(shown) == ["1", "dead:stage_failed 1"]


def test_status_prints_the_rate_of_dead_pages_in_red(dead_page):
    rates = {"accepted": 3, "published": 2, "duplicate": 0, "filtered": 0, "dead": 1}
    snapshot = msgspec.structs.replace(take_status(dead_page.scripts), rates=rates)
    terminal = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=160)

    terminal.print(render_status(snapshot, "redis://localhost"))

    shown = terminal.file.getvalue()
    assert "3.0 pages/s (published 2.0, " in shown
    assert "dead 1.0" in red(shown)


def test_reconcile_prints_the_dead_in_red(coloured, dead_page):
    assert red(coloured("reconcile")) == ["dead 1"]


def test_the_doctor_prints_the_number_of_dead_letters_in_red(coloured, dead_page):
    assert "1 dead letter" in red(coloured("doctor"))


@pytest.mark.parametrize(("command", "done"), [("replay", "replayed"), ("drop", "dropped")])
def test_replay_and_drop_print_the_number_of_dead_letters_in_red(coloured, dead_page, command, done):
    assert red(coloured("dead", command, "--all")) == ["1 dead letter"]


def test_the_question_before_a_replay_has_the_number_of_dead_letters_in_red(coloured, dying_flow):
    for number in range(2):
        dying_flow.push(f"https://example.org/{number}", body=b"dies in classify")
    dying_flow.end_all()

    shown = coloured("dead", "replay", "--all", given="n\n")

    assert f"Replay {RED}2 dead letters\x1b[0m? [y/N]" in shown


def test_the_progress_of_a_run_has_the_dead_in_red(coloured, capsys):
    job = SimpleNamespace(ended=3, outcomes=Counter(published=2, dead=1), handed_over=["1-0"] * 3)

    with RunView(as_json=True) as view:
        view.progress(job, 1)

    assert red(capsys.readouterr().err)[0] == "1 dead"


def test_the_summary_of_a_run_has_the_dead_in_red(process, tmp_path):
    (tmp_path / "fine.txt").write_text("A title\nA text.")
    (tmp_path / "dead.txt").write_bytes(b"\xff")
    colours = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": ""}

    answer = process("run", tmp_path, server=False, module=TEST_WORKER, WIREMILL_MAX_ATTEMPTS="1", **colours)

    assert answer.code == 0
    assert {"dead 1", "1 dead letter:"} <= {*red(answer.stderr)}


def test_where_nothing_died_nothing_is_red(coloured, flow):
    flow.push("https://example.org/fine")
    flow.run()

    for command in (("status", "--interval", "0"), ("reconcile",), ("doctor",), ("dead", "drop", "--all")):
        assert not re.search(r"dead", " ".join(red(coloured(*command))))


@pytest.mark.parametrize(
    "command", [("status", "--interval", "0"), ("reconcile",), ("doctor",), ("dead", "drop", "--all")]
)
def test_no_color_is_respected(coloured, dead_page, monkeypatch, command):
    monkeypatch.setenv("NO_COLOR", "1")

    assert RED not in coloured(*command)
