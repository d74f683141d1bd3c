"""The countries that a text is about, with their shares of what it says of places.

A country's name speaks for it, its cities and what is called after it somewhat less, all the more the earlier they come, and most in the headline;
where the text was filed speaks a little, and the country of the site hardly. (Focus as a weighted count of resolved names: Amitay et al.,
"Web-a-Where: geotagging web content", SIGIR 2004.)
"""

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wiremill.enrichment import Focus
from worker.enrich.places.country_names import country_names, english_names
from worker.enrich.places.demonyms import BEGINNINGS, ENGLISH, NO_COUNTRY, PREFIXES
from worker.enrich.text.words import split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiremill.enrichment import City, Dateline
    from worker.enrich.text.indexed import Reading

#: What one mention of each kind weighs, that of a country's name being 1.
CITY, DEMONYM, HEADLINE, FILED, SITE = 0.7, 0.7, 2.0, 0.8, 0.2
#: Mentions of a demonym beyond this add nothing.
MOST_DEMONYMS = 12
#: characters; a mention so far from the start weighs half of what the first sentence's does
HALF = 500
#: A country below this share is only named.
LEAST = 0.12
MOST = 5

_TOP_LEVEL = re.compile(r"\.([a-z]{2})$")


def find(
    reading: Reading,
    mentions: Iterable[tuple[int, str]],
    cities: Iterable[City],
    *,
    title: str | None,
    url: str | None,
    dateline: Dateline | None,
) -> list[Focus]:
    """Return the countries in focus, the most first; none where the text names no place.

    Args:
        reading: the text.
        mentions: where the name of a country stands, and its code.
        cities: the cities of the text.
        title: the headline.
        url: where the page is from.
        dateline: of the text.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for start, code in mentions:
        weights[code] += _at(start)
    for city in cities:
        start = reading.text.find(city.name)
        weights[city.country] += CITY * city.mentions * _at(start if start >= 0 else HALF)
    for start, code in _demonyms(reading):
        weights[code] += DEMONYM * _at(start)
    for code in _in_headline(title, reading.language):
        weights[code] += HEADLINE
    if not weights:
        return []
    if dateline is not None and dateline.country is not None:
        weights[dateline.country] += FILED
    site = _of_site(url)
    if site is not None:
        weights[site] += SITE
    total = sum(weights.values())
    ordered = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    known = english_names()
    return [
        Focus(code, round(weight / total, 4)) for code, weight in ordered if weight >= LEAST * total and code in known
    ][:MOST]


def _at(start: int) -> float:
    """Return what a mention weighs by its place, from 1 at the start down to a third."""
    return 1 / 3 + 2 / 3 / (1 + start / HALF)


def _demonyms(reading: Reading) -> Iterable[tuple[int, str]]:
    if reading.language == "en":
        for word in reading.capitals.keys() & ENGLISH.keys():
            code = ENGLISH[word]
            for start in reading.capitals[word][:MOST_DEMONYMS]:
                yield start, code
        return
    beginnings = BEGINNINGS.get(reading.language)
    if beginnings is None:
        return
    for word in reading.unique:
        if len(word) >= PREFIXES[0]:
            low = word.lower()
            for size in PREFIXES:
                code = beginnings.get(low[:size], "")
                if code:
                    yield max(0, reading.text.find(word)), code
                    break


def _in_headline(title: str | None, language: str) -> set[str]:
    """Return the countries that a headline names, or tells of, by single words."""
    names = country_names(language)
    found: set[str] = set()
    for word in split(title or ""):
        code = names.get(word) or (ENGLISH.get(word) if language == "en" else None)
        if code is not None:
            found.add(code)
    return found


def _of_site(url: str | None) -> str | None:
    try:
        match = _TOP_LEVEL.search(urlsplit(url or "").hostname or "")
    except ValueError:
        return None
    if match is None or match[1] in NO_COUNTRY:
        return None
    return "GB" if match[1] == "uk" else match[1].upper()
