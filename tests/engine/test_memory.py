"""Memory that a worker's process has no use for any more."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

#: Blocks that are freed lie between blocks that stay, so the heap can't shrink from its end.
_PROGRAM = """
import psutil
from worker.limits import give_back_memory
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
