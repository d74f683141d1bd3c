"""Imports within parse run one way: along the journey of a page, and in no circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import worker.parse

ROOT = Path(worker.parse.__file__).parent
#: The packages in the order in which a page passes through them; the shared helpers first.
JOURNEY = (
    "common", "text", "sites", "tree", "declared", "pagetype", "fields", "maintext", "nocontent", "plain", "feeds", "recorder",
    "parse", "explained", "__init__",
)  # fmt: skip


def name_of(file):
    parts = file.relative_to(ROOT.parents[1]).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def room_of(module):
    return (*module.split("."), "__init__")[2]


def circle(graph):
    """Return the modules of a circle, in the order in which they import each other; an empty list if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


GRAPH = {name_of(file): set(imports_of(file)) for file in ROOT.rglob("*.py")}


def test_a_step_imports_only_steps_before_it():
    later = [
        (module, imported)
        for module, imports in GRAPH.items()
        for imported in imports
        if imported.startswith("worker.parse.") and JOURNEY.index(room_of(imported)) > JOURNEY.index(room_of(module))
    ]

    assert later == []


def test_no_modules_import_each_other_in_a_circle():
    assert circle({module: imports & GRAPH.keys() for module, imports in GRAPH.items()}) == []


def test_parse_knows_no_other_stage_and_no_engine():
    imported = {each for imports in GRAPH.values() for each in imports}

    assert {each for each in imported if each.startswith("worker.") and not each.startswith("worker.parse")} == {
        "worker.shared.arrays"
    }
    assert {each.partition(".")[0] for each in imported}.isdisjoint({"redis", "celery", "kombu"})


def test_no_package_has_more_than_fifteen_modules_side_by_side():
    crowded = {
        folder.name: len(list(folder.glob("*.py")))
        for folder in [ROOT, *(each for each in ROOT.rglob("*") if each.is_dir())]
        if len([file for file in folder.glob("*.py") if file.stem != "__init__"]) > 15
    }

    assert crowded == {}
