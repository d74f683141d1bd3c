"""The fields of an item that a rule may name, found by dotted path in the item's types."""

from __future__ import annotations

import difflib
import types
import typing
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from wiremill.contract.item import Item
from wiremill.errors import RulesError

#: The operators that a rule may use on a field depend on its kind. `any` is free-form JSON of the producer (`meta.*`).
Kind = Literal["string", "number", "boolean", "choice", "any", "group"]


class Field(NamedTuple):
    """A field that a rule names."""

    path: str
    keys: tuple[str, ...]
    kind: Kind
    #: The type of one value of the field, with its constraints, as `msgspec.convert` takes it.
    type: Any

    @property
    def choices(self) -> tuple[Any, ...]:
        """The closed list of values, for a field of kind `choice`."""
        return get_args(self.type)


def find_field(path: str, place: str) -> Field:
    """Return the field at a dotted path, such as ``enrichment.countries.code``.

    A list in the path stands for each of its elements. Below a mapping with free keys (`meta`, `document.provenance`) any
    key is a field.

    Raises:
        RulesError: an item has no such field; the message begins with `place` and names the nearest field.
    """
    keys = tuple(path.split("."))
    current: Any = Item
    for position, key in enumerate(keys):
        current = _element_type(current)
        if get_origin(current) is dict:
            current = get_args(current)[1]
        elif current is not Any:
            current = _members(current).get(key)
        if current is None or not key:
            raise RulesError(f"{place}: no such field{_suggestion(keys, position)}")
    kind = _element_type(current)
    return Field(path, keys, _kind_of(kind), kind)


@cache
def all_paths() -> tuple[str, ...]:
    """Return every path whose keys are known, in the order of the types' fields."""
    return tuple(_paths(Item, ""))


def _paths(holder: Any, prefix: str) -> typing.Iterator[str]:
    for name, kind in _members(holder).items():
        yield prefix + name
        yield from _paths(_element_type(kind), f"{prefix}{name}.")


@cache
def _members(holder: Any) -> dict[str, Any]:
    if isinstance(holder, type) and issubclass(holder, msgspec.Struct):
        return {field.encode_name: field.type for field in msgspec.structs.fields(holder)}
    return {}


def _element_type(kind: Any) -> Any:
    """Return the type of one value: the element type of a list, the type itself of an optional type."""
    while True:
        origin = get_origin(kind)
        if origin is list:
            kind = get_args(kind)[0]
        elif origin in (Union, types.UnionType):
            (kind,) = (part for part in get_args(kind) if part is not types.NoneType)
        else:
            return kind


def _kind_of(kind: Any) -> Kind:
    base = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(base) is Literal:
        return "choice"
    kinds: dict[Any, Kind] = {str: "string", int: "number", float: "number", bool: "boolean", Any: "any"}
    return kinds.get(base, "group")


def _suggestion(keys: tuple[str, ...], position: int) -> str:
    known = all_paths()
    before, key = ".".join(keys[:position]), keys[position]
    prefix = f"{before}." if before else ""
    siblings = [path for path in known if path.startswith(prefix) and "." not in path[len(prefix) :]]
    near = difflib.get_close_matches(prefix + key, siblings, n=1)
    if not near:
        # The right name without its path: `language` for `classification.language`.
        near = [path for path in known if path.endswith(f".{key}")][:1]
    if near:
        return f'; did you mean "{near[0]}"?'
    if not siblings:
        return f'; "{before}" is a value and has no fields'
    return f"; there are {', '.join(siblings)}"
