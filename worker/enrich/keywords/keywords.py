"""Keywords: the words and phrases that set a text apart.

After YAKE: Campos, Mangaravite et al., "YAKE! Keyword extraction from single documents using multiple local features",
Information Sciences 509 (2020): a word counts for more the more often it comes, the earlier it comes first, and the more
often it has a capital; a phrase is scored by its words and its own frequency (their equation 6). Left out are the features
that need every neighbour of every word (relatedness, spread over sentences), which cost more than all others together; added is the
headline. Phrases are runs of candidates without a stop word or punctuation between them, as in RAKE (Rose et al. 2010).

Chinese, Japanese, Thai and their like have no spaces: there the repeated runs of characters are candidates, the longest of those
that come as often (the idea of C-value: Frantzi, Ananiadou 1998).
"""

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from wiremill.enrichment import Keyword
from worker.enrich.text.stopwords import HAN_FUNCTION, stopwords
from worker.enrich.text.words import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.enrich.text.indexed import Reading

#: characters of a text that are read: what it is about is said there
LOOKED_AT = 3_000
#: the same where a character is a word
UNSPACED_LOOKED_AT = 2_000
#: Keywords of one text.
MOST = 10
#: Words that candidates are made of, the most frequent first.
WORDS = 40
#: words of the longest phrase
LONGEST = 3
#: words; in a shorter text every word may be a keyword, in others what comes twice.
SHORT = 120
#: letters; a shorter word is a particle or half a word
SHORTEST = 3
#: A word of the headline counts as if it came so many times more.
HEADLINE = 3
#: What each word more of a phrase adds to its score, as a share: the longer one says more.
LONGER = 0.8
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})

_WORDS_WITHOUT_SPACES = re.compile(
    r"[\u30a0-\u30ff]{3,}|[\u3400-\u4dbf\u4e00-\u9fff]{2,}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{3,}"
)
#: Vowels and marks that no word of Thai, Lao, Burmese or Khmer begins with.
_NO_BEGINNING = re.compile(r"[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3]")
#: What Korean writes onto the end of a noun.
_KOREAN_PARTICLE = re.compile(
    r"(?<=[\uac00-\ud7a3]{2})(?:에서는|에서|에게|으로|까지|부터|은|는|이|가|을|를|의|에|로|와|과|도)$"
)


def find(reading: Reading, flat: str, title: str | None) -> tuple[list[Keyword], Mapping[str, float]]:
    """Return the keywords of a text, the strongest first, and the weight of each word or run that matters in it.

    Args:
        reading: the text.
        flat: the same as `worker.enrich.keywords.normalisation` makes it.
        title: the headline.
    """
    text, language = reading.text, reading.language
    if language in UNSPACED:
        return _runs(text[:UNSPACED_LOOKED_AT])
    flat = flat[:LOOKED_AT].replace(".", " . ")
    tokens = flat.split()
    counts = Counter(tokens)
    headline = set(split(title.lower())) if title else set()
    chosen = _words(reading, tokens, counts, headline)
    if not chosen:
        return [], {}
    places = [place for place, token in enumerate(tokens) if token in chosen]
    weights = _weights(reading, chosen, {tokens[place]: place for place in reversed(places)})
    phrases = _phrases(tokens, places, counts, weights, least=1 if len(tokens) < SHORT else 2)
    scored = [(_of_phrase(phrase, count, weights), phrase) for phrase, count in phrases.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return _chosen(text, scored, phrases), weights


def _words(reading: Reading, tokens: Sequence[str], counts: Counter[str], headline: set[str]) -> dict[str, int]:
    """Return the words that candidates are made of, the most frequent first, with how often they count."""
    common = stopwords(reading.language)
    least = 1 if len(tokens) < SHORT else 2
    unlearned = not common
    found: list[tuple[int, str]] = []
    for word, count in counts.items():
        if (count >= least or word in headline) and word not in common and len(word) >= SHORTEST and word[0].isalpha():
            # Without a list of stop words, the short ones that come often are taken for such.
            if unlearned and len(word) <= SHORTEST + 1 and count > len(tokens) / 100:
                continue
            found.append((count + HEADLINE * (word in headline), word))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return {word: count for count, word in found[:WORDS]}


def _weights(reading: Reading, chosen: Mapping[str, int], first: Mapping[str, int]) -> dict[str, float]:
    """Return the inverse of each word's score in YAKE: more is better; `first` is where each comes first."""
    capitals = reading.capitals
    mean = sum(chosen.values()) / len(chosen)
    spread = math.sqrt(sum([(count - mean) ** 2 for count in chosen.values()]) / len(chosen))
    weights: dict[str, float] = {}
    for word, count in chosen.items():
        large = len(capitals.get(word.capitalize(), ())) + len(capitals.get(word.upper(), ()))
        case = min(large, count) / (1 + math.log(count))
        position = math.log(math.log(3 + first[word] / 20) + 1)
        weights[word] = (0.3 + case + count / (mean + spread)) / position
    return weights


def _phrases(
    tokens: Sequence[str], places: Sequence[int], counts: Mapping[str, int], weights: Mapping[str, float], least: int
) -> dict[tuple[str, ...], int]:
    """Return words and phrases with how often they come; a phrase comes twice or more, or the text is short.

    Args:
        tokens: of the text.
        places: where in it the words stand that `weights` has.
        counts: how often each token comes.
        weights: of the words that phrases are made of.
        least: how often a phrase comes at least.
    """
    phrases: dict[tuple[str, ...], int] = {(word,): counts[word] for word in weights}
    for size in range(2, LONGEST + 1):
        # Places that rise by one each stand side by side.
        ends = zip(places, places[size - 1 :], strict=False)
        counted = Counter([tuple(tokens[first : last + 1]) for first, last in ends if last - first == size - 1])
        phrases |= {
            phrase: count for phrase, count in counted.items() if count >= least and len(set(phrase)) == len(phrase)
        }
    return phrases


def _of_phrase(phrase: tuple[str, ...], count: int, weights: Mapping[str, float]) -> float:
    """Return the inverse of YAKE's score of a phrase, with the geometric mean of its words instead of their product."""
    if len(phrase) == 1:
        return weights[phrase[0]] * count
    product = math.prod(weights[word] for word in phrase)
    return product ** (1 / len(phrase)) * count * (1 + LONGER * (len(phrase) - 1))


def _chosen(
    text: str, scored: list[tuple[float, tuple[str, ...]]], phrases: Mapping[tuple[str, ...], int]
) -> list[Keyword]:
    """Take the best, none that says the same as a better one; as the text writes them."""
    taken: list[tuple[str, ...]] = []
    strength: list[float] = []
    in_taken: dict[str, int] = {}
    for score, phrase in scored:
        # A word that mostly stands within a phrase that is taken says nothing of its own; nor does a phrase within one.
        if any(in_taken.get(word, 0) * 2 > phrases.get((word,), 1) for word in phrase):
            continue
        for word in phrase:
            in_taken[word] = in_taken.get(word, 0) + phrases[phrase]
        taken.append(phrase)
        strength.append(score)
        if len(taken) == MOST:
            break
    # Nearly all stand in the part that is read.
    low = text[:LOOKED_AT].lower()
    return [
        Keyword(_as_written(text, low, phrase), round(score / strength[0], 4))
        for score, phrase in zip(strength, taken, strict=True)
    ]


def _as_written(text: str, low: str, phrase: tuple[str, ...]) -> str:
    """Return a phrase with the capitals that it has where it comes first in the text, whose beginning is given in small letters."""
    wanted = " ".join(phrase)
    # The letter grows when it is made small, so that places in small letters are not those of the text.
    if "İ" in text:
        return wanted
    start = low.find(wanted)
    if start < 0:
        start = text.lower().find(wanted)
    if start < 0:
        return wanted
    # The first word of a sentence has a capital that the word may not have elsewhere.
    written = text[start : start + len(wanted)]
    return wanted if f" {wanted}" in text else written


def _runs(text: str) -> tuple[list[Keyword], dict[str, float]]:
    """Return the repeated runs of characters of a text without spaces, which no longer one has as often."""
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _WORDS_WITHOUT_SPACES.finditer(text):
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
        # A run that is mostly part of a longer one is half a word.
        if any(repeated[other] * 1.5 > repeated[gram] for other in inside):
            continue
        if not any(
            gram in other or other in gram or gram[1:] == other[:-1] or gram[:-1] == other[1:] for other in taken
        ):
            taken.append(gram)
        if len(taken) == MOST:
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
    return gram[0] >= "\u3000" or _NO_BEGINNING.match(gram) is None
