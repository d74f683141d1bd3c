"""The filter: which pages end early, and with which reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args
from urllib.parse import urlsplit

from wiremill.contract.document import PageType
from wiremill.contract.outcome import FILTER_REASONS
from wiremill.errors import RulesError
from wiremill.rules.messages import as_toml, check_known_keys, did_you_mean
from wiremill.rules.values import extractor

#: Returns whether a page passes; None if the item lacks the value.
FilterTest = Callable[[Mapping[str, Any]], bool | None]

_KEYS = ("languages", "page_types", "domains", "minimum_words", "unknown")
#: RFC 5646, section 2.1, in shape only.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


class Filter:
    """The tests of a file, by the reason that each gives."""

    def __init__(self, tests: Mapping[str, FilterTest], *, drop_unknown: bool) -> None:
        # In the order of the closed list, not of the file: the first test that rejects the page gives the reason.
        self._tests = tuple((reason, tests[reason]) for reason in FILTER_REASONS if reason in tests)
        # The results that reject a page: with drop_unknown, also an unknown value (None).
        self._rejections = (False, None) if drop_unknown else (False,)

        #: Whether every page passes.
        self.empty = not tests

    def filtered(self, item: Mapping[str, Any]) -> str | None:
        """Return the reason to filter a page, one of `wiremill.contract.outcome.FILTER_REASONS`, or None if it passes."""
        for reason, test in self._tests:
            if test(item) in self._rejections:
                return reason
        return None


def read_filter(table: Any, place: str) -> Filter:
    """Return the filter that a ``[filter]`` table describes.

    Raises:
        RulesError: the table is wrong; the message begins with `place`.
    """
    if not isinstance(table, dict):
        raise RulesError(f"{place}: needs a table, not {as_toml(table)}")
    check_known_keys(table, _KEYS, f"{place}: ", "setting")
    unknown = table.get("unknown", "keep")
    if unknown not in ("keep", "drop"):
        raise RulesError(f'{place}.unknown: needs "keep" or "drop", not {as_toml(unknown)}')
    tests: dict[str, FilterTest] = {}
    if "languages" in table:
        tests["language"] = _languages(table["languages"], f"{place}.languages")
    if "page_types" in table:
        tests["page_type"] = _page_types(table["page_types"], f"{place}.page_types")
    if "domains" in table:
        tests["domain"] = _domains(table["domains"], f"{place}.domains")
    if "minimum_words" in table:
        tests["too_short"] = _minimum_words(table["minimum_words"], f"{place}.minimum_words")
    return Filter(tests, drop_unknown=unknown == "drop")


def _languages(argument: Any, place: str) -> FilterTest:
    tags = _strings(argument, place)
    for tag in tags:
        if not _LANGUAGE.fullmatch(tag):
            raise RulesError(f'{place}: {as_toml(tag)} is no language tag; write BCP 47, such as "en" or "zh-Hant"')
    # Basic filtering of RFC 4647, section 3.3.1: "en" takes "en" and "en-GB", whatever the case.
    wanted = tuple(f"{tag.lower()}-" for tag in tags)
    find = extractor(("classification", "language"))

    def test(item: Mapping[str, Any]) -> bool | None:
        for value in find(item):
            if value.__class__ is str and value:
                return f"{value.lower()}-".startswith(wanted)
        return None

    return test


def _page_types(argument: Any, place: str) -> FilterTest:
    known = get_args(PageType)
    for name in _strings(argument, place):
        if name not in known:
            hint = did_you_mean(name, known) or f"; one of {', '.join(known)}"
            raise RulesError(f"{place}: {as_toml(name)} is no page type{hint}")
    wanted = frozenset(argument)
    find = extractor(("classification", "page_type"))

    def test(item: Mapping[str, Any]) -> bool | None:
        for value in find(item):
            return value in wanted
        return None

    return test


def _domains(argument: Any, place: str) -> FilterTest:
    if not isinstance(argument, dict) or not argument:
        raise RulesError(f"{place}: needs a table with allow, deny or both, not {as_toml(argument)}")
    check_known_keys(argument, ("allow", "deny"), f"{place}: ", "setting")
    allow, deny = (
        tuple(_domain(name, f"{place}.{side}") for name in _strings(argument[side], f"{place}.{side}"))
        if side in argument
        else ()
        for side in ("allow", "deny")
    )
    # The URL of a local file has no host, but its canonical URL often has one.
    finds = (extractor(("url",)), extractor(("document", "canonical_url")))

    def test(item: Mapping[str, Any]) -> bool | None:
        for find in finds:
            for url in find(item):
                if url.__class__ is str and (host := _host(url)):
                    dotted = f".{host}"
                    return not dotted.endswith(deny) and (not allow or dotted.endswith(allow))
        return None

    return test


def _domain(name: str, place: str) -> str:
    domain = _ascii(name.lower())
    if not _DOMAIN.fullmatch(domain):
        raise RulesError(f'{place}: {as_toml(name)} is no domain; write "example.com", which takes its subdomains too')
    return f".{domain}"


def _host(url: str) -> str:
    try:
        return _ascii((urlsplit(url).hostname or "").rstrip("."))
    except ValueError:
        return ""


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _minimum_words(argument: Any, place: str) -> FilterTest:
    if isinstance(argument, bool) or not isinstance(argument, int) or argument < 1:
        raise RulesError(f"{place}: needs a whole number from 1, not {as_toml(argument)}")
    find = extractor(("enrichment", "word_count"))

    def test(item: Mapping[str, Any]) -> bool | None:
        for value in find(item):
            if value.__class__ in (int, float):
                return bool(value >= argument)
        return None

    return test


def _strings(argument: Any, place: str) -> list[str]:
    if not isinstance(argument, list) or not argument or not all(isinstance(one, str) for one in argument):
        raise RulesError(f"{place}: needs a list of strings, not {as_toml(argument)}")
    return argument
