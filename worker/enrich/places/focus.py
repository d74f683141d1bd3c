"""The countries that a text is about, with their shares of its mentions of places.

Mentions of a country count in full, those of its cities and demonyms somewhat less; earlier mentions count more than
later ones, and the headline most. The dateline counts a little, the site's top-level domain hardly. (Focus as a weighted
count of resolved names: Amitay et al., "Web-a-Where: geotagging web content", SIGIR 2004.)
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wiremill.contract.enrichment import Focus
from worker.enrich.places.country_names import country_names, english_names
from worker.enrich.places.demonyms import DEMONYM_PREFIXES, ENGLISH_DEMONYMS, GENERIC_DOMAINS, PREFIX_LENGTHS
from worker.enrich.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wiremill.contract.enrichment import Dateline
    from worker.enrich.places.places import Places
    from worker.enrich.text.indexed import IndexedText

#: The weight of each kind of mention, where that of a country's name is 1.
CITY_WEIGHT, DEMONYM_WEIGHT, HEADLINE_WEIGHT, DATELINE_WEIGHT, DOMAIN_WEIGHT = 0.7, 0.7, 2.0, 0.8, 0.2
#: mentions of one demonym that count
MAX_DEMONYMS = 12
#: characters from the start at which the part of a mention's weight that depends on position is halved
HALF_WEIGHT_AT = 500
#: A country with a lower share is only named.
MIN_SHARE = 0.12
MAX_COUNTRIES = 5

_TOP_LEVEL = re.compile(r"\.([a-z]{2})$")


def find_focus(
    indexed: IndexedText, places: Places, dateline: Dateline | None, *, title: str | None, url: str | None
) -> list[Focus]:
    """Return the countries in focus, the highest share first; none for a text that names no place.

    Args:
        indexed: the text.
        places: the countries and cities that it names.
        dateline: that of the text.
        title: the headline.
        url: of the page.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for start, code in places.mentions:
        weights[code] += _position_weight(start)
    for city in places.cities:
        start = indexed.text.find(city.name)
        weights[city.country] += CITY_WEIGHT * city.mentions * _position_weight(start if start >= 0 else HALF_WEIGHT_AT)
    for start, code in _find_demonyms(indexed):
        weights[code] += DEMONYM_WEIGHT * _position_weight(start)
    for code in _headline_countries(title, indexed.language):
        weights[code] += HEADLINE_WEIGHT
    if not weights:
        return []
    if dateline is not None and dateline.country is not None:
        weights[dateline.country] += DATELINE_WEIGHT
    domain_country = _domain_country(url)
    if domain_country is not None:
        weights[domain_country] += DOMAIN_WEIGHT
    total = sum(weights.values())
    ordered = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    known = english_names()
    return [
        Focus(code, round(weight / total, 4))
        for code, weight in ordered
        if weight >= MIN_SHARE * total and code in known
    ][:MAX_COUNTRIES]


def _position_weight(start: int) -> float:
    """Return the weight of a mention by its offset: from 1 at the start down to a third."""
    return 1 / 3 + 2 / 3 / (1 + start / HALF_WEIGHT_AT)


def _find_demonyms(indexed: IndexedText) -> Iterable[tuple[int, str]]:
    if indexed.language == "en":
        for word in indexed.capitals.keys() & ENGLISH_DEMONYMS.keys():
            code = ENGLISH_DEMONYMS[word]
            for start in indexed.capitals[word][:MAX_DEMONYMS]:
                yield start, code
        return
    prefixes = DEMONYM_PREFIXES.get(indexed.language)
    if prefixes is None:
        return
    for word in indexed.vocabulary:
        if len(word) >= PREFIX_LENGTHS[0]:
            lower = word.lower()
            for size in PREFIX_LENGTHS:
                code = prefixes.get(lower[:size], "")
                if code:
                    yield max(0, indexed.text.find(word)), code
                    break


def _headline_countries(title: str | None, language: str) -> set[str]:
    """Return the countries that single words of a headline name, or are demonyms of."""
    names = country_names(language)
    found: set[str] = set()
    for word in split_words(title or ""):
        code = names.get(word) or (ENGLISH_DEMONYMS.get(word) if language == "en" else None)
        if code is not None:
            found.add(code)
    return found


def _domain_country(url: str | None) -> str | None:
    try:
        match = _TOP_LEVEL.search(urlsplit(url or "").hostname or "")
    except ValueError:
        return None
    if match is None or match[1] in GENERIC_DOMAINS:
        return None
    return "GB" if match[1] == "uk" else match[1].upper()
