"""Imports run one way: each room imports only the rooms below it, and no two modules import each other.

The table is drawn in docs/architecture.md. Imports for types alone and imports inside functions count like any other.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("wiremill", "producers", "worker")

#: What any room of `wiremill` may import.
_BASE = ("wiremill.errors", "wiremill.options", "wiremill.settings", "wiremill.terminal", "wiremill.json_codec")
#: What a stage may import: the contract, and what stages share. No Redis, no Celery, no other stage.
_STAGE = ("wiremill.contract", "wiremill.errors", "wiremill.options", "wiremill.json_codec", "worker.shared")

#: A room (a package, or a module that stands alone) to the rooms it may import, beside itself. The longest name that a
#: module's name begins with is its room.
ROOMS: dict[str, tuple[str, ...]] = {
    "wiremill": (
        "wiremill.client",
        "wiremill.contract",
        "wiremill.errors",
        "wiremill.options",
        "wiremill.settings",
    ),  # the public names
    "wiremill.errors": (),
    "wiremill.json_codec": (),
    "wiremill.terminal": (),
    "wiremill.options": ("wiremill.errors",),
    "wiremill.settings": ("wiremill.errors", "wiremill.options"),
    "wiremill.logs": (*_BASE,),
    "wiremill.contract": ("wiremill.errors", "wiremill.json_codec", "wiremill.settings"),
    "wiremill.ledger": (*_BASE, "wiremill.contract"),
    "wiremill.client": (*_BASE, "wiremill.contract", "wiremill.ledger"),
    "wiremill.rules": (*_BASE, "wiremill.contract"),
    "wiremill.schema": (*_BASE, "wiremill.contract", "wiremill.ledger"),
    "wiremill.operate": (*_BASE, "wiremill.contract", "wiremill.ledger", "wiremill.client", "wiremill.rules"),
    "wiremill.local": (*_BASE, "wiremill", "wiremill.contract", "wiremill.ledger", "wiremill.client"),
    # Everything of `wiremill`; nothing imports it. Parse is imported where it is used: it needs the extra `worker`.
    "wiremill.cli": ("wiremill", "producers", "worker.parse"),
    "producers": ("wiremill.contract", "wiremill.errors"),
    "worker": ("worker.app",),
    "worker.app": ("worker.runtime", "wiremill"),
    "worker.tasks": ("worker.app", "worker.runtime"),
    "worker.runtime": (
        *(*_BASE, "wiremill.contract", "wiremill.ledger", "wiremill.client", "wiremill.rules"),
        *("worker.parse", "worker.classify", "worker.enrich", "worker.publish"),
    ),
    "worker.shared": (),
    "worker.parse": _STAGE,
    "worker.classify": _STAGE,
    "worker.enrich": _STAGE,
    "worker.publish": (*_STAGE, "wiremill.rules", "wiremill.ledger"),
    "worker.plugins": _STAGE,
}
#: Libraries that a stage knows nothing of.
_ENGINE = {"redis", "celery", "kombu", "billiard"}
_STAGES = ("worker.parse", "worker.classify", "worker.enrich", "worker.publish", "worker.plugins")


@cache
def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def imports(name: str) -> frozenset[str]:
    """Return all that a module imports: modules of the project by their full names, others as written."""
    found = set()
    for node in ast.walk(ast.parse(modules()[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports {node.module} by a relative name"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in modules() else str(node.module))
    return frozenset(found - {name})


def room(name: str) -> str:
    return max((known for known in ROOMS if name == known or name.startswith(f"{known}.")), key=len)


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_only_the_rooms_below_its_own(name):
    own = room(name)
    allowed = {own, *ROOMS[own]}
    if own == "wiremill.cli":
        allowed |= {known for known in ROOMS if known.startswith("wiremill")}
    if own == "worker.app":
        allowed |= {known for known in ROOMS if known.startswith("wiremill")} - {"wiremill.cli"}

    wrong = {other: room(other) for other in imports(name) if other in modules() and room(other) not in allowed}

    assert not wrong, f"{name} of room {own} imports {wrong}"


@pytest.mark.parametrize("name", sorted(name for name in modules() if name.startswith(_STAGES)))
def test_a_stage_knows_neither_redis_nor_celery(name):
    reached, ahead = set(), {name}
    while ahead:
        reached |= ahead
        ahead = {other for near in ahead if near in modules() for other in imports(near)} - reached

    assert not {other.partition(".")[0] for other in reached} & _ENGINE


def test_nothing_imports_the_command_line_but_its_own_modules():
    users = {
        name for name in modules() for other in imports(name) if other in modules() and room(other) == "wiremill.cli"
    }

    assert {name for name in users if room(name) != "wiremill.cli"} == set()


def test_no_modules_import_one_another_in_a_circle():
    edges = {name: {other for other in imports(name) if other in modules()} for name in modules()}
    while True:
        ends = {name for name, others in edges.items() if not others}
        if not ends:
            break
        edges = {name: others - ends for name, others in edges.items() if name not in ends}

    assert not edges, "in a circle, or above one: " + ", ".join(sorted(edges))


#: Held to the sizes too.
_BESIDE = ("bench", "training")


def files():
    return [*modules().values(), *(path for name in _BESIDE for path in (ROOT / name).rglob("*.py"))]


def test_no_package_has_more_than_fifteen_modules_side_by_side():
    folders = {path.parent for path in files()}
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in folders
        if (count := sum(path.name != "__init__.py" for path in folder.glob("*.py"))) > 15
    }

    assert not crowded


def test_no_file_has_330_lines_or_more():
    counted = {path: len(path.read_text("utf-8").splitlines()) for path in files()}

    assert {path: lines for path, lines in counted.items() if lines >= 330} == {}


#: Packages with public names; `__init__` or docs/architecture.md says which.
_PUBLIC = {
    *("wiremill", "wiremill.client", "wiremill.contract", "wiremill.rules", "wiremill.schema", "producers", "worker"),
    *("worker.parse", "worker.classify", "worker.enrich", "worker.publish", "worker.plugins"),
}


def test_a_package_is_public_or_says_that_it_is_internal():
    docstrings = {
        name: ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        for name, path in modules().items()
        if path.name == "__init__.py"
    }

    assert {name for name, text in docstrings.items() if "Internal." not in text.partition("\n")[0]} == _PUBLIC
