"""Training of the whole: from pages with their truth to the content of a file of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from catboost import CatBoost, Pool

from training.lexicon import NameRows
from training.oblivious import arrays_of_trees
from training.pages import parts_by_site, prepare
from training.types import learn_types
from worker.parse.maintext.features import segment_features
from worker.parse.maintext.lexicon import NameLexicon
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


def train(samples: Iterable[tuple[Mapping[str, Any], bytes]]) -> bytes:
    """Return the weights learned from `samples`: rows of the truth with the bodies of their pages.

    The same samples in the same order give the same bytes.
    """
    return train_pages(prepare(samples))


def train_pages(pages: Sequence[TrainingPage]) -> bytes:
    """Return the weights learned from pages that are ready."""
    parts = parts_by_site(pages, _PARTS)
    names_around = NameRows(pages)
    columns: list[NDArray[np.float32]] = []
    targets: list[NDArray[np.float64]] = []
    weights: list[NDArray[np.float64]] = []
    names: list[str] = []
    for part in range(_PARTS):
        words, types = _learn([page for page, own in zip(pages, parts, strict=True) if own != part], names_around)
        scores = NameLexicon(words)
        for page in (page for page, own in zip(pages, parts, strict=True) if own == part and len(page.shares)):
            found = features_of(page, scores, types)
            names = list(found)
            columns.append(np.array(list(found.values()), np.float32))
            targets.append(page.shares)
            weights.append(page.words / max(page.words.sum(), 1))
    weight = np.concatenate(weights)
    pool = Pool(
        np.concatenate(columns, axis=1).T,
        np.concatenate(targets),
        weight=weight * len(weight) / weight.sum(),
        feature_names=names,
    )
    models = [CatBoost(_TREES | {"random_seed": seed}).fit(pool) for seed in _SEEDS]
    words, types = _learn(pages, names_around)
    return _packed(names, words, types, models)


def features_of(page: TrainingPage, scores: NameLexicon, types: TypeModel) -> dict[str, NDArray[np.float64]]:
    """Return the features of a page's segments, as parse makes them."""
    likely = type_probabilities(types, page.type_signs, page.type_figures)
    return segment_features(page.outline, page.measures, page.anchors, scores, likely).features


def _learn(pages: Sequence[TrainingPage], names: NameRows) -> tuple[dict[str, float], TypeModel]:
    return names.learn({page.site for page in pages}), learn_types(pages)


def _packed(names: Sequence[str], words: Mapping[str, float], types: TypeModel, models: Sequence[CatBoost]) -> bytes:
    arrays: dict[str, NDArray[Any]] = {
        "features": _text(names),
        "names": _text(words),
        "name_scores": np.array(list(words.values()), np.float32),
        **types.to_arrays(),
        **arrays_of_trees(models, _DEPTH),
    }
    return pack_arrays(arrays)


def _text(values: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(values).encode(), np.uint8)
