"""Memory of a worker's process: what a batch takes, and what is given back."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest
from flow import _pairs

from bench.lib.workers import ROOT
from wiremill.contract.intake import encode_entry
from wiremill.contract.page import Page

#: Megabytes that a batch of eight pages may need beyond one of a single page: what is left over of one more page of 14 to
#: 31 MB, and the allocator's own.
_MORE = 60

#: One step of parse, in a process of its own; prints how many pages it had, and the most memory that it ever had in MB.
_STEP = """
import resource, sys
import redis
from flow import parse as plain
from wiremill.ledger.scripts import Scripts
from wiremill.settings import Settings
from worker.parse import parse as real
from worker.runtime.stages.parse import ParseStage
from worker.runtime.step import Step
settings = Settings(redis_url=sys.argv[1])
scripts = Scripts(redis.Redis.from_url(settings.redis_url), settings)
step = Step(ParseStage({"real": real, "plain": plain}[sys.argv[2]], settings), scripts, consumer="one")
pages = step.run_batch()[0]
step.close()
print(pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""


def peak(flow, parse, body, count):
    """Return the most memory, in MB, that a process needs for a batch of so many pages."""
    flow.redis.flushall()
    fields = _pairs(encode_entry(Page(url="https://example.org/", body=body)))
    for _ in range(count):
        flow.redis.xadd(flow.keys.intake, fields)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "helpers")])}
    command = [sys.executable, "-c", _STEP, flow.scripts.settings.redis_url, parse]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    pages, megabytes = map(int, done.stdout.split()[-2:])
    assert pages == count
    assert flow.redis.zcard(flow.keys.open) == count
    return megabytes


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak is counted in other units")
@pytest.mark.parametrize("any_program", ["newest"], indirect=True)
def test_a_batch_of_pages_that_swell_when_unpacked_takes_the_memory_of_one(flow):
    bomb = b"<title>Bomb</title>" + b" " * (31 * 1024 * 1024)

    one, many = (peak(flow, "real", bomb, count) for count in (1, 8))

    assert many < one + _MORE


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak is counted in other units")
@pytest.mark.parametrize("any_program", ["newest"], indirect=True)
def test_a_batch_of_pages_that_make_large_documents_takes_the_memory_of_one(flow):
    text = b"All work and no play makes Jack a dull boy. " * (14 * 1024 * 1024 // 44)

    one, many = (peak(flow, "plain", text, count) for count in (1, 8))

    assert many < one + _MORE


#: Blocks that are freed lie between blocks that stay, so the heap can't shrink from its end.
_PROGRAM = """
import psutil
from worker.runtime.process_limits import give_back_memory
resident = lambda: psutil.Process().memory_info().rss / 1e6
blocks = [b"x" * (60_000 if number % 2 else 1_000) for number in range(4_000)]
kept = blocks[::2]
del blocks
before = resident()
give_back_memory()
print(before - resident(), sum(map(len, kept)))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can give back memory on demand")
def test_free_memory_goes_back_to_the_system_also_from_between_what_is_in_use() -> None:
    ran = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)

    given_back, kept = map(float, ran.stdout.split())

    assert given_back > 60  # of 120 MB
    assert kept == 2_000 * 1_000
