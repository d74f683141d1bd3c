"""The corrections for one site, and the choice among them by a page's URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from worker.parse.sites.selector import Selector

#: Keys of a selector each, besides `remove`, which has any number.
SELECTOR_KEYS: Final = ("main", "title", "author", "date")


class PathPattern(NamedTuple):
    """A pattern for the paths of URLs: `*` stands for any characters."""

    #: What stands between the stars, which there is one fewer of.
    parts: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """How specific it is: its characters, then the fewer stars. Of patterns that match a path the higher rank wins."""
        return sum(map(len, self.parts)), -len(self.parts)

    def matches(self, path: str) -> bool:
        """Tell whether the whole `path` fits, in time linear in its length."""
        first, *inner, last = self.parts if len(self.parts) > 1 else (*self.parts, "")
        if len(self.parts) == 1:
            return path == first
        if len(path) < len(first) + len(last) or not (path.startswith(first) and path.endswith(last)):
            return False
        at, end = len(first), len(path) - len(last)
        for part in inner:
            found = path.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True


class Site(NamedTuple):
    """The corrections for the pages of a domain, or for those of its pages whose path fits a pattern."""

    domain: str
    #: As it is written in the file; None for all paths.
    path: str | None
    pattern: PathPattern
    remove: tuple[Selector, ...] = ()
    main: Selector | None = None
    title: Selector | None = None
    author: Selector | None = None
    date: Selector | None = None

    def selectors(self) -> Iterator[tuple[str, Selector]]:
        """Yield the selectors with their keys, in the order in which they are applied."""
        yield from (("remove", selector) for selector in self.remove)
        for key in SELECTOR_KEYS:
            selector = getattr(self, key)
            if selector is not None:
                yield key, selector


class Sites:
    """All corrections of a file."""

    def __init__(self, by_domain: Mapping[str, list[Site]]) -> None:
        self._by_domain = {
            domain: sorted(sites, key=lambda site: site.pattern.rank, reverse=True)
            for domain, sites in by_domain.items()
        }
        #: In the order of the file.
        self.sites = [site for sites in by_domain.values() for site in sites]

    def for_url(self, url: str | None) -> Site | None:
        """Return the corrections for the page at `url`.

        These are those of the longest domain that has any for this path, and of them those with the most specific path.
        """
        if not url:
            return None
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return None
        path = parts.path or "/"
        labels = _in_ascii(host).split(".")
        for first in range(len(labels)):
            for site in self._by_domain.get(".".join(labels[first:]), ()):
                if site.pattern.matches(path):
                    return site
        return None


def _in_ascii(host: str) -> str:
    """Return a host as it is looked up: in lower case, names in other scripts in Punycode."""
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()
