"""A summary: up to three sentences of the text.

After Edmundson, "New methods in automatic extracting", Journal of the ACM 16 (1969): a sentence is weighed by its key words, by the words of
the headline it has, by where it stands, and by cues that speak against it. What repeats a sentence that is taken is passed over (maximal
marginal relevance: Carbonell and Goldstein 1998).
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from wiremill.enrichment import Span
from worker.enrich.keywords.keywords import UNSPACED
from worker.enrich.text.prefilter import folded
from worker.enrich.text.words import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST = 3
#: Sentences that are weighed: what comes later is hardly the gist of a text.
LOOKED_AT = 30
#: characters of a sentence; in scripts without spaces a third of it
SHORTEST, LONGEST = 40, 420
#: share of the words of a sentence that one taken before may have
SAME = 0.55
#: Cues against a sentence: it speaks of the page, of rights, of pictures, or asks the reader to do something.
_CUES = re.compile(
    r"©|https?:|www\.|@|\b(?:copyright|all rights reserved|subscribe|newsletter|sign up|click here|read more|follow us|"
    r"photo(?:graph)?(?: by|:)|file photo|cookies?|advertisement|reporting by|editing by|contributed to this|originally published|"
    r"lesen sie|foto:|abonn|lire aussi|abonnez|lea también|suscr[ií]b|leggi anche|leia também|assine|lees ook|czytaj też|"
    r"читайте также|подпи[сш]|фото:|читайте також|oku(?:yun|yunuz)|источник:)",
    re.IGNORECASE,
)
#: Strings of which each cue has one, in folded text: to look for them takes a tenth of the time.
_OF_CUES = (
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
#: What a sentence begins with that needs the one before it.
_LEANS = re.compile(
    r"[\"“„«「『'‘]|(?:He|She|They|It|This|That|These|But|And|However|Er|Sie|Es|Aber|Il|Elle|Mais|Él|Ella|Pero|Он|Она|Но)\b"
)
#: What a sentence ends with; a heading, a name with a function, and a date alone do not.
_ENDS = frozenset('.!?…。！？｡।؟۔։።။"”»」』')


def find(
    text: str,
    flat: str,
    spans: Sequence[tuple[int, int]],
    weights: Mapping[str, float],
    *,
    language: str,
    title: str | None,
    credited: int,
) -> list[Span]:
    """Return up to three sentences of a text in its order.

    Args:
        text: the text.
        flat: the same as `worker.enrich.keywords.normalisation` makes it.
        spans: its sentences, as `worker.enrich.text.sentences` finds them.
        weights: what the words or runs of it that matter weigh, as `worker.enrich.keywords.keywords` finds them.
        language: primary subtag.
        title: the headline.
        credited: where the dateline ends, which is none of the first sentence's words.
    """
    tight = language in UNSPACED
    headline = frozenset(split(title.lower())) & weights.keys() if title and not tight else frozenset()
    flat = flat.replace(".", " ")
    candidates: list[tuple[float, int, int, frozenset[str]]] = []
    shortest, longest = (SHORTEST // 3, LONGEST // 2) if tight else (SHORTEST, LONGEST)
    place = 0
    for start, end in spans:
        begin = credited if start < credited < end else start
        while begin < end and text[begin] in " \n—–-:：.，,":
            begin += 1
        if not shortest <= end - begin <= longest or text[end - 1] not in _ENDS:
            continue
        sentence = text[begin:end]
        inside = (
            frozenset(run for run in weights if run in sentence)
            if tight
            else frozenset(filter(weights.__contains__, flat[begin:end].split()))
        )
        key = sum([weights[word] for word in inside]) / math.sqrt(8 + (end - begin) / (2 if tight else 6))
        named = len(inside & headline) / len(headline) if headline else 0.0
        weight = key * (1 + named) * (1 + 2 / (1 + place)) * (0.55 if _LEANS.match(sentence) else 1)
        place += 1
        candidates.append((weight, begin, end, inside))
    taken: list[tuple[int, int, frozenset[str]]] = []
    for _, begin, end, inside in sorted(candidates, key=lambda one: (-one[0], one[1])):
        if _speaks_against(text, begin, end):
            continue
        if all(len(inside & other) <= SAME * max(1, len(inside)) for _, _, other in taken) or not taken:
            taken.append((begin, end, inside))
        if len(taken) == MOST:
            break
    return [Span(begin, end) for begin, end, _ in sorted(taken)]


def _speaks_against(text: str, begin: int, end: int) -> bool:
    sentence = folded(text[begin:end])
    return any(cue in sentence for cue in _OF_CUES) and _CUES.search(text, begin, end) is not None
