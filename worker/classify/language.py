"""The language of a text, by py3langid: a naive Bayes model over byte n-grams that travels in its wheel.

Marco Lui and Timothy Baldwin, "langid.py: An Off-the-shelf Language Identification Tool", ACL 2012.
`bench/language.py` measures it against its peers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wiremill.classification import LanguageShare

if TYPE_CHECKING:
    from collections.abc import Iterator

#: bytes of UTF-8, which is what the model walks over; three windows of this size are as good as one text of 1,000
#: characters
WINDOW = 120
WINDOWS = 3
#: Two windows whose confidence adds up to this need no third.
SURE = 1.9
#: letters; below that the model guesses, and what the page declares is the better answer
FEW_LETTERS = 16
#: letters; below that nothing can be said
MIN_LETTERS = 3
#: Below this the model has seen nothing that it knows.
MIN_CONFIDENCE = 0.12
#: What a declared language is worth where there is too little text to check it.
DECLARED_CONFIDENCE = 0.3
#: A unique script names its language, however short the text.
SCRIPT_CONFIDENCE = 0.9

#: The model's labels that are no BCP 47 tag, or that name a variety which its readers would look up under the main
#: language.
TAGS = {
    "no": "nb",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "kik": "ki",
    "gug": "gn",
    "uzs": "uz",
    "hbo": "he",
    "grc": "el",
    "arz": "ar",
    "ary": "ar",
    "wuu": "zh",
    "ext": "es",
    "sdh": "ckb",
}
#: First words of the Unicode names of letters whose script is written in one main language.
SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "GREEK": "el",
    "HEBREW": "he",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "ORIYA": "or",
}
#: Languages that the model does not know, the letters that give them away, and the labels it gives them instead.
LETTERS = (
    ("ckb", frozenset("ێڕڵ"), frozenset({"ar", "fa", "ug", "ur", "ps", "ku", "ckb"})),
    ("sd", frozenset("ڪٿڏڄٻڀڻڳ"), frozenset({"ar", "fa", "ug", "ur", "ps", "ku", "ckb", "pa"})),
    ("ti", frozenset("ኣቐኽቕኻ"), frozenset({"am"})),
)
#: Of 100 letters so many have to be such letters.
LETTER_SHARE = 0.015

_LETTER = re.compile(r"[^\W\d_]")
_URL = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class Detected(NamedTuple):
    """A language with its confidence, and all languages found with their shares."""

    language: str | None
    confidence: float
    shares: list[LanguageShare]


NOTHING = Detected(None, 0.0, [])


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def identifier() -> _Identifier:
    """Load the model: about one second and 80 MB, once a process (before it forks, if it can)."""
    # Here, so that importing this module stays cheap (NumPy alone takes 100 ms).
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    loaded: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return loaded


def normal_tag(tag: str | None) -> str | None:
    """Return a language tag as BCP 47 writes it (``zh_hant`` → ``zh-Hant``, ``iw`` → ``he``), None for what is none."""
    if tag is None or _TAG.fullmatch(tag.strip()) is None:
        return None
    first, *rest = re.split("[-_]", tag.strip())
    primary = TAGS.get(first.lower(), first.lower())
    # RFC 5646, 2.1.1: scripts in title case, regions in upper case, the rest in lower case.
    cased = (part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest)
    return None if primary in {"und", "zxx", "mul"} else "-".join((primary, *cased))


def detect(text: str, declared: str | None = None) -> Detected:
    """Find the language of a text from up to `WINDOWS` windows of it.

    Args:
        text: the text; URLs and addresses in it are ignored.
        declared: what the page says its language is; it counts only where there is too little text.
    """
    weights: dict[str, float] = {}
    doubts: dict[str, float] = {}
    letters = 0
    for window in _windows(text):
        found = len(_LETTER.findall(window))
        letters += found
        if found < MIN_LETTERS:
            continue
        language, confidence = _of_window(window, found)
        if language in weights and letters >= WINDOW and confidence + 1.0 - doubts[language] > SURE:
            # The first and the last window agree: the one between would, too.
            weights[language] += confidence * found
            doubts[language] *= 1.0 - confidence
            break
        if language is not None:
            weights[language] = weights.get(language, 0.0) + confidence * found
            doubts[language] = doubts.get(language, 1.0) * (1.0 - confidence)
    if letters < FEW_LETTERS:
        return _of_little(text, normal_tag(declared), weights, doubts)
    if not weights:
        return NOTHING
    return _decided(weights, doubts)


def _windows(text: str) -> Iterator[str]:
    """Yield evenly spaced windows of a text, the first and the last one first, each cut at spaces where it has some."""
    if len(text) <= WINDOW:
        yield _cut(text)
        return
    stride = (len(text) - WINDOW) // (WINDOWS - 1)
    for number in (0, WINDOWS - 1, *range(1, WINDOWS - 1)):
        start = number * stride
        if start:
            space = text.find(" ", start, start + 30)
            start = space + 1 if space >= 0 else start
        # As much again to draw from, for where URLs fall out.
        yield _cut(text[start : start + 2 * WINDOW])


def _cut(part: str) -> str:
    return _URL.sub(" ", part).encode(errors="replace")[:WINDOW].decode(errors="ignore")


def _of_window(window: str, letters: int) -> tuple[str | None, float]:
    label, confidence = identifier().classify(window)
    language = TAGS.get(label, label)
    for other, marks, mistaken in LETTERS:
        if language in mistaken and sum(map(window.count, marks)) > LETTER_SHARE * letters:
            return other, max(confidence, 0.8)
    if language == "zxx" or confidence < MIN_CONFIDENCE:
        return None, 0.0
    return language, min(confidence, 0.999)


def _of_little(text: str, declared: str | None, weights: dict[str, float], doubts: dict[str, float]) -> Detected:
    """Judge a text of a few letters: by its script, else as declared, else by a confident model."""
    letters = _LETTER.findall(_URL.sub(" ", text))
    scripts = {unicodedata.name(letter, "").split(" ", 1)[0] for letter in letters}
    named = {SCRIPTS[script] for script in scripts if script in SCRIPTS}
    if len(named) == 1:
        language = named.pop()
        return Detected(language, SCRIPT_CONFIDENCE, [LanguageShare(language, 1.0)])
    if declared is not None and scripts:
        return Detected(declared, DECLARED_CONFIDENCE, [LanguageShare(declared, 1.0)])
    if weights and 1.0 - min(doubts.values()) >= 0.5:
        return _decided(weights, doubts)
    return NOTHING


def _decided(weights: dict[str, float], doubts: dict[str, float]) -> Detected:
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    # A window that barely prefers another language is noise (a list of names), not a part in that language.
    ranked = [(tag, weight) for tag, weight in ranked if weight >= 0.2 * total] or ranked[:1]
    kept = sum(weight for _, weight in ranked)
    shares = [LanguageShare(tag, round(weight / kept, 3)) for tag, weight in ranked]
    language = ranked[0][0]
    confidence = (1.0 - doubts[language]) * ranked[0][1] / total
    return Detected(language, round(min(1.0, max(0.0, confidence)), 3), shares)
