"""Counts of an outline as a whole, and of each of its segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from worker.parse.tree.characters import COMMA, END, MONEY, count_characters
from worker.parse.tree.context import KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from worker.parse.tree.characters import Counts
    from worker.parse.tree.outline import Outline

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

#: words; a segment with at least this many is prose unless it is mostly links.
_MIN_PROSE_WORDS: Final = 10
HEADING: Final = KINDS["heading"]


class Measures(NamedTuple):
    """Arrays with one value per segment, and figures of the page."""

    counts: Counts
    #: Index of the block element that contains it.
    containers: NDArray[np.intp]
    #: Share of its characters that are links.
    linked: Floats
    #: Number of its kind (`context.KINDS`), and its level.
    kinds: Integers
    levels: Integers
    #: Its words if it is prose, else 0.
    prose: Floats
    #: Words of the page, at least 1.
    total: float
    #: Figures of the page by name.
    page_figures: dict[str, float]


def measure(outline: Outline) -> Measures:
    """Measure `outline`, which has at least one segment."""
    counts = count_characters(outline.texts)
    containers = np.array(outline.containers, np.intp)
    linked = np.array(outline.linked)
    codes = np.array([context.code for context in outline.contexts], np.int64)
    kinds = codes & 7
    words = counts.words
    prose = np.where((words >= _MIN_PROSE_WORDS) & (linked < 0.5), words, 0.0)
    total = max(float(words.sum()), 1.0)
    kind_shares = np.bincount(kinds, minlength=len(KINDS)) / len(kinds)
    figures = {
        "segments": float(np.log1p(len(kinds))),
        "words": float(np.log1p(total)),
        "linked": float(words @ linked) / total,
        "prose": float(prose.sum()) / total,
        "prose_words": float(np.log1p(prose.sum())),
        "images": float(np.log1p(len(outline.images))),
        "links": float(np.log1p(len(outline.links))),
        "controls": float(np.log1p(len(outline.controls))),
        "headings": float(kind_shares[HEADING]),
        "items": float(kind_shares[2]),
        "cells": float(kind_shares[3]),
        "code": float(kind_shares[4]),
        "prices": float(np.log1p(np.count_nonzero(counts.by_class[MONEY]))),
        "stops": float(counts.by_class[END].sum()) / total,
        "commas": float(counts.by_class[COMMA].sum()) / total,
        "articles": float(np.log1p(outline.tags.count("article"))),
        "forms": float(np.log1p(outline.tags.count("form"))),
    }
    return Measures(counts, containers, linked, kinds, codes >> 4 & 1023, prose, total, figures)
