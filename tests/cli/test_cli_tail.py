from __future__ import annotations

import io
import os
import subprocess
import sys
import time

import pytest
from command_process import environment
from rich.console import Console

from wiremill.cli.views.item_panel import print_panel
from wiremill.cli.views.item_rows import ItemRows


def _data(flow):
    return [fields[b"data"] for _, fields in flow.redis.xrange(flow.keys.items)]


@pytest.fixture
def pages(flow):
    flow.push(*(f"https://example.org/{n}" for n in range(5)))
    flow.run()
    return flow


def test_without_items_nothing_is_printed(wiremill):
    answer = wiremill("tail")

    assert (answer.code, answer.stdout) == (0, "")


def test_the_latest_items_are_json_lines_to_a_pipe(wiremill, pages):
    assert [item["url"] for item in wiremill("tail", "-n", "2").lines] == [f"https://example.org/{n}" for n in (3, 4)]
    assert len(wiremill("tail", "--json").lines) == 5
    assert wiremill("tail", "-n", "0").stdout == ""


def test_a_route_that_no_item_has_taken_exits_with_1(wiremill, pages):
    answer = wiremill("tail", "--route", "nowhere")

    assert answer.code == 1
    assert "'nowhere'" in answer.stderr


def test_a_route_has_a_stream_of_its_own(wiremill, pages):
    entry, fields = pages.redis.xrange(pages.keys.items)[0]
    pages.redis.xadd(pages.keys.route("mine"), fields, id=entry)

    assert [item["url"] for item in wiremill("tail", "--route", "mine").lines] == ["https://example.org/0"]


def test_new_items_follow(pages, local):
    command = [sys.executable, "-m", "wiremill.cli", "tail", "-f", "-n", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(local.redis_url)) as process:
        try:
            assert b"example.org/4" in process.stdout.readline()
            pages.push("https://example.org/new")
            pages.run()
            assert b"example.org/new" in process.stdout.readline()
        finally:
            process.send_signal(2)
        assert process.wait(10) == 0


def test_a_reader_that_goes_away_is_no_traceback(pages, local):
    command = [sys.executable, "-m", "wiremill.cli", "tail", "-f"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(local.redis_url)
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        until = time.monotonic() + 15
        while process.poll() is None:
            assert time.monotonic() < until
            pages.push(f"https://example.org/{time.monotonic_ns()}")
            pages.run()
            time.sleep(0.05)
        assert b"Traceback" not in process.stderr.read()


@pytest.fixture
def screen():
    return Console(
        file=io.StringIO(), width=80, force_terminal=True, color_system=None, markup=False, emoji=False, highlight=False
    )


def _shown(screen):
    return screen.file.getvalue().splitlines()


def test_a_table_of_items_fits_into_80_columns(pages, screen):
    rows = ItemRows(screen)
    for data in _data(pages):
        rows.add(data)

    header, *lines = _shown(screen)

    assert header.split()[:2] == ["title", "published"]
    assert len(lines) == 5
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("the text of the page")


@pytest.mark.parametrize(
    "title", ["\x1b[31mred\x1b[0m \x9b2Jclear", "[bold]marked[/bold]", ":smile:", "東京の" * 30, "line\nbreak\x07"]
)
def test_titles_are_printed_as_they_are_and_do_no_harm(flow, screen, title):
    flow.push("https://example.org/a", body=title.encode())
    flow.run()
    [data] = _data(flow)

    ItemRows(screen).add(data)
    print_panel(screen, data)

    text = screen.file.getvalue()
    assert not {"\x1b", "\x9b", "\x07"} & set(text)
    if title.isascii() and title.isprintable():
        assert title in text
    assert os.linesep in text


def test_a_panel_shows_first_and_last_lines_of_the_text(flow, screen):
    flow.push("https://example.org/a", body="\n".join(f"line {n}" for n in range(1, 21)).encode())
    flow.run()

    print_panel(screen, _data(flow)[0])

    lines = _shown(screen)
    assert "line 1" in lines
    assert "… 16 lines …" in lines
    assert "line 20" in lines
    assert "line 10" not in lines
