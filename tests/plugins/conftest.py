"""What tests of plug-ins share: a flow of stages on a real server, and workers that find a package of plug-ins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import redis

for folder in (Path(__file__).parent, Path(__file__).parent.parent / "engine"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from flow import Flow  # noqa: E402

from bench.lib.workers import Worker, wait_until  # noqa: E402
from wiremill.ledger.keys import Keys  # noqa: E402
from wiremill.ledger.scripts import Scripts, ensure_groups  # noqa: E402


@pytest.fixture
def scripts_of(local):
    client = redis.Redis.from_url(local.redis_url)
    scripts = Scripts(client, local, Keys(local.namespace))
    ensure_groups(client, scripts.keys)
    yield scripts
    client.close()


@pytest.fixture
def make_flow(scripts_of):
    flows = []

    def make(**functions):
        flows.append(Flow(scripts_of, name=f"worker{len(flows)}", **functions))
        return flows[-1]

    yield make
    for flow in flows:
        flow.close()


@pytest.fixture
def start(local, tmp_path, monkeypatch):
    """Start a worker that finds the packages of a folder, with plug-ins enabled; end it afterwards."""
    workers = []

    def start(site, enabled, *, name="w", app="worker", stages, **environ):
        monkeypatch.setenv("PYTHONPATH", f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
        environ |= {
            "WIREMILL_STAGES": enabled,
            "WIREMILL_RETRY_SECONDS": "0.05",
            "FIXED": str(tmp_path / "fixed"),
        }
        worker = Worker(local.redis_url, tmp_path / f"{name}.log", app=app, stages=stages, environ=environ)
        workers.append(worker)
        wait_until("the worker", worker.ready)
        return worker

    yield start
    for worker in workers:
        worker.end()
