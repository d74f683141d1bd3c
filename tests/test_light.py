"""What a producer installs stays light, and a stage needs neither Redis nor Celery."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("from worker.parse import parse", {"redis", "celery", "kombu"}),
        ("from worker.classify import classify", {"redis", "celery", "kombu"}),
        ("from worker.enrich import enrich", {"redis", "celery", "kombu"}),
        ("from worker.publish import publish", {"redis", "celery", "kombu"}),
        ("from wiremill.client.producer import Producer", {"celery", "kombu", "lxml", "worker"}),
        ("from wiremill.client.consumer import Consumer", {"celery", "kombu", "lxml", "worker"}),
        ("import wiremill.cli", {"celery", "kombu", "lxml", "worker"}),
        ("from wiremill.contract.plugin import Plugin", {"celery", "kombu", "lxml", "worker", "redis"}),
        ("from worker.plugins.classifier import STAGE", {"celery", "kombu", "redis", "torch", "transformers", "numpy"}),
        ("from worker.plugins.service import STAGE", {"celery", "kombu", "redis", "aiohttp"}),
        ("import producers", {"celery", "kombu", "lxml", "worker", "redis"}),
    ],
)
def test_an_import_stays_light(statement, heavy):
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert heavy.isdisjoint(loaded)
