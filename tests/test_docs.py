"""Every example of README and docs is run: `python` and `sh` blocks, file by file, against a server with a worker."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.lib.workers import Worker, wait_until
from wiremill.client.connection import connect
from wiremill.client.producer import Producer
from wiremill.ledger.accounting import take_census
from wiremill.ledger.scripts import Scripts

ROOT = Path(__file__).parent.parent
FILES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
#: Files whose blocks other tests run.
ELSEWHERE = {"routes.md", "plugins.md"}
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(file):
    return [] if file.name in ELSEWHERE else BLOCK.findall(file.read_text("utf-8"))


@pytest.fixture
def example_folder(local, tmp_path):
    """A folder with the things that the examples name, a worker, and a few items."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text("<title>A</title><p>The page called a, with a sentence in it.</p>")
    (tmp_path / "pages.jsonl").write_text(
        '{"url": "https://example.org/pages/a", "body": "<p>A page from a list.</p>"}\n'
    )
    scripts = Scripts(connect(local), local)
    with Worker(local.redis_url, tmp_path / "w.log") as worker:
        wait_until("the worker", worker.ready)
        with Producer(settings=local) as producer:
            for number in range(5):
                producer.send(f"https://example.org/pages/{number}", b"<p>The text of page number %d.</p>" % number)
        wait_until("the pages", lambda: take_census(scripts).published == 5)
        yield tmp_path
    scripts.redis.close()


@pytest.mark.parametrize("file", [file for file in FILES if blocks(file)], ids=lambda file: file.name)
def test_the_examples_run(file, example_folder, local):
    environ = {
        **os.environ,
        "WIREMILL_REDIS_URL": local.redis_url,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    for language, code in blocks(file):
        command = [sys.executable, "-c", code] if language == "python" else ["sh", "-euc", code]

        done = subprocess.run(
            command, cwd=example_folder, env=environ, capture_output=True, text=True, check=False, timeout=90
        )

        assert done.returncode == 0, f"{code}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_links_between_files_lead_somewhere(file):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), target


def test_the_architecture_names_only_paths_that_are_there():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`((?:wiremill|worker|producers|bench|training|tests|docs)/[\w/.]*)`", text))

    assert len(named) > 30
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_the_architecture_has_a_paragraph_for_every_room():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {
        f"{folder.name}/"
        for parent in ("wiremill", "worker")
        for folder in (ROOT / parent).iterdir()
        if (folder / "__init__.py").exists()
    }

    assert {room for room in rooms if f"**`{room}`**" not in text} == set()
