"""The hand-over does what the reference model says, whatever producers, workers, crashes and operators do, in any order."""

from __future__ import annotations

import sys
import time

import pytest
import redis
from handover import HandOver
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test
from model_workers import Workers
from mutants import BROKEN

from wiremill.ledger.scripts import Scripts, source
from wiremill.local.server import EmbeddedServer
from wiremill.settings import Settings


class Quiet:
    def info(self, *_, **__): ...

    warning = info


@pytest.fixture
def server(any_program, tmp_path):
    """A server of its own, since it is killed; its log stays short, since each start reads all of it."""
    with EmbeddedServer(
        tmp_path / "server", program=any_program, options=("--auto-aof-rewrite-min-size", "2mb")
    ) as one:
        yield one


@pytest.fixture
def fleets(server, tmp_path, monkeypatch):
    """Workers that look for near-duplicates, and others that don't; leases last an hour, so that the machine ends them."""
    monkeypatch.setattr("worker.runtime.step.log", Quiet())
    monkeypatch.setattr("wiremill.ledger.accounting._RECHECK_SECONDS", 0.0)
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[filter]\nminimum_words = 3\n[[route]]\nname = "news"\nwhen = { url = { prefix = "https://example.org/news/" } }\n'
    )
    client = redis.Redis.from_url(server.url)
    fleets = []
    for near in ("on", "off"):
        settings = Settings(
            redis_url=server.url,
            lease_seconds=3600,
            retry_seconds=900,
            max_attempts=3,
            intake_max_pages=4,
            side_max_pages=2,
            history_pages=100_000,
            near_duplicates=near,
            rules_file=str(rules),
        )
        fleets.append(Workers(Scripts(client, settings)))
    yield fleets
    for workers in fleets:
        workers.close()
    client.close()


def explore(fleets, server, examples, steps, **more):
    """Run the machine; return how many of its runs came to rest."""
    rested = 0

    class Counted(HandOver):
        def teardown(self):
            nonlocal rested
            super().teardown()
            rested += 1

    def restart():
        # While the disk is slow a server answers before the kernel has what it says, and a kill would lose that: see
        # `Producer.flush`, which waits for the same.
        while fleets[0].scripts.redis.info("persistence")["aof_buffer_length"]:
            time.sleep(0.01)
        server.kill()
        server.start()
        fleets[0].scripts.redis.connection_pool.disconnect()

    run_state_machine_as_test(
        lambda: Counted(fleets, restart),
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            **more,
        ),
    )
    return rested


def test_the_hand_over_does_what_the_model_says(fleets, server):
    assert explore(fleets, server, examples=40, steps=40) >= 40


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_the_hand_over_does_what_the_model_says_for_long(fleets, server, capsys, request):
    began, runs = time.monotonic(), 0
    while time.monotonic() < began + request.config.getoption("--soak-seconds"):
        runs += explore(fleets, server, examples=100, steps=50)
    assert runs >= 100
    with capsys.disabled():
        sys.stdout.write(f"\n{runs:,} runs of up to 50 steps in {time.monotonic() - began:,.0f} s\n")


def test_each_broken_script_is_still_broken_in_one_place():
    assert all(broken.source(broken.script) != source(broken.script) for broken in BROKEN)


@pytest.mark.mutants
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("any_program", ["newest"], indirect=True)
@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_the_model_notices_a_broken_script(broken, monkeypatch, fleets, server):
    """Each in turn; what is found need not be made small."""
    monkeypatch.setattr("wiremill.ledger.scripts.source", broken.source)

    with pytest.raises((AssertionError, redis.RedisError)):
        explore(fleets, server, examples=500, steps=50, phases=[Phase.generate], report_multiple_bugs=False)
