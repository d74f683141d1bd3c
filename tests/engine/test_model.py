"""The hand-over does what a plain account says, whatever producers, workers, crashes and operators do, in any order."""

from __future__ import annotations

import msgspec
import pytest
import redis
from handover import HandOver, Workers
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from wiremill.scripts import Scripts
from wiremill.server import EmbeddedServer
from wiremill.settings import Settings


class Quiet:
    def info(self, *_, **__): ...

    warning = info


@pytest.fixture
def server(any_program, tmp_path):
    """A server of its own, since it is killed; its log stays short, since each start reads all of it."""
    with EmbeddedServer(tmp_path / "server", program=any_program, options=("--auto-aof-rewrite-min-size", "2mb")) as one:
        yield one


@pytest.fixture
def workers(server, tmp_path, monkeypatch):
    """Leases last an hour, so that one ends only when the machine says so."""
    monkeypatch.setattr("worker.step.log", Quiet())
    monkeypatch.setattr("wiremill.accounting._SECOND_LOOK_SECONDS", 0.0)
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[filter]\nminimum_words = 3\n[[route]]\nname = "news"\nwhen = { url = { prefix = "https://example.org/news/" } }\n'
    )
    settings = Settings(
        redis_url=server.url,
        lease_seconds=3600,
        retry_seconds=900,
        max_attempts=3,
        intake_max_pages=8,
        side_max_pages=2,
        history_pages=100_000,
        rules_file=str(rules),
    )
    client = redis.Redis.from_url(server.url)
    workers = Workers(Scripts(client, settings))
    yield workers
    workers.close()
    client.close()


def explore(workers, server, examples, steps):
    def restart():
        server.kill()
        server.start()
        workers.scripts.redis.connection_pool.disconnect()

    run_state_machine_as_test(
        lambda: HandOver(workers, restart),
        settings=hypothesis_settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_hand_over_does_what_the_account_says(workers, server):
    explore(workers, server, examples=60, steps=40)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_hand_over_does_what_the_account_says_for_long(workers, server):
    explore(workers, server, examples=5_000, steps=50)
