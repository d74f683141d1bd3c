"""The operators of a pattern: each turns its argument into a test of the values at a field.

The tests use loops where `any` would read better: they run for every page and route, and most fields have one value, for
which a generator costs more than the test itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wiremill.errors import RulesError
from wiremill.rules.messages import as_toml, did_you_mean
from wiremill.rules.period import Period, read_period
from wiremill.rules.values import Values

if TYPE_CHECKING:
    from wiremill.rules.fields import Field

Test = Callable[[Values], bool]


def equals(argument: Any, field: Field, place: str) -> Test:
    """Match where a value is this one. 1 and 1.0 are equal; true and 1 are not, as in JSON."""
    return any_of([argument], field, place)


def any_of(argument: Any, field: Field, place: str) -> Test:
    """Match where a value is one of these."""
    if not isinstance(argument, list) or not argument:
        raise RulesError(f"{place}: needs a list of values, not {as_toml(argument)}")
    for value in argument:
        _check_value(value, field, place)
    wanted = frozenset(argument)
    # In Python True equals 1 and False equals 0; if none of them is wanted, the faster way is exact.
    if not wanted & {0, 1}:
        if len(wanted) == 1:
            (only,) = wanted
            return lambda values: only in values
        return lambda values: not wanted.isdisjoint(values)
    exact = frozenset((isinstance(value, bool), value) for value in argument)
    return lambda values: any((isinstance(value, bool), value) in exact for value in values)


def prefix(argument: Any, field: Field, place: str) -> Test:
    """Match where a value is a string that begins with this, or with one of these."""
    if field.kind not in ("string", "choice", "any"):
        raise RulesError(f"{place}: holds {_KIND_WORDS[field.kind]}, and a prefix is for strings")
    prefixes = argument if isinstance(argument, list) else [argument]
    if not prefixes or not all(isinstance(one, str) and one for one in prefixes):
        raise RulesError(f"{place}: needs a string or a list of strings, none of them empty, not {as_toml(argument)}")
    wanted = tuple(prefixes)

    def test(values: Values) -> bool:
        for value in values:  # noqa: SIM110  (see the top)
            if value.__class__ is str and value.startswith(wanted):
                return True
        return False

    return test


def range_(argument: Any, field: Field, place: str) -> Test:
    """Match where a value lies between min and max, both included; either may be left out.

    Numbers are compared as numbers. Times are compared as instants, whatever their offsets; a date, month or year is
    all of its time in UTC, so it is in the range when its first and its last instant are.
    """
    if not isinstance(argument, dict) or not argument or argument.keys() - {"min", "max"}:
        raise RulesError(f"{place}: needs a table with min, max or both, not {as_toml(argument)}")
    if field.kind not in ("string", "number", "any"):
        raise RulesError(f"{place}: holds {_KIND_WORDS[field.kind]}, and a range is for numbers and times")
    bounds = {name: _bound(value, f"{place}.{name}") for name, value in argument.items()}
    low, high = bounds.get("min"), bounds.get("max")
    if isinstance(low, Period) or isinstance(high, Period):
        if field.kind == "number":
            raise RulesError(f"{place}: holds numbers, and the range is one of times")
        if isinstance(low, float | int) or isinstance(high, float | int):
            raise RulesError(f"{place}: min and max must both be numbers or both be times")
        return _between_times(low, high, place)
    if field.kind == "string":
        raise RulesError(f"{place}: holds strings, and the range is one of numbers")
    return _between_numbers(low, high, place)


def exists(argument: Any, _field: Field, place: str) -> Test:
    """Match where the field has a value: neither null nor an empty string, list or object."""
    if not isinstance(argument, bool):
        raise RulesError(f"{place}: needs true or false, not {as_toml(argument)}")

    def test(values: Values) -> bool:
        for value in values:
            if value != "":
                return argument
        return not argument

    return test


#: Operators by their names in the file. `not` takes a pattern and is in `wiremill.rules.condition`.
OPERATORS: Final[Mapping[str, Callable[[Any, Field, str], Test]]] = {
    "equals": equals,
    "any_of": any_of,
    "prefix": prefix,
    "range": range_,
    "exists": exists,
}

_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

_KIND_WORDS = {
    "string": "strings",
    "number": "numbers",
    "boolean": "true or false",
    "choice": "one of a list of names",
    "group": "other fields",
}


def _check_value(value: Any, field: Field, place: str) -> None:
    if isinstance(value, datetime | date):
        raise RulesError(f"{place}: put the date in quotes, or use range to compare times")
    if not isinstance(value, str | int | float) or (isinstance(value, float) and math.isnan(value)):
        raise RulesError(f"{place}: {as_toml(value)} is not a string, number, true or false")
    if field.kind == "choice" and value not in field.choices:
        hint = did_you_mean(value, field.choices) or f"; one of {', '.join(map(as_toml, field.choices))}"
        raise RulesError(f"{place}: {as_toml(value)} can't occur there{hint}")
    if field.kind == "group":
        raise RulesError(f"{place}: holds {_KIND_WORDS['group']}; name one of them, or use exists")
    try:
        msgspec.convert(value, field.type)
    except msgspec.ValidationError as error:
        raise RulesError(f"{place}: {as_toml(value)} can't occur there: {error}") from error


def _bound(value: Any, place: str) -> float | Period:
    if isinstance(value, date):  # an unquoted date or time of TOML; datetime is a subclass of date
        value = value.isoformat()
    if isinstance(value, str):
        if (period := read_period(value)) is None:
            raise RulesError(
                f"{place}: {as_toml(value)} is no time; write 2022-11-28, or 2022-11-28T09:30:00Z with an offset"
            )
        return period
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise RulesError(f"{place}: {as_toml(value)} is neither a number nor a time")
    return value


def _between_numbers(low: float | None, high: float | None, place: str) -> Test:
    low = -math.inf if low is None else low
    high = math.inf if high is None else high
    if low > high:
        raise RulesError(f"{place}: min is greater than max, so nothing can match")

    def test(values: Values) -> bool:
        for value in values:  # noqa: SIM110  (see the top)
            if value.__class__ in (int, float) and low <= value <= high:
                return True
        return False

    return test


def _between_times(low: Period | None, high: Period | None, place: str) -> Test:
    if low and high and low.first > high.last:
        raise RulesError(f"{place}: min is later than max, so nothing can match")

    first = low.first if low else _EARLIEST
    last = high.last if high else _LATEST

    def test(values: Values) -> bool:
        for value in values:
            if value.__class__ is str and (period := read_period(value)) and period[0] >= first and period[1] <= last:
                return True
        return False

    return test
