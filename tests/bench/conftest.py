"""A made-up corpus: a few sites, page types and languages."""

from __future__ import annotations

import gzip
import json
import sys
import types

import pytest
import zstandard
from synthetic_corpus import make_body, make_row


@pytest.fixture
def write_corpus(tmp_path):
    def write(rows):
        folder = tmp_path / "corpus"
        (folder / "pages").mkdir(parents=True)
        with gzip.open(folder / "truth.jsonl.gz", "wt", encoding="utf-8") as lines:
            for row in rows:
                lines.write(json.dumps(row) + "\n")
                (folder / row["file"]).write_bytes(zstandard.compress(make_body(row)))
        return folder

    return write


@pytest.fixture
def rows():
    return [
        *(make_row(number, host=f"news{number}.example") for number in range(3)),
        make_row(3, host="forum.example", page_type="forum", authors=None, published=None),
        make_row(
            4, host="paper.example", source="fundus", html_lang="de", language="de", publisher="Paper", without=[]
        ),
        make_row(5, host="empty.example", main_text=None, **{"with": [], "without": []}),
    ]


@pytest.fixture
def training(monkeypatch):
    """A training that remembers which pages it was given, and weights that tell it."""
    seen = []

    def train(samples):
        seen.append([row["id"] for row, body in samples if body])
        return " ".join(seen[-1]).encode()

    package = types.ModuleType("training")
    blocks, weights = types.ModuleType("training.blocks"), types.ModuleType("worker.parse.maintext.weights")
    package.blocks, blocks.train, weights.load = blocks, train, lambda content: set(content.decode().split())
    for module in (package, blocks, weights):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return seen
