"""What type of page it is: a linear model over signs of the URL, the head, structured data and the outline's figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, get_args
from urllib.parse import urlsplit

import numpy as np

from wiremill.document import PageType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData

PAGE_TYPES: Final[tuple[PageType, ...]] = get_args(PageType)
#: meta elements whose presence says something.
_TELLING: Final = ("article:published_time", "product:price:amount", "og:price:amount", "author", "news_keywords")
_WORD: Final = re.compile(r"[a-z]+")
_LONG_NUMBER: Final = re.compile(r"\d{5}")
_DATED: Final = re.compile(r"/(?:19|20)\d\d/")
#: What the signs are counted up to, so that no page is all of one sign.
_MOST: Final = 8
#: standard deviations.
_FARTHEST: Final = 2.5


class TypeModel(NamedTuple):
    """Weights of a multinomial logistic regression: one row a sign or figure, one column a type."""

    signs: Mapping[str, int]
    #: Of the signs, in the order of `signs`.
    weights: NDArray[np.float32]
    #: Of the figures, after they are centred and scaled.
    figure_weights: NDArray[np.float32]
    centres: NDArray[np.float32]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]


def type_signs(url: str | None, head: Head, data: StructuredData) -> dict[str, float]:
    """Return the signs of a page's type, by name, with how much of each there is."""
    return dict(_signs(url, head, data))


def _signs(url: str | None, head: Head, data: StructuredData) -> Iterator[tuple[str, float]]:
    try:
        parts = urlsplit(url or "")
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    path = parts.path.lower()
    names = [part for part in path.split("/") if part]
    last = names[-1] if names else ""
    for label in host.split(".")[:-1]:
        yield f"host:{label}", 1.0
    for name in names[:_MOST]:
        for word in _WORD.findall(name)[:_MOST]:
            yield f"path:{word}", 1.0
    yield "path.depth", min(len(names), _MOST) / 3
    yield "path.home", float(bool(host) and not names)
    yield "path.slug", min(last.count("-") + last.count("_"), _MOST) / 4
    yield "path.number", float(_LONG_NUMBER.search(last) is not None)
    yield "path.dated", float(_DATED.search(path) is not None)
    yield "path.query", float(bool(parts.query))
    yield "path.html", float(".htm" in last)
    for name in data.types:
        yield f"schema:{name}", 1.0
    kind = head.meta("og:type")
    if kind:
        yield f"og:{kind.lower()[:30]}", 1.0
    generator = head.meta("generator")
    if generator:
        yield f"generator:{generator.split()[0].lower()[:30]}", 1.0
    for name in _TELLING:
        if head.meta(name):
            yield f"meta:{name}", 1.0


def type_probabilities(model: TypeModel, signs: Mapping[str, float], figures: Sequence[float]) -> list[float]:
    """Return the probability of each of `PAGE_TYPES`."""
    known = [(row, value) for sign, value in signs.items() if (row := model.signs.get(sign)) is not None]
    scores = model.biases + scaled(figures, model.centres, model.scales) @ model.figure_weights
    if known:
        rows, values = zip(*known, strict=True)
        scores = scores + np.array(values, np.float32) @ model.weights[list(rows)]
    odds = np.exp(scores - scores.max())
    found: list[float] = (odds / odds.sum()).tolist()
    return found


def scaled(
    figures: Sequence[float] | NDArray[np.float32], centres: NDArray[np.float32], scales: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return figures centred and scaled, held within what was seen: a page of ten words is no extreme of all pages."""
    found: NDArray[np.float32] = np.clip((np.asarray(figures, np.float32) - centres) / scales, -_FARTHEST, _FARTHEST)
    return found
