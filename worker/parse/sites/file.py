"""Reads a file of corrections, and checks all of it."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wiremill.errors import SitesError
from worker.parse.sites.selector import Selector, SelectorError, compile_selector
from worker.parse.sites.site import SELECTOR_KEYS, PathPattern, Site, Sites

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS: Final = ("path", "remove", *SELECTOR_KEYS)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_STARS: Final = re.compile(r"\*++")
_ALL_PATHS: Final = PathPattern(("", ""))
#: How `tomllib` begins to say that a table has been there before.
_TWICE: Final = "Cannot declare"
#: characters of a value that an error shows.
_SHOWN: Final = 80


def load_sites(path: str | Path | None) -> Sites:
    """Return the corrections of a file; none without a file.

    Raises:
        SitesError: the file can't be read, or `parse_sites` refuses it.
    """
    if path is None:
        return Sites({})
    try:
        text = Path(path).read_text(encoding="utf-8-sig")  # Notepad writes a byte order mark, and TOML has none
    except OSError as error:
        raise SitesError([f"{path}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise SitesError([f"{path}: is not UTF-8, as TOML must be: {error}"]) from error
    return parse_sites(text, source=str(path))


def parse_sites(text: str, source: str = "<string>") -> Sites:
    """Return the corrections that a TOML text describes (docs/parse.md).

    Raises:
        SitesError: the text is no TOML, or an entry is wrong or unreachable; names every fault with its domain, key and value.
    """
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "; a site with several entries has each under [[double brackets]]" if _TWICE in str(error) else ""
        raise SitesError([f"{source}: {error}{hint}"]) from error
    except RecursionError as error:
        raise SitesError([f"{source}: is nested too deeply"]) from error
    reader = _Reader(source)
    for domain, value in read.items():
        reader.read_domain(domain, value)
    if reader.problems:
        raise SitesError(reader.problems)
    return Sites(reader.by_domain)


class _Reader:
    """Reads the tables of a file, and collects what is wrong with them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.problems: list[str] = []
        self.by_domain: dict[str, list[Site]] = {}

    def read_domain(self, written: str, value: Any) -> None:
        """Read what a file says of a domain: a table, or a list of tables."""
        place = f'{self._source}: ["{_shown(written)}"]'
        domain, problem = _domain(written)
        if problem:
            self.problems.append(f"{place}: {problem}")
        tables = value if isinstance(value, list) and value else [value]
        sites = self.by_domain.setdefault(domain, [])
        for number, table in enumerate(tables, 1):
            at = f"{place} table {number}" if len(tables) > 1 else place
            if not isinstance(table, dict):
                self.problems.append(
                    f"{at}: needs a table of selectors, not {_shown(table)}; "
                    'is the domain in quotation marks, as in ["example.org"]?'
                )
                continue
            site = self._read_table(domain, table, at)
            if site is None:
                continue
            if any(each.pattern == site.pattern for each in sites):
                what = "all paths" if site.pattern == _ALL_PATHS else f"the path {site.path!r}"
                self.problems.append(f"{at}: is never reached: {domain} has an earlier table for {what}")
            sites.append(site)

    def _read_table(self, domain: str, table: dict[str, Any], place: str) -> Site | None:
        """Return the corrections in a table; None if something is wrong with it."""
        before = len(self.problems)
        for key, value in table.items():
            if isinstance(value, dict):
                self.problems.append(f'{place}: a dot in a domain needs quotation marks, as in ["example.org"]')
            elif key not in _KEYS:
                near = difflib.get_close_matches(key, _KEYS, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_KEYS)}"
                self.problems.append(f"{place}: unknown key {_shown(key)!r}; {hint}")
        remove = table.get("remove", [])
        selectors = [self._selector(each, f"{place} remove") for each in _as_list(remove)]
        one = {key: self._selector(table[key], f"{place} {key}") for key in SELECTOR_KEYS if key in table}
        path, pattern = self._path(table.get("path"), place)
        if len(self.problems) > before:
            return None
        if not selectors and not one:
            self.problems.append(f"{place}: has no selector; give one of {', '.join(_KEYS[1:])}")
        return Site(domain, path, pattern, tuple(filter(None, selectors)), **one)

    def _selector(self, value: Any, place: str) -> Selector | None:
        if not isinstance(value, str) or not value.strip():
            self.problems.append(f"{place}: needs a selector as text, not {_shown(value)!r}")
            return None
        try:
            return compile_selector(value.strip())
        except SelectorError as error:
            self.problems.append(f"{place}: selector {_shown(value)!r} {error}")
            return None

    def _path(self, value: Any, place: str) -> tuple[str | None, PathPattern]:
        if value is None:
            return None, _ALL_PATHS
        if not isinstance(value, str) or not value.startswith(("/", "*")) or "?" in value or "#" in value:
            self.problems.append(
                f"{place} path: needs the path of URLs, as in '/blog/*', where * is any text; not {_shown(value)!r}"
            )
            return None, _ALL_PATHS
        pattern = PathPattern(tuple(_STARS.sub("*", value).split("*")))
        # A path begins with a slash, so these match every path.
        return value, _ALL_PATHS if pattern.parts == ("/", "") else pattern


def _as_list(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]


def _domain(written: str) -> tuple[str, str]:
    """Return a domain as it is looked up, and what is wrong with it."""
    domain = written.strip().rstrip(".").lower()
    if "/" in domain or ":" in domain:
        return domain, "give the domain alone, without scheme, port and path; `path` is for paths"
    if domain.startswith("*."):
        return domain, f"an entry is for its subdomains too: write {domain.removeprefix('*.')!r}"
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError as error:
            return domain, f"is no domain: {error}"
    if len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in domain.split(".")):
        return domain, "is no domain; write it as in https://example.org/, without the scheme"
    return domain, ""


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
