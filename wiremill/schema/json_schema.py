"""JSON Schema of a type, with the descriptions from its source.

msgspec makes the schema. Python drops the comments that begin with ``#:``, so they are read from the source when the
schema is made. Only the generation needs the source.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import TYPE_CHECKING, Any, get_args

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The base of `$id` in JSON Schema, which need not be reachable.
BASE = "https://wiremill.io/schema/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema_of(root: type[msgspec.Struct], identity: str) -> dict[str, Any]:
    """Return the schema of a struct, with all structs in it by name in ``$defs``.

    A struct's description is its docstring, a field's the ``#:`` lines right above it.
    """
    schema = msgspec.json.schema(root)
    for struct in set(_structs(root)):
        definition = schema["$defs"][struct.__name__]
        definition["description"] = inspect.getdoc(struct)
        for name, comment in _comments(struct).items():
            definition["properties"][name]["description"] = comment
    return {"$schema": DIALECT, "$id": identity, "title": root.__name__, **schema}


def _structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from _structs(field.type)
    for inner in get_args(kind):
        yield from _structs(inner)


def _comments(struct: type[msgspec.Struct]) -> dict[str, str]:
    source = textwrap.dedent(inspect.getsource(struct))
    lines = [line.strip() for line in source.splitlines()]
    (definition,) = ast.parse(source).body
    comments: dict[str, str] = {}
    for node in ast.iter_child_nodes(definition):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        above = node.lineno - 1  # `lineno` counts from 1, so this is the index of the line itself, counted from 0
        first = above
        while lines[first - 1].startswith("#:"):
            first -= 1
        if first < above:
            text = " ".join(line.removeprefix("#:").strip() for line in lines[first:above])
            comments[node.target.id] = text.replace("``", "`")  # CommonMark, as JSON Schema's readers expect
    return comments
