"""The command line, called in this process or as one of its own, and a flow to prepare what it shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner

for folder in (Path(__file__).parent, Path(__file__).parent.parent / "engine"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from command_process import Answer, environment  # noqa: E402
from flow import Flow  # noqa: E402

from wiremill.cli import main  # noqa: E402
from wiremill.ledger.keys import Keys  # noqa: E402
from wiremill.ledger.scripts import Scripts, ensure_groups  # noqa: E402
from wiremill.local.job import Job  # noqa: E402


@pytest.fixture
def wiremill(local, monkeypatch):
    """Call a command in this process, on the empty server `local`."""
    monkeypatch.setenv("WIREMILL_REDIS_URL", local.redis_url)

    def call(*args, given=None):
        result = CliRunner().invoke(main, [str(arg) for arg in args], input=given)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def process(local):
    """Call a command as a process, on the empty server `local`."""

    def call(*args, given=b"", server=True, module=("-m", "wiremill.cli"), **environ):
        result = subprocess.run(
            [sys.executable, *module, *map(str, args)],
            input=given,
            capture_output=True,
            check=False,
            timeout=60,
            env=environment(local.redis_url if server else None, **environ),
        )
        return Answer(result.returncode, result.stdout.decode(), result.stderr.decode())

    return call


@pytest.fixture
def make_flow(local):
    """Make flows of stages on the server `local`."""
    client = redis.Redis.from_url(local.redis_url)
    scripts = Scripts(client, local, Keys(local.namespace))
    ensure_groups(client, scripts.keys)
    flows = []

    def make(**functions):
        flows.append(Flow(scripts, name=f"host:1:{len(flows) + 2}:abc", **functions))
        return flows[-1]

    yield make
    for flow in flows:
        flow.close()
    client.close()


@pytest.fixture
def flow(make_flow):
    return make_flow()


@pytest.fixture
def dying_flow(make_flow):
    """A flow in which a page dies in the stage that its body names."""

    def fail_on(stage, function):
        def run(documents):
            if any(stage in document.text for document in documents):
                raise RuntimeError(f"no {stage} \x1b[31mtoday")
            return function(documents)

        return run

    def parse(body, **fields):
        if b"parse" in body:
            raise RuntimeError("no parse \x1b[31mtoday")
        return flow_module.parse(body, **fields)

    import flow as flow_module

    flow = make_flow(
        parse=parse,
        classify=fail_on("classify", flow_module.classify),
        enrich=fail_on("enrich", flow_module.enrich),
    )

    def run_until_all_ended():
        import time

        until = time.monotonic() + 10
        while flow.in_flight():
            assert time.monotonic() < until
            flow.run()

    flow.end_all = run_until_all_ended
    return flow


@pytest.fixture
def begin_job():
    """Make jobs, which are closed in the end."""
    jobs = []

    def make(flow, receipts, *, keep_items=False):
        jobs.append(Job(flow.scripts, receipts, keep_items=keep_items))
        return jobs[-1]

    yield make
    for job in jobs:
        job.close()
