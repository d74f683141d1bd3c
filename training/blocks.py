"""Training of the whole: from pages with their truth to the content of a file of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from catboost import CatBoost, Pool

from training.lexicon import NameRows
from training.oblivious import arrays_of_trees
from training.pages import parts_by_site, prepare
from training.phrases import PhraseRows
from training.types import learn_types
from worker.parse.maintext.features import segment_features
from worker.parse.maintext.lexicons.lexicons import Lexicons
from worker.parse.maintext.lexicons.names import NameLexicon
from worker.parse.maintext.lexicons.phrases import PhraseLexicon
from worker.parse.pagetype.model import type_probabilities
from worker.shared.arrays import pack_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from training.pages import TrainingPage
    from worker.parse.pagetype.model import TypeModel

#: Parts in which names and types are learned, so that the trees are trained on scores of sites unseen, as at run time.
_PARTS: Final = 4
_DEPTH: Final = 6
_TREES: Final = {
    "loss_function": "CrossEntropy",
    "iterations": 130,
    "depth": _DEPTH,
    "learning_rate": 0.17,
    "border_count": 48,
    "l2_leaf_reg": 8,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "rsm": 0.3,
    "thread_count": 2,
    "verbose": False,
    "allow_writing_files": False,
}
#: Models that differ by chance alone, and whose mean is taken: two err less than one with twice the trees.
_SEEDS: Final = (1, 2)
#: How much the sources with pages of several types have to say on articles; the others share the rest.
_GENERAL_SHARE: Final = 0.3


def train(samples: Iterable[tuple[Mapping[str, Any], bytes]]) -> bytes:
    """Return the weights learned from `samples`: rows of the truth with the bodies of their pages.

    The same samples in the same order give the same bytes.
    """
    return train_pages(prepare(samples))


def train_pages(pages: Sequence[TrainingPage]) -> bytes:
    """Return the weights learned from pages that are ready."""
    parts = parts_by_site(pages, _PARTS)
    rows = NameRows(pages), PhraseRows(pages)
    sources = sorted({page.source for page in pages})
    columns: list[NDArray[np.float32]] = []
    targets: list[NDArray[np.float64]] = []
    weights: list[NDArray[np.float64]] = []
    names: list[str] = []
    for part in range(_PARTS):
        learned = _learn([page for page, own in zip(pages, parts, strict=True) if own != part], *rows)
        lexicons = Lexicons(NameLexicon(learned.names), PhraseLexicon(learned.phrases))
        for page in (page for page, own in zip(pages, parts, strict=True) if own == part and page.words.any()):
            found = features_of(page, lexicons, learned.types)
            names = list(found)
            known = page.words > 0
            notion = np.repeat([[page.source == source] for source in sources], np.count_nonzero(known), axis=1)
            columns.append(np.vstack([np.array(list(found.values()), np.float32)[:, known], notion]).astype(np.float32))
            targets.append(page.shares[known])
            weights.append(page.words[known] / page.words.sum())
    weight = np.concatenate(weights)
    pool = Pool(np.concatenate(columns, axis=1).T, np.concatenate(targets), weight=weight * len(weight) / weight.sum())
    models = [CatBoost(_TREES | {"random_seed": seed}).fit(pool) for seed in _SEEDS]
    trees = _with_notions(arrays_of_trees(models, _DEPTH, *_notion_columns(len(names), len(sources))), pages, sources)
    return _packed(names, _learn(pages, *rows), trees)


def features_of(page: TrainingPage, lexicons: Lexicons, types: TypeModel) -> dict[str, NDArray[np.float64]]:
    """Return the features of a page's segments, as parse makes them."""
    likely = type_probabilities(types, page.type_signs, page.type_figures)
    return segment_features(page.outline, page.measures, page.anchors, lexicons, likely).features


class _Learned(NamedTuple):
    names: dict[str, float]
    phrases: dict[str, float]
    types: TypeModel


def _learn(pages: Sequence[TrainingPage], names: NameRows, phrases: PhraseRows) -> _Learned:
    sites = {page.site for page in pages}
    return _Learned(names.learn(sites), phrases.learn(sites), learn_types(pages))


def _notion_columns(first: int, count: int) -> tuple[dict[int, list[float]], int]:
    """Return the columns that say which source a page is from, each with its value in the case of each source."""
    return {first + own: [float(own == case) for case in range(count)] for own in range(count)}, count


def _with_notions(
    trees: dict[str, NDArray[Any]], pages: Sequence[TrainingPage], sources: Sequence[str]
) -> dict[str, NDArray[Any]]:
    """Replace the leaves of each source by those for any page and those for articles.

    Sources differ in what they call main text. Those with pages of several types tell it of all types; of articles, each
    source has its say.
    """
    types = {source: {page.page_type for page in pages if page.source == source} for source in sources}
    leaves = trees["tree_leaves"].reshape(len(sources), *trees["tree_leaves"].shape[-2:])
    several = [number for number, source in enumerate(sources) if len(types[source]) > 1] or list(range(len(sources)))
    general = leaves[several].mean(axis=0)
    others = [number for number in range(len(sources)) if number not in several]
    article = general
    if others:
        article = _GENERAL_SHARE * general + (1 - _GENERAL_SHARE) * leaves[others].mean(axis=0)
    return trees | {"tree_leaves": np.array([general, article], np.float32)}


def _packed(names: Sequence[str], learned: _Learned, trees: Mapping[str, NDArray[Any]]) -> bytes:
    arrays: dict[str, NDArray[Any]] = {
        "features": _text(names),
        "names": _text(learned.names),
        "name_scores": np.array(list(learned.names.values()), np.float32),
        "phrases": _text(learned.phrases),
        "phrase_scores": np.array(list(learned.phrases.values()), np.float32),
        **learned.types.to_arrays(),
        **trees,
    }
    return pack_arrays(arrays)


def _text(values: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(values).encode(), np.uint8)
