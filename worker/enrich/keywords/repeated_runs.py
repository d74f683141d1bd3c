"""Keywords of Chinese, Japanese, Thai and other languages written without spaces.

Candidates are runs of characters that occur repeatedly; of runs with the same frequency the longest counts (the idea of
C-value: Frantzi and Ananiadou 1998).
"""

from __future__ import annotations

import math
import re
from collections import Counter

from wiremill.contract.enrichment import Keyword
from worker.enrich.text.stopwords import HAN_FUNCTION

#: characters at the start of a text, where its subject is stated; a character is about a word
_MAX_CHARACTERS = 2_000
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "km", "my"})

_RUN = re.compile(r"[\u30a0-\u30ff]{3,}|[\u3400-\u4dbf\u4e00-\u9fff]{2,}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{3,}")
#: Vowels and marks that no word of Thai, Lao, Burmese or Khmer begins with.
_NEVER_INITIAL = re.compile(r"[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]")


def find_repeated_runs(text: str, most: int) -> tuple[list[Keyword], dict[str, float]]:
    """Return up to `most` keywords of a text without spaces, the strongest first, and the weight of each."""
    text = text[:_MAX_CHARACTERS]
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _RUN.finditer(text):
        run, start = match[0], match.start()
        longest, shortest = (4, 2) if run[0] >= "\u3400" else (len(run), len(run)) if run[0] >= "\u3000" else (9, 4)
        for size in range(shortest, min(longest, len(run)) + 1):
            for begin in range(len(run) - size + 1):
                gram = run[begin : begin + size]
                counted[gram] += 1
                first.setdefault(gram, start)
    repeated = {gram: count for gram, count in counted.items() if count >= 2 and _is_word(gram)}
    weights = {
        gram: count * math.sqrt(len(gram)) / math.log(math.log(3 + first[gram] / 40) + 1)
        for gram, count in repeated.items()
    }
    ordered = sorted(weights, key=lambda gram: (-weights[gram], gram))
    taken: list[str] = []
    for gram in ordered:
        inside = [other for other in repeated if gram in other and gram != other]
        # A run that mostly occurs within a longer one is part of a word.
        if any(repeated[other] * 1.5 > repeated[gram] for other in inside):
            continue
        if not any(
            gram in other or other in gram or gram[1:] == other[:-1] or gram[:-1] == other[1:] for other in taken
        ):
            taken.append(gram)
        if len(taken) == most:
            break
    if not taken:
        return [], {}
    best = weights[taken[0]]
    return [Keyword(gram, round(min(1.0, weights[gram] / best), 4)) for gram in taken], {
        gram: weights[gram] for gram in taken
    }


def _is_word(gram: str) -> bool:
    if gram[0] >= "\u3400":
        return HAN_FUNCTION.isdisjoint(gram)
    return gram[0] >= "\u3000" or _NEVER_INITIAL.match(gram) is None
