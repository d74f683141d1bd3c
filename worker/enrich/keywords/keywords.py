"""Keywords: the words and phrases that set a text apart.

After YAKE (Campos, Mangaravite et al., "YAKE! Keyword extraction from single documents using multiple local features",
Information Sciences 509, 2020): a word scores higher the more frequent it is, the earlier it first occurs, and the more
often it is capitalised; a phrase is scored by its words and its own frequency (equation 6). Features that need the
neighbours of every word (relatedness, spread over sentences) are left out, since they cost more than all others
together. The headline is added. Phrases are runs of candidate words without a stop word or punctuation between them, as
in RAKE (Rose et al. 2010).

Scripts without spaces have rules of their own: see `worker.enrich.keywords.repeated_runs`.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wiremill.contract.enrichment import Keyword
from worker.enrich.keywords.normalisation import normalise
from worker.enrich.keywords.repeated_runs import UNSPACED_LANGUAGES, find_repeated_runs
from worker.enrich.text.stopwords import stopwords
from worker.enrich.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.enrich.text import IndexedText

#: characters at the start of a text, where its subject is stated
MAX_CHARACTERS = 3_000
#: keywords of one text
MAX_KEYWORDS = 10
#: words that candidate phrases are made of, the most frequent first
MAX_WORDS = 40
#: words of the longest phrase
MAX_PHRASE_WORDS = 3
#: words; in a shorter text every word may be a keyword, in a longer one only a word that occurs twice
SHORT_TEXT = 120
#: letters; shorter words are particles or parts of words
MIN_LETTERS = 3
#: occurrences that a word of the headline gains
HEADLINE_BONUS = 3
#: share of its score that a phrase gains with each word after the first, since it says more
LENGTH_BONUS = 0.8


class Keywords(NamedTuple):
    """The keywords of a text, and what the summary is made from."""

    #: The strongest first.
    ranked: list[Keyword]
    #: The weight of each word (or run of characters) that matters, as `normalised` has it.
    weights: Mapping[str, float]
    #: The start of the text, normalised character by character.
    normalised: str


def find_keywords(indexed: IndexedText, title: str | None) -> Keywords:
    """Return the keywords of a text with the headline `title`."""
    normalised = normalise(indexed.text[:MAX_CHARACTERS])
    if indexed.language in UNSPACED_LANGUAGES:
        ranked, weights = find_repeated_runs(indexed.text, MAX_KEYWORDS)
        return Keywords(ranked, weights, normalised)
    tokens = normalised.replace(".", " . ").split()
    counts = Counter(tokens)
    headline = set(split_words(title.lower())) if title else set()
    candidates = _candidate_words(indexed, tokens, counts, headline)
    if not candidates:
        return Keywords([], {}, normalised)
    places = [place for place, token in enumerate(tokens) if token in candidates]
    weights = _weigh_words(indexed, candidates, {tokens[place]: place for place in reversed(places)})
    phrases = _count_phrases(tokens, places, counts, weights, least=1 if len(tokens) < SHORT_TEXT else 2)
    scored = [(_score_phrase(phrase, count, weights), phrase) for phrase, count in phrases.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return Keywords(_rank(indexed.text, scored, phrases), weights, normalised)


def _candidate_words(
    indexed: IndexedText, tokens: Sequence[str], counts: Counter[str], headline: set[str]
) -> dict[str, int]:
    """Return the words that phrases are made of with their frequencies, the most frequent first."""
    common = stopwords(indexed.language)
    least = 1 if len(tokens) < SHORT_TEXT else 2
    without_list = not common
    found: list[tuple[int, str]] = []
    for word, count in counts.items():
        if (
            (count >= least or word in headline)
            and word not in common
            and len(word) >= MIN_LETTERS
            and word[0].isalpha()
        ):
            # Without a list of stop words, short frequent words are taken for stop words.
            if without_list and len(word) <= MIN_LETTERS + 1 and count > len(tokens) / 100:
                continue
            found.append((count + HEADLINE_BONUS * (word in headline), word))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return {word: count for count, word in found[:MAX_WORDS]}


def _weigh_words(indexed: IndexedText, candidates: Mapping[str, int], first: Mapping[str, int]) -> dict[str, float]:
    """Return the inverse of each word's YAKE score, so that more is better; `first` is the place where a word first occurs."""
    capitals = indexed.capitals
    mean = sum(candidates.values()) / len(candidates)
    spread = math.sqrt(sum([(count - mean) ** 2 for count in candidates.values()]) / len(candidates))
    weights: dict[str, float] = {}
    for word, count in candidates.items():
        capitalised = len(capitals.get(word.capitalize(), ())) + len(capitals.get(word.upper(), ()))
        case = min(capitalised, count) / (1 + math.log(count))
        position = math.log(math.log(3 + first[word] / 20) + 1)
        weights[word] = (0.3 + case + count / (mean + spread)) / position
    return weights


def _count_phrases(
    tokens: Sequence[str], places: Sequence[int], counts: Mapping[str, int], weights: Mapping[str, float], least: int
) -> dict[tuple[str, ...], int]:
    """Return words and phrases with their frequencies.

    Args:
        tokens: of the text.
        places: of the tokens that `weights` has.
        counts: the frequency of each token.
        weights: of the words that phrases are made of.
        least: the lowest frequency of a phrase.
    """
    phrases: dict[tuple[str, ...], int] = {(word,): counts[word] for word in weights}
    for size in range(2, MAX_PHRASE_WORDS + 1):
        # Tokens are adjacent if their places rise by one.
        ends = zip(places, places[size - 1 :], strict=False)
        counted = Counter([tuple(tokens[first : last + 1]) for first, last in ends if last - first == size - 1])
        phrases |= {
            phrase: count for phrase, count in counted.items() if count >= least and len(set(phrase)) == len(phrase)
        }
    return phrases


def _score_phrase(phrase: tuple[str, ...], count: int, weights: Mapping[str, float]) -> float:
    """Return the inverse of a phrase's YAKE score, with the geometric mean of its words instead of their product."""
    if len(phrase) == 1:
        return weights[phrase[0]] * count
    product = math.prod(weights[word] for word in phrase)
    return product ** (1 / len(phrase)) * count * (1 + LENGTH_BONUS * (len(phrase) - 1))


def _rank(
    text: str, scored: list[tuple[float, tuple[str, ...]]], phrases: Mapping[tuple[str, ...], int]
) -> list[Keyword]:
    """Return the best phrases as the text writes them, without those that repeat a better one."""
    taken: list[tuple[str, ...]] = []
    strength: list[float] = []
    in_taken: dict[str, int] = {}
    for score, phrase in scored:
        # A word or phrase that mostly occurs within a phrase already taken adds nothing.
        if any(in_taken.get(word, 0) * 2 > phrases.get((word,), 1) for word in phrase):
            continue
        for word in phrase:
            in_taken[word] = in_taken.get(word, 0) + phrases[phrase]
        taken.append(phrase)
        strength.append(score)
        if len(taken) == MAX_KEYWORDS:
            break
    # Nearly all of them occur in the part that was read.
    lower = text[:MAX_CHARACTERS].lower()
    return [
        Keyword(_as_written(text, lower, phrase), round(score / strength[0], 4))
        for score, phrase in zip(strength, taken, strict=True)
    ]


def _as_written(text: str, lower: str, phrase: tuple[str, ...]) -> str:
    """Return a phrase with the capitals of its first occurrence; `lower` is the start of the text in lower case."""
    wanted = " ".join(phrase)
    # Lower case makes this letter two characters, so that offsets no longer fit.
    if "İ" in text:
        return wanted
    start = lower.find(wanted)
    if start < 0:
        start = text.lower().find(wanted)
    if start < 0:
        return wanted
    # A word is capitalised at the start of a sentence and may not be elsewhere.
    written = text[start : start + len(wanted)]
    return wanted if f" {wanted}" in text else written
