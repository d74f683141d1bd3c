from __future__ import annotations

import pytest
from flow import Flow

from bench.lib.workers import Worker, wait_until
from wiremill.client.connection import connect
from wiremill.client.producer import Producer
from wiremill.ledger.scripts import Scripts


@pytest.fixture
def make_flow(scripts):
    flows = []

    def make(**functions):
        flows.append(Flow(scripts, name=f"worker{len(flows)}", **functions))
        return flows[-1]

    yield make
    for flow in flows:
        flow.close()


@pytest.fixture
def flow(make_flow):
    return make_flow()


@pytest.fixture
def scripts_of(local):
    client = connect(local)
    yield Scripts(client, local)
    client.close()


@pytest.fixture
def producer(local):
    with Producer(settings=local) as producer:
        yield producer


@pytest.fixture
def start(local, tmp_path):
    workers = []

    def start(name="w", **options):
        environ = {
            "WIREMILL_LEASE_SECONDS": "2",
            "WIREMILL_RETRY_SECONDS": "0.05",
            "SCRIPTED_FIXED": str(tmp_path / "fixed"),
            **options.pop("environ", {}),
        }
        worker = Worker(local.redis_url, tmp_path / f"{name}.log", app="scripted_app", environ=environ, **options)
        workers.append(worker)
        wait_until("the worker", worker.ready)
        return worker

    yield start
    for worker in workers:
        worker.end()
