"""What tests of the command line share: the environment of a command, and what it answered."""

from __future__ import annotations

import json
import os
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class Answer:
    """What a command printed, and its exit code."""

    def __init__(self, code, stdout, stderr):
        self.code, self.stdout, self.stderr = code, stdout, stderr

    @property
    def json(self):
        return json.loads(self.stdout)

    @property
    def lines(self):
        return [json.loads(line) for line in self.stdout.splitlines()]


def environment(redis_url=None, **more):
    """Return the environment of a command as a process."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("WIREMILL_")}
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "helpers")])
    return outside | {"PYTHONPATH": path} | ({"WIREMILL_REDIS_URL": redis_url} if redis_url else {}) | more
