"""The `when` of a route: conditions on fields, joined by and, or, and not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from wiremill.errors import RulesError
from wiremill.rules.explanation import Check, shorten_values
from wiremill.rules.fields import Field, find_field
from wiremill.rules.messages import as_toml, did_you_mean
from wiremill.rules.operators import OPERATORS, Test, equals
from wiremill.rules.values import Values

#: The values of one item at every field that a rule names, by the field's number.
Row = Sequence[Values]
Decision = Callable[[Row], bool]


class FieldNumbers:
    """Numbers the fields that the rules of a file name, so that each is looked up once per item."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, ...], int] = {}

    def number(self, field: Field) -> int:
        """Return the number of a field."""
        return self.numbers.setdefault(field.keys, len(self.numbers))


class Condition(NamedTuple):
    """One part of a `when`: a pattern on a field, or an `any` over several parts."""

    decide: Decision
    explain: Callable[[Row], Check]


def read_when(table: Any, fields: FieldNumbers, place: str) -> tuple[Condition, ...]:
    """Return the conditions of a `when`, all of which must hold.

    Raises:
        RulesError: the table is wrong; the message begins with `place`.
    """
    if not isinstance(table, dict) or not table:
        raise RulesError(f'{place}: needs a table of conditions such as {{ "classification.language" = "en" }}')
    return tuple(
        _read_any(value, fields, f"{place}.any")
        if key == "any"
        else _read_field(key, value, fields, f'{place}."{key}"')
        for key, value in table.items()
    )


def all_of(conditions: Sequence[Condition]) -> Decision:
    """Return a function that returns whether all of these conditions hold."""
    first, *others = (condition.decide for condition in conditions)
    if not others:
        return first
    if len(others) == 1:
        second = others[0]
        return lambda row: first(row) and second(row)
    return lambda row: first(row) and all(decide(row) for decide in others)


def _read_field(path: str, pattern: Any, fields: FieldNumbers, place: str) -> Condition:
    field = find_field(path, place)
    test = _read_pattern(pattern, field, place)
    number = fields.number(field)
    text = f'"{path}" = {as_toml(pattern)}'
    return Condition(
        lambda row: test(row[number]),
        lambda row: Check(condition=text, held=test(row[number]), found=shorten_values(row[number])),
    )


def _read_any(alternatives: Any, fields: FieldNumbers, place: str) -> Condition:
    if not isinstance(alternatives, list) or not alternatives:
        raise RulesError(f"{place}: needs a list of tables, one of which must match, not {as_toml(alternatives)}")
    read = [read_when(table, fields, f"{place}[{count}]") for count, table in enumerate(alternatives, 1)]
    decides = tuple(map(all_of, read))
    text = f"any = {as_toml(alternatives)}"

    def decide(row: Row) -> bool:
        for alternative in decides:  # noqa: SIM110  (faster than any(), and this runs for every page)
            if alternative(row):
                return True
        return False

    def explain(row: Row) -> Check:
        parts = [[condition.explain(row) for condition in conditions] for conditions in read]
        return Check(condition=text, held=decide(row), alternatives=parts)

    return Condition(decide, explain)


def _read_pattern(pattern: Any, field: Field, place: str) -> Test:
    if not isinstance(pattern, dict):
        if isinstance(pattern, list):
            raise RulesError(f"{place}: write {{ any_of = {as_toml(pattern)} }} for one of several values")
        return equals(pattern, field, place)
    if not pattern:
        raise RulesError(f"{place}: has no operator; there are {', '.join(OPERATORS)}, not")
    tests = tuple(_read_operator(name, argument, pattern, field, place) for name, argument in pattern.items())
    if len(tests) == 1:
        return tests[0]
    return lambda values: all(test(values) for test in tests)


def _read_operator(name: str, argument: Any, pattern: Mapping[str, Any], field: Field, place: str) -> Test:
    if name == "not":
        inner = _read_pattern(argument, field, f"{place}.not")
        return lambda values: not inner(values)
    if name not in OPERATORS:
        if field.kind == "group" and not pattern.keys() & OPERATORS.keys():
            # TOML reads an unquoted dotted key as nested tables.
            raise RulesError(f'{place}: holds other fields; write the whole path in quotes: "{field.path}.{name}"')
        hint = did_you_mean(name, [*OPERATORS, "not"]) or f"; there are {', '.join(OPERATORS)}, not"
        raise RulesError(f'{place}: unknown operator "{name}"{hint}')
    return OPERATORS[name](argument, field, f"{place}.{name}")
