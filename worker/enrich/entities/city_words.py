"""Words in the names of cities, a feature of the tagger."""

from __future__ import annotations

from functools import cache
from typing import Final

from worker.enrich.places.gazetteer import gazetteer

#: Kinds of words; 0 stands for any other word.
PART_OF_CITY, CITY, BIG_CITY = 1, 2, 3
#: people
_BIG: Final = 500_000
#: letters; shorter parts of names are articles and prepositions
_MIN_PART: Final = 4


@cache
def city_words() -> dict[str, int]:
    """Return each word in the name of a city to its kind."""
    found: dict[str, int] = {}
    tables = gazetteer()
    for names in (tables.latin, tables.spaced):
        for name, places in names.cities.items():
            words = name.split()
            if len(words) == 1:
                found[name] = max(found.get(name, 0), BIG_CITY if places[0].population >= _BIG else CITY)
            else:
                for word in words:
                    if len(word) >= _MIN_PART:
                        found.setdefault(word, PART_OF_CITY)
    return found
