"""Pages made ready for training: what parse sees of them, and how much of each segment is main text."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from training.alignment import shares
from training.snippets import snippet_shares
from wiremill.errors import PageFault
from worker.parse.declared.declarations import read_declared
from worker.parse.maintext.declared_text import declared_text
from worker.parse.pagetype.evidence import type_evidence
from worker.parse.text.charset import decode
from worker.parse.tree.elements import Elements
from worker.parse.tree.load import load
from worker.parse.tree.measures import measure
from worker.parse.tree.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from worker.parse.maintext.declared_text import DeclaredText
    from worker.parse.tree.measures import Measures
    from worker.parse.tree.outline import Outline

#: What a country's registry sells names under, so that a site has one label more.
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne"})


@dataclass(slots=True)
class TrainingPage:
    """A page with its truth."""

    site: str
    source: str
    #: None where the truth does not say.
    page_type: str | None
    outline: Outline
    measures: Measures
    anchors: DeclaredText
    #: See `pagetype.evidence`.
    type_signs: dict[str, float]
    type_figures: list[float]
    #: Share of each segment that is main text, and its words, which are its weight: 0 where the truth says nothing of it.
    shares: NDArray[np.float64]
    words: NDArray[np.float64]


def prepare(samples: Iterable[tuple[Mapping[str, Any], bytes]]) -> list[TrainingPage]:
    """Return the samples that have any text, ready; a sample is a row of the truth and the body of the page."""
    pages = (_prepared(row, body) for row, body in samples)
    return [page for page in pages if page is not None]


def _prepared(row: Mapping[str, Any], body: bytes) -> TrainingPage | None:
    try:
        root, _ = load(decode(body).encode())
    except PageFault:
        return None
    page = read_outline(root) if root is not None else None
    if root is None or page is None or not page.texts:
        return None
    # Elements are no longer needed, and would keep the whole tree.
    page.bylines.clear()
    declared = read_declared(Elements(root))
    measures = measure(page)
    evidence = type_evidence(declared, page, measures, row["url"])
    found, words = _truth(page.texts, row)
    return TrainingPage(
        site_of_domain(row["domain"]),
        row["source"],
        row["page_type"],
        page,
        measures,
        declared_text(declared),
        evidence.signs,
        evidence.figures,
        np.array(found, np.float64),
        np.array(words, np.float64),
    )


def _truth(texts: Sequence[str], row: Mapping[str, Any]) -> tuple[Sequence[float], Sequence[float]]:
    """Return the share of each segment that is main text, and its weight."""
    if row["main_text"]:
        return shares(texts, row["main_text"])
    return snippet_shares(texts, row["with"] or (), row["without"] or ())


def site_of_domain(domain: str) -> str:
    """Return the registrable part of a domain."""
    labels = domain.lower().split(".")
    known = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if known else labels[-2:])


def parts_by_site(pages: Sequence[TrainingPage], count: int) -> NDArray[np.intp]:
    """Return for each page the number of its part, so that no site is in two parts."""
    sites = sorted({page.site for page in pages}, key=lambda site: (zlib.crc32(site.encode()), site))
    part = {site: number % count for number, site in enumerate(sites)}
    return np.array([part[page.site] for page in pages], np.intp)
