from __future__ import annotations

import pytest
from flow import Flow


@pytest.fixture
def make_flow(scripts):
    flows = []

    def make(**bent):
        flows.append(Flow(scripts, name=f"worker{len(flows)}", **bent))
        return flows[-1]

    yield make
    for flow in flows:
        flow.close()


@pytest.fixture
def flow(make_flow):
    return make_flow()
