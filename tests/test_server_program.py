"""The program of the embedded server: one that is too old, or tells nothing, is passed over."""

from __future__ import annotations

import time

import pytest

from wiremill.errors import ServerError
from wiremill.local import server_program
from wiremill.local.server_program import find_server


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Put programs on PATH, each in a folder of its own before those put there later; nothing else is on it."""
    folders = []

    def put(name, *lines):
        folder = tmp_path / f"bin{len(folders)}"
        folder.mkdir()
        program = folder / name
        program.write_text("\n".join(("#!/bin/sh", *lines, "")))
        program.chmod(0o755)
        folders.append(str(folder))
        monkeypatch.setenv("PATH", ":".join(folders))
        return program

    monkeypatch.setenv("PATH", "")
    return put


@pytest.fixture
def no_packages(monkeypatch):
    monkeypatch.setattr(server_program, "_PACKAGES", ())


def redis(version):
    return f"echo 'Redis server v={version} sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=636cde3b5c7a3923'"


VALKEY = "echo 'Valkey server v=8.1.1 sha=00000000:0 malloc=libc bits=64 build=636cde3b5c7a3923'"


@pytest.mark.parametrize("line", [redis("6.2.0"), redis("7.0.15"), redis("10.0.1"), VALKEY])
def test_a_program_that_is_new_enough_is_taken(path, line):
    program = path("redis-server", line)

    assert find_server() == program


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (redis("6.0.16"), "version 6.0.16 is too old"),
        ("echo 'Redis server version 2.4.10 (00000000:0)'", "version 2.4.10 is too old"),
        ("echo hello", "tells no version"),
        ("exit 1", "tells no version"),
    ],
)
def test_one_that_will_not_do_is_passed_over_for_the_next_and_that_is_told(path, line, why):
    unfit = path("redis-server", line)
    fit = path("redis-server", redis("7.2.4"))
    told = []

    assert find_server(told.append) == fit
    assert told == [f"passed over {unfit}: {why}; {fit} is used"]


def test_one_that_does_not_answer_is_passed_over_with_what_it_started(path, monkeypatch):
    monkeypatch.setattr(server_program, "_VERSION_SECONDS", 0.3)
    path("redis-server", "sleep 1000 &", "wait")
    fit = path("valkey-server", VALKEY)
    begun = time.monotonic()

    assert find_server() == fit
    assert time.monotonic() - begun < 20


def test_one_that_can_not_be_run_is_passed_over(path):
    broken = path("redis-server")
    broken.write_text("#!/no/such/interpreter\n")
    fit = path("valkey-server", VALKEY)

    assert find_server() == fit


def test_where_none_is_left_the_error_names_those_found_and_the_way_out(path, no_packages):
    old, silent = path("redis-server", redis("5.0.7")), path("valkey-server", "true")

    with pytest.raises(ServerError) as error:
        find_server()

    for part in (
        f"{old}: version 5.0.7 is too old",
        f"{silent}: tells no version",
        "pip install",
        "WIREMILL_REDIS_URL",
    ):
        assert part in str(error.value)
    assert "6.2 or newer" in str(error.value)


def test_where_there_is_none_the_way_out_is_told(path, no_packages):
    with pytest.raises(ServerError, match="no Redis server found: `pip install"):
        find_server()


def test_one_of_a_package_is_asked_too(path, monkeypatch):
    monkeypatch.setattr(server_program, "MIN_VERSION", (99, 0))

    with pytest.raises(ServerError, match=r"valkey-server: version \d+\.\d+\.\d+ is too old"):
        find_server()
