"""Figures of a page by which the trees tell its type: how much prose it has, how it is spread, what is repeated."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from worker.parse.tree.characters import DIGIT, MONEY
from worker.parse.tree.context import KINDS
from worker.parse.tree.measures import HEADING

if TYPE_CHECKING:
    from worker.parse.declared.declarations import Declared
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline

_WORD: Final = re.compile(r"[^\W\d_]+")
#: words; prose of a sentence, and of more than one.
_SENTENCE, _SENTENCES = 20, 40
#: words; a segment with no more is a label, a price or a date.
_LABEL: Final = 6
#: Elements with the same names from which they are cards or rows.
_CARDS: Final = 10
#: level-1 headings and words of each that are compared with the title.
_HEADINGS, _HEADING_WORDS = 3, 40
_LIST_ITEM, _CODE = KINDS["list_item"], KINDS["code"]


def page_figures(declared: Declared, outline: Outline, measures: Measures, path: str) -> list[float]:
    """Return the figures of a page, those of `measures` first; `path` is that of its URL, empty if it has none."""
    counts, kinds, prose, linked = measures.counts, measures.kinds, measures.prose, measures.linked
    words, count = counts.words, len(kinds)
    sentences, paragraphs = prose[prose >= _SENTENCE], prose[prose >= _SENTENCES]
    headings = kinds == HEADING
    labels = words <= _LABEL
    parents = np.array(outline.parents, np.intp)[measures.containers]
    by_parent = np.bincount(np.maximum(parents, 0), prose)
    prices, digits = counts.by_class[MONEY], counts.by_class[DIGIT]
    count_tag = outline.tags.count
    names = Counter(outline.names)
    logs = (
        len(sentences),
        len(paragraphs),
        paragraphs.sum(),
        prose.max(),
        by_parent.max(),
        np.count_nonzero(by_parent),
        np.count_nonzero(kinds == _CODE),
        np.count_nonzero(headings & (linked > 0.5)),
        prices.sum(),
        np.count_nonzero(labels & (prices > 0)),
        count_tag("h2"),
        count_tag("div"),
        count_tag("blockquote"),
        len(names),
        sum(number >= _CARDS for number in names.values()),
        len(declared.head.metas),
        len(declared.head.json_ld),
    )
    shares = (
        by_parent.max() / max(prose.sum(), 1.0),
        words @ headings / measures.total,
        words @ (kinds == _LIST_ITEM) / measures.total,
        words @ (kinds == _CODE) / measures.total,
        words @ (linked > 0.5) / measures.total,
        linked @ headings / max(np.count_nonzero(headings), 1),
        digits.sum() / counts.lengths.sum(),
        np.count_nonzero(labels & (digits > 0)) / count,
        np.count_nonzero((words <= _LABEL - 2) & (linked < 0.5)) / count,
        len(outline.images) / count,
        len(outline.links) / count,
    )
    return [
        *measures.page_figures.values(),
        *np.log1p(np.array(logs, np.float64)).tolist(),
        *map(float, shares),
        *_title_figures(declared, outline, measures, path),
    ]


def _title_figures(declared: Declared, outline: Outline, measures: Measures, path: str) -> list[float]:
    """Return how many words title, first headings and path have, and how many of the title's are in the others."""
    title = set(_WORD.findall((declared.head.title or "").lower()))
    at = np.flatnonzero((measures.kinds == HEADING) & (measures.levels == 1))[:_HEADINGS].tolist()
    heading = {word for index in at for word in _WORD.findall(outline.texts[index].lower())[:_HEADING_WORDS]}
    address = set(_WORD.findall(path.lower()))
    return [
        float(len(title)),
        float(len(heading)),
        float(len(address)),
        len(title & heading) / max(len(title), 1),
        len(title & address) / max(len(address), 1),
    ]
