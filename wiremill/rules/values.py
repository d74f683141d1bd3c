"""Extracts the values that an item has at a field, on which conditions are tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

#: The values of one item at one field: one for a plain field, any number if the path leads through lists.
Values = Sequence[Any]
Extract = Callable[[Mapping[str, Any]], Values]

#: Stands for a value that is not plain, such as an object. It equals nothing that a rule can name.
PRESENT: Final = object()

_PLAIN = frozenset({str, int, float, bool})


def extractor(keys: tuple[str, ...]) -> Extract:
    """Return a function from an item to its values at a path.

    None, empty lists and empty objects give no value. Any dict is accepted: a field that is missing or has an unexpected
    type gives no value. The function never raises.
    """
    last = len(keys) - 1
    steps = tuple(enumerate(keys))

    def extract(item: Mapping[str, Any]) -> Values:
        value: Any = item
        for position, key in steps:
            value = value.get(key)
            kind = value.__class__
            if kind is dict:
                continue
            if kind in _PLAIN:
                return (value,) if position == last else ()
            if kind is list:
                return _values_in_list(value, keys[position + 1 :])
            return () if value is None or position != last else (PRESENT,)
        return (PRESENT,) if value else ()

    return extract


def _values_in_list(values: list[Any], keys: tuple[str, ...]) -> Values:
    if len(keys) == 1:
        # The usual case, one key of each object of a list, in one pass.
        (key,) = keys
        found = []
        for value in values:
            if value.__class__ is not dict:
                break
            if (inner := value.get(key)).__class__ in _PLAIN:
                found.append(inner)
            elif inner is not None:
                break
        else:
            return found
    values = _flatten(values)
    for key in keys:
        values = _flatten([value.get(key) for value in values if value.__class__ is dict])
    return [value if value.__class__ in _PLAIN else PRESENT for value in values if value is not None and value != {}]


def _flatten(values: list[Any]) -> list[Any]:
    if list not in map(type, values):
        return values
    # Nested lists: with a stack, because a producer's `meta` may nest deeper than Python recurses.
    flat: list[Any] = []
    waiting = values[::-1]
    while waiting:
        value = waiting.pop()
        if value.__class__ is list:
            waiting.extend(reversed(value))
        else:
            flat.append(value)
    return flat
