"""The language of a text: by its script, then by n-grams and words that tell the languages of a script apart.

`scripts/train-language` trains the model; `bench/quality/language.py` measures it and its peers.
"""

from __future__ import annotations

import math
import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wiremill.contract.classification import LanguageShare
from worker.classify.language.model import shipped_model
from worker.classify.language.ngrams import code_points, hash_ngrams, isolate_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from worker.classify.language.model import Group

#: characters of a window, and the number of windows; three are as good as a whole article
WINDOW = 120
WINDOWS = 3
#: letters; with fewer the model guesses, and the declared language is the better answer
FEW_LETTERS = 14
#: letters; with fewer there is no answer
MIN_LETTERS = 3
#: The confidence that a window needs to be in another language than the main one of the page.
OTHER = 0.9
#: The share of letters that a second language needs; less is a name or a quotation.
MIN_SHARE = 0.1
#: A Chinese character carries about as much information as this many letters.
HAN, HAN_DENSITY = 0x4E00, 3
#: The confidence of a declared language if there is too little text to check it.
DECLARED_CONFIDENCE = 0.3
#: The confidence of the only language of a script, however short the text.
SCRIPT_CONFIDENCE = 0.99

#: Tags that are not BCP 47, or are deprecated.
TAGS = {"no": "nb", "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr-Latn", "fil": "tl"}

_URL = re.compile(r"https?://\S+|www\.\S+|(?<!\S)\S[^\s@]*+@\S+")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class Detected(NamedTuple):
    """The main language with its confidence, and all languages with their shares."""

    language: str | None
    confidence: float
    shares: list[LanguageShare]


class _Part(NamedTuple):
    """A window in one script: its letters, its n-grams, and the sum of their weights for each language."""

    group: int
    letters: int
    ngrams: int
    sums: NDArray[np.float32]


NOTHING = Detected(None, 0.0, [])


def normalise_tag(tag: str | None) -> str | None:
    """Return a language tag in BCP 47 form (``zh_hant`` → ``zh-Hant``, ``iw`` → ``he``), None if it is not a tag."""
    if tag is None or _TAG.fullmatch(tag.strip()) is None:
        return None
    first, *rest = re.split("[-_]", tag.strip())
    primary = TAGS.get(first.lower(), first.lower())
    # RFC 5646, 2.1.1: scripts in title case, regions in upper case, the rest in lower case.
    cased = (part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest)
    return None if primary in {"und", "zxx", "mul"} else "-".join((primary, *cased))


def detect_language(text: str, declared: str | None = None) -> Detected:
    """Detect the language of a text from up to `WINDOWS` windows of it.

    Args:
        text: the text; URLs and e-mail addresses in it are ignored.
        declared: the language that the page declares; used only if there is too little text.
    """
    parts = _parts(list(_windows(text)))
    letters = sum(part.letters for part in parts)
    alone = bool(parts) and len(shipped_model().groups[parts[0].group].tags) == 1
    if not alone and letters < MIN_LETTERS:
        return NOTHING
    weights: dict[str, float] = {}
    confidences: dict[str, float] = {}
    for number in dict.fromkeys(part.group for part in parts):
        for tag, share, confidence in _languages_of_group([part for part in parts if part.group == number]):
            weights[tag] = weights.get(tag, 0.0) + share / letters
            confidences[tag] = max(confidences.get(tag, 0.0), confidence)
    named = normalise_tag(declared)
    if letters < FEW_LETTERS and named is not None and not alone:
        return Detected(named, DECLARED_CONFIDENCE, [LanguageShare(named, 1.0)])
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    ranked = [pair for number, pair in enumerate(ranked) if number == 0 or pair[1] >= MIN_SHARE]
    kept = sum(weight for _, weight in ranked)
    language = ranked[0][0]
    shares = [LanguageShare(tag, round(weight / kept, 3)) for tag, weight in ranked]
    return Detected(language, round(confidences[language], 3), shares)


def _windows(text: str) -> Iterator[str]:
    """Yield evenly spaced windows of a text, which begin after a space if there is one."""
    if len(text) <= WINDOW * WINDOWS:
        yield _URL.sub(" ", text)
        return
    stride = (len(text) - 2 * WINDOW) // (WINDOWS - 1)
    for number in range(WINDOWS):
        start = number * stride
        if start:
            space = text.find(" ", start, start + 30)
            start = space + 1 if space >= 0 else start
        # Twice the size, since removing URLs shortens it.
        part = text[start : start + 2 * WINDOW]
        if "://" in part or "www." in part or "@" in part:
            part = _URL.sub(" ", part)
        yield part[:WINDOW]


def _parts(windows: Sequence[str]) -> list[_Part]:
    """Score the windows in each script with a sufficient share of all letters; those of one script in one pass."""
    letters = code_points("\n".join(windows))
    cuts = list(accumulate(len(window) + 1 for window in windows[:-1])) if len(windows) > 1 else []
    weights = shipped_model()
    groups = weights.scripts[letters]
    counts = np.bincount(groups, minlength=len(weights.groups))
    counts[0] = 0
    counts[weights.scripts[HAN]] *= HAN_DENSITY
    least = max(1, int(counts.sum()) * MIN_SHARE)
    return [
        part
        for number in np.flatnonzero(counts >= least).tolist()
        if weights.groups[number].tags
        for part in _scored(letters, groups == number, number, weights.groups[number], cuts)
    ]


def _scored(
    letters: NDArray[np.uint32], wanted: NDArray[np.bool_], number: int, group: Group, cuts: Sequence[int]
) -> Iterator[_Part]:
    density = HAN_DENSITY if number == shipped_model().scripts[HAN] else 1
    if not group.bits:
        yield _Part(number, density * int(np.count_nonzero(wanted)), 0, np.zeros(1, np.float32))
        return
    clean, places = isolate_script(letters, wanted, cuts)
    edges = [0, *places, len(clean)]
    for place, found in enumerate(hash_ngrams(clean, group.bits, places)):
        if edges[place + 1] - edges[place] > 2:
            # A product with ones is faster than `sum` and as exact, since all weights are small integers.
            sums = np.ones(len(found), np.float32) @ group.weights.take(found, axis=0).astype(np.float32)
            # Spaces count as letters: each word has one, in all languages of a script.
            yield _Part(number, density * (edges[place + 1] - edges[place] - 1), len(found), sums)


def _languages_of_group(parts: list[_Part]) -> list[tuple[str, float, float]]:
    """Return the languages of the windows in one script, each with its number of letters and its confidence."""
    group = shipped_model().groups[parts[0].group]
    letters = sum(part.letters for part in parts)
    if not group.bits:
        return [(group.tags[0], letters, SCRIPT_CONFIDENCE)]
    together = _probabilities(group, sum(part.ngrams for part in parts), np.sum([part.sums for part in parts], axis=0))
    main = int(together.argmax())
    found = {main: (0.0, float(together[main]))}
    for part in parts:
        language, confidence = main, float(together[main])
        if len(parts) > 1:
            probabilities = _probabilities(group, part.ngrams, part.sums)
            best = int(probabilities.argmax())
            if probabilities[best] > OTHER and probabilities[main] < (1 - OTHER) / 2:
                language, confidence = best, float(probabilities[best])
        before, sure = found.get(language, (0.0, 0.0))
        found[language] = (before + part.letters, max(sure, confidence))
    return [(group.tags[place], count, sure) for place, (count, sure) in found.items() if count]


def _probabilities(group: Group, count: int, sums: NDArray[np.float32]) -> NDArray[np.float32]:
    scores = sums * (group.scale / math.sqrt(max(1, count))) + group.bias
    probabilities = np.exp(scores - scores.max())
    return np.asarray(probabilities / probabilities.sum(), np.float32)
