"""The rules of one file: reads and checks them, and applies them to items."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wiremill.errors import RulesError
from wiremill.rules.condition import Condition, Decision, FieldNumbers, Row, all_of, read_when
from wiremill.rules.explanation import Explanation
from wiremill.rules.filter import Filter, read_filter
from wiremill.rules.messages import as_toml, check_known_keys
from wiremill.rules.values import Extract, extractor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A route's name is part of a Redis key.
_NAME = re.compile(r"[a-z0-9_-]{1,64}")
#: Levels of nested tables; a condition within three `any` is at level 14. Deeper rules might exhaust the stack.
_MAX_DEPTH = 64


class Route(NamedTuple):
    """A named `when`."""

    name: str
    conditions: tuple[Condition, ...]
    decide: Decision


class Rules:
    """The routes and the filter of one file.

    An item is the plain dict of its JSON. Any dict is accepted and no method raises: a field that is missing or has an
    unexpected type has no value.
    """

    def __init__(self, routes: Sequence[Route], filter_: Filter, extracts: Sequence[Extract]) -> None:
        self._routes = tuple(routes)
        self._decides = tuple((route.name, route.decide) for route in routes)
        self._filter = filter_
        self._extracts = tuple(extracts)
        #: The names of all routes, in the order of the file.
        self.names = tuple(route.name for route in routes)
        #: Whether there is neither a route nor a filter, so that callers can skip the rules.
        self.empty = not routes and filter_.empty

    def routes(self, item: Mapping[str, Any]) -> list[str]:
        """Return the names of the routes that take an item, in the order of the file."""
        row = [extract(item) for extract in self._extracts]
        return [name for name, decide in self._decides if decide(row)]

    def filtered(self, item: Mapping[str, Any]) -> str | None:
        """Return the reason to filter a page, one of `wiremill.contract.outcome.FILTER_REASONS`, or None if it passes."""
        return self._filter.filtered(item)

    def explain(self, item: Mapping[str, Any]) -> list[Explanation]:
        """Return for each route whether it takes the item, with the result of each condition."""
        row: Row = [extract(item) for extract in self._extracts]
        return [
            Explanation(
                route=route.name,
                matched=route.decide(row),
                checks=[condition.explain(row) for condition in route.conditions],
            )
            for route in self._routes
        ]


def load_rules(path: str | Path | None) -> Rules:
    """Return the rules of a file; without a file no page is filtered and there is no route.

    Raises:
        RulesError: the file can't be read, or `parse_rules` refuses it.
    """
    if path is None:
        return parse_rules("")
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise RulesError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: is not UTF-8, as TOML must be: {error}") from error
    return parse_rules(text, source=str(path))


def parse_rules(text: str, source: str = "<string>") -> Rules:
    """Return the rules that a TOML text describes (docs/routes.md).

    Raises:
        RulesError: the text is no TOML or no valid rules; the message names the place. Routes and alternatives are
            counted from 1.
    """
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{source}: {error}") from error
    except RecursionError as error:
        raise RulesError(f"{source}: is nested too deeply") from error
    _check_depth(read, source)
    check_known_keys(read, ("route", "filter"), f"{source}: ", "table")
    filter_ = read_filter(read.get("filter", {}), f"{source}: filter")
    tables = read.get("route", [])
    if not isinstance(tables, list):
        raise RulesError(f"{source}: route: begin each route with [[route]], in two pairs of brackets")
    fields = FieldNumbers()
    routes: list[Route] = []
    for count, table in enumerate(tables, 1):
        route = _read_route(table, fields, f"{source}: route[{count}]")
        if route.name in (other.name for other in routes):
            raise RulesError(f'{source}: route[{count}] "{route.name}": another route has that name')
        routes.append(route)
    return Rules(routes, filter_, [extractor(keys) for keys in fields.numbers])


def _check_depth(read: Any, source: str) -> None:
    level = [read]
    for _ in range(_MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise RulesError(f"{source}: is nested too deeply")


def _read_route(table: Any, fields: FieldNumbers, place: str) -> Route:
    if not isinstance(table, dict):
        raise RulesError(f"{place}: needs a table with name and when, not {as_toml(table)}")
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        was = f"not {as_toml(name)}" if "name" in table else "and has none"
        raise RulesError(f"{place}: needs a name of 1 to 64 of a-z, 0-9, _ and -, {was}")
    place = f'{place} "{name}"'
    check_known_keys(table, ("name", "when"), f"{place}: ", "key")
    if "when" not in table:
        raise RulesError(f"{place}: has no when; every item is on the stream of all items already")
    conditions = read_when(table["when"], fields, f"{place}: when")
    return Route(name, conditions, all_of(conditions))
