"""An extractive summary: up to three sentences of the text.

After Edmundson, "New methods in automatic extracting", Journal of the ACM 16 (1969): a sentence is weighed by its
keywords, by the words that it shares with the headline, by its position, and by negative cues. A sentence that repeats
one already taken is skipped (maximal marginal relevance: Carbonell and Goldstein 1998).
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from wiremill.contract.enrichment import Span
from worker.enrich.keywords.keywords import MAX_CHARACTERS as READ_CHARACTERS
from worker.enrich.keywords.repeated_runs import UNSPACED_LANGUAGES
from worker.enrich.text.prefilter import fold_case
from worker.enrich.text.sentences import sentences
from worker.enrich.text.words import split_words

if TYPE_CHECKING:
    from wiremill.contract.enrichment import Dateline
    from worker.enrich.keywords.keywords import Keywords
    from worker.enrich.text import IndexedText

MAX_SENTENCES = 3
#: sentences that are weighed; later ones rarely sum a text up
MAX_CANDIDATES = 30
#: characters of a sentence; a third and a half of that in scripts without spaces
MIN_CHARACTERS, MAX_CHARACTERS = 40, 420
#: share of a sentence's keywords that a sentence already taken may have
MAX_OVERLAP = 0.55
#: Negative cues: sentences about the page, rights or pictures, and calls to action.
_BOILERPLATE = re.compile(
    r"©|https?:|www\.|@|\b(?:copyright|all rights reserved|subscribe|newsletter|sign up|click here|read more|follow us|"
    r"photo(?:graph)?(?: by|:)|file photo|cookies?|advertisement|reporting by|editing by|contributed to this|originally published|"
    r"lesen sie|foto:|abonn|lire aussi|abonnez|lea también|suscr[ií]b|leggi anche|leia também|assine|lees ook|czytaj też|"
    r"читайте также|подпи[сш]|фото:|читайте також|oku(?:yun|yunuz)|источник:)",
    re.IGNORECASE,
)
#: A prefilter: every negative cue contains one of these strings once case-folded. The search takes a tenth of the time.
_BOILERPLATE_STRINGS = (
    *(
        "©",
        "http",
        "www.",
        "@",
        "copyright",
        "all rights",
        "subscribe",
        "newsletter",
        "sign up",
        "click here",
        "read more",
    ),
    *("follow us", "photo", "cookie", "advertisement", "reporting by", "editing by", "contributed to", "originally"),
    *("lesen sie", "foto:", "abonn", "lire aussi", "lea también", "suscr", "leggi anche", "leia também", "assine"),
    *("lees ook", "czytaj też", "читайте также", "подпи", "фото:", "читайте також", "okuyun", "источник:"),
)
#: How a sentence begins that depends on the previous one.
_DEPENDENT_START = re.compile(
    r"[\"“„«「『'‘]|(?:He|She|They|It|This|That|These|But|And|However|Er|Sie|Es|Aber|Il|Elle|Mais|Él|Ella|Pero|Он|Она|Но)\b"
)
#: How a sentence ends; headings, captions and lone dates don't.
_SENTENCE_ENDS = frozenset('.!?…。！？｡।؟۔։።။"”»」』')


def summarise(indexed: IndexedText, keywords: Keywords, dateline: Dateline | None, *, title: str | None) -> list[Span]:
    """Return up to three sentences of a text, in its order.

    Args:
        indexed: the text.
        keywords: those of the text, by whose weights a sentence is weighed.
        dateline: that of the text, which is not part of its first sentence.
        title: the headline.
    """
    text, weights = indexed.text[:READ_CHARACTERS], keywords.weights
    dateline_end = dateline.end if dateline is not None else 0
    unspaced = indexed.language in UNSPACED_LANGUAGES
    headline = frozenset(split_words(title.lower())) & weights.keys() if title and not unspaced else frozenset()
    normalised = keywords.normalised.replace(".", " ")
    candidates: list[tuple[float, int, int, frozenset[str]]] = []
    shortest, longest = (MIN_CHARACTERS // 3, MAX_CHARACTERS // 2) if unspaced else (MIN_CHARACTERS, MAX_CHARACTERS)
    place = 0
    for start, end in sentences(text, indexed.language, MAX_CANDIDATES):
        begin = dateline_end if start < dateline_end < end else start
        while begin < end and text[begin] in " \n—–-:：.，,":
            begin += 1
        if not shortest <= end - begin <= longest or text[end - 1] not in _SENTENCE_ENDS:
            continue
        sentence = text[begin:end]
        inside = (
            frozenset(run for run in weights if run in sentence)
            if unspaced
            else frozenset(filter(weights.__contains__, normalised[begin:end].split()))
        )
        key = sum([weights[word] for word in inside]) / math.sqrt(8 + (end - begin) / (2 if unspaced else 6))
        in_headline = len(inside & headline) / len(headline) if headline else 0.0
        weight = key * (1 + in_headline) * (1 + 2 / (1 + place)) * (0.55 if _DEPENDENT_START.match(sentence) else 1)
        place += 1
        candidates.append((weight, begin, end, inside))
    taken: list[tuple[int, int, frozenset[str]]] = []
    for _, begin, end, inside in sorted(candidates, key=lambda one: (-one[0], one[1])):
        if _is_boilerplate(text, begin, end):
            continue
        if all(len(inside & other) <= MAX_OVERLAP * max(1, len(inside)) for _, _, other in taken) or not taken:
            taken.append((begin, end, inside))
        if len(taken) == MAX_SENTENCES:
            break
    return [Span(begin, end) for begin, end, _ in sorted(taken)]


def _is_boilerplate(text: str, begin: int, end: int) -> bool:
    sentence = fold_case(text[begin:end])
    return any(cue in sentence for cue in _BOILERPLATE_STRINGS) and _BOILERPLATE.search(text, begin, end) is not None
