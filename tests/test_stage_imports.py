"""The stages and their rooms import one way."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAGES = ("parse", "classify", "enrich", "publish")


def imports(file):
    """Return the modules that a file imports from, those for types alone included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def files(stage):
    return sorted((ROOT / "worker" / stage).rglob("*.py"))


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other_stage(stage):
    others = {f"worker.{other}" for other in STAGES if other != stage}

    found = {(file.name, name) for file in files(stage) for name in imports(file)}

    assert found
    assert [pair for pair in found if ".".join(pair[1].split(".")[:2]) in others] == []


@pytest.mark.parametrize("stage", ["classify", "enrich"])
def test_the_rooms_of_a_stage_import_each_other_in_no_circle(stage):
    rooms = defaultdict(set)
    for file in files(stage):
        room = file.relative_to(ROOT / "worker" / stage).parts[0]
        for name in imports(file):
            parts = name.split(".")
            if parts[:2] == ["worker", stage] and len(parts) > 2 and parts[2] != room:
                rooms[room].add(parts[2])

    assert len(list(TopologicalSorter(rooms).static_order())) > 3  # raises CycleError for a circle
