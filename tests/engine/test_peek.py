"""Peeking into a stream whose entries are large, and asking which entries exist."""

from __future__ import annotations

import pytest
from redis.client import Pipeline

from wiremill.ledger.peek import existing_entries, peek
from wiremill.ledger.scripts import source


@pytest.fixture
def dead_stream(scripts):
    for number in range(20):
        scripts.redis.xadd(scripts.keys.dead, {"page": str(number), "body": bytes(1_000_000)}, id=f"{number + 1}-0")
    return scripts


def test_one_call_reads_a_bounded_number_of_bytes_so_that_others_need_not_wait(dead_stream):
    goes_on, rows = dead_stream.redis.eval(source("peek"), 1, dead_stream.keys.dead, "-", "+", 500, "0", "page")

    assert goes_on == b"1"
    assert 8 <= len(rows) <= 10


@pytest.mark.parametrize("chunk", [1, 5, 20, 500])
@pytest.mark.parametrize("newest_first", [False, True])
def test_all_entries_come_whatever_a_call_can_read(dead_stream, chunk, newest_first):
    found = list(peek(dead_stream.redis, dead_stream.keys.dead, ("page",), newest_first=newest_first, chunk=chunk))

    numbers = [int(entry.get("page")) for entry in found]
    assert numbers == sorted(range(20), reverse=newest_first)
    assert {entry.sizes["body"] for entry in found} == {1_000_000}


def test_a_stretch_has_its_ends(dead_stream):
    found = peek(dead_stream.redis, dead_stream.keys.dead, ("page",), first="3-0", last="5-0", chunk=2)

    assert [entry.id for entry in found] == ["3-0", "4-0", "5-0"]


def test_it_is_told_which_of_some_entries_stand(dead_stream):
    dead_stream.redis.xdel(dead_stream.keys.dead, "2-0")

    assert existing_entries(dead_stream.redis, dead_stream.keys.dead, ["1-0", "2-0", "3-0", "99-0"]) == {"1-0", "3-0"}
    assert existing_entries(dead_stream.redis, dead_stream.keys.dead, []) == set()
    assert existing_entries(dead_stream.redis, "nowhere", ["1-0"]) == set()


def test_a_server_that_was_restarted_since_it_was_given_the_script_is_given_it_again(dead_stream, monkeypatch):
    load, times = Pipeline.load_scripts, []

    def load_and_forget(pipeline):
        load(pipeline)
        times.append(1)
        if len(times) == 1:
            dead_stream.redis.script_flush()  # as a restart does

    monkeypatch.setattr(Pipeline, "load_scripts", load_and_forget)

    assert existing_entries(dead_stream.redis, dead_stream.keys.dead, ["1-0", "99-0"]) == {"1-0"}
    assert len(times) == 2
