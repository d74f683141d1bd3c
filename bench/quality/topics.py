"""How well classify finds topics: by source and language, for seen and unseen ones, and how well its confidence is calibrated.

All figures are for texts that the model was not trained on: unseen parts of seen sources (of translations, unseen
sentences), whole unseen sources, whole unseen languages (without any of their texts, definitions or lexicons; one in three of
the parallel sentences, unseen in any language), and sources that are never trained on because of their licence.
"accuracy" is the share of texts whose label is the likeliest of all 17 topics; "among" considers only the topics that the
source has. "coverage" is the share of texts with a topic at the shipped bound, "precision" the share of these that is right.

    .venv-train/bin/python -m bench.quality.topics --data DIR --lexicons DIR --json topics.json --write docs/quality-topics.md

It trains, so it needs the packages of `requirements-train.lock`, which `scripts/train-topics` sets up.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.lib import report
from bench.lib.tables import Table
from training.topics.corpus import at_most, read
from training.topics.folds import Held, by_language, held_out
from training.topics.learn import scaled
from training.topics.samples import Samples, drawn, learned, lexicon, prepared
from training.topics.sureness import fitted
from worker.classify.topics.topics import MIN_CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

#: Texts of a source, language and label that are scored of sources that are never trained on.
_NEVER = 300
_BOUNDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_BINS = 10
TITLES = {
    "part": "Unseen parts of seen sources",
    "source": "Unseen sources",
    "language": "Unseen languages",
    "never": "Sources whose licence keeps them out of training",
}
COLUMNS = ("source", "language", "texts", "labels", "accuracy", "among", "coverage", "precision", "ece")


class Judged:
    """Held out texts with their probabilities, by a sureness that was fitted without their source."""

    def __init__(self, held: Held, witnesses: Sequence[Held]) -> None:
        rows = [held.samples.rows[place] for place in held.places]
        self.kind = held.kind
        self.sources = np.array([row.source for row in rows])
        self.languages = np.array([row.language for row in rows])
        self.labels = held.samples.labels[held.places]
        sizes = np.diff(held.samples.features.indptr)[held.places].astype(np.float64)
        self.probabilities = np.zeros(held.scores.shape)
        self.among = np.zeros(len(rows), bool)
        for source in sorted(set(self.sources.tolist())):
            chosen = np.flatnonzero(self.sources == source)
            sure = fitted(witnesses, without=source)
            self.probabilities[chosen] = sure.probabilities(held.scores[chosen], sizes[chosen])
            own = np.unique([held.samples.labels[n] for n, row in enumerate(held.samples.rows) if row.source == source])
            best = own[self.probabilities[chosen][:, own].argmax(axis=1)]
            self.among[chosen] = best == self.labels[chosen]
        self.right = self.probabilities.argmax(axis=1) == self.labels
        self.sure = self.probabilities.max(axis=1)

    def row(self, chosen: NDArray[np.bool_]) -> list[str | float | None]:
        """Return the figures of some of the texts."""
        said = chosen & (self.sure >= MIN_CONFIDENCE)
        return [
            int(chosen.sum()),
            len(np.unique(self.labels[chosen])),
            float(self.right[chosen].mean()),
            float(self.among[chosen].mean()),
            float(said.sum() / chosen.sum()),
            float(self.right[said].mean()) if said.any() else None,
            error(self.sure[chosen], self.right[chosen]),
        ]


def error(sure: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64] | None = None) -> float:
    """Return the expected calibration error over ten bins of equal width (Naeini et al., AAAI 2015)."""
    weights = np.ones(len(sure)) if weights is None else weights
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((weights * (sure - right))[bins == number].sum())) for number in range(_BINS)]
    return sum(gaps) / float(weights.sum())


def by_group(judged: Iterable[Judged], kind: str) -> Table:
    """Return the figures of each source; of sources in several languages each language, too."""
    table = Table(kind, TITLES[kind], COLUMNS)
    rows = []
    for one in judged:
        for source in sorted(set(one.sources.tolist())):
            chosen = one.sources == source
            languages = sorted(set(one.languages[chosen].tolist()))
            if kind != "language":
                name = languages[0] if len(languages) == 1 else f"{len(languages)} languages"
                rows.append([source, name, *one.row(chosen)])
            if len(languages) > 1 or kind == "language":
                rows += [[source, language, *one.row(chosen & (one.languages == language))] for language in languages]
    for row in sorted(rows, key=lambda row: (row[0], "languages" not in row[1], row[1])):
        table.add(*row)
    return table


def coverage(judged: Sequence[Judged]) -> Table:
    """Return how much is said, and how much of it is right, by the bound; each source counts alike."""
    table = Table(
        "coverage",
        "Coverage and precision by bound",
        ("kind", *(name for bound in _BOUNDS for name in (f"cov {bound}", f"prec {bound}"))),
        "The mean over the sources. A text whose likeliest topic is below the bound gets none.",
    )
    for kind in TITLES:
        cells: list[float] = []
        for bound in _BOUNDS:
            covered, precise = [], []
            for one in (one for one in judged if one.kind == kind):
                for source in set(one.sources.tolist()):
                    said = (one.sources == source) & (one.sure >= bound)
                    covered.append(float(said.sum() / (one.sources == source).sum()))
                    precise += [float(one.right[said].mean())] if said.any() else []
            cells += [float(np.mean(covered)), float(np.mean(precise)) if precise else 0.0]
        table.add(kind, *cells)
    return table


def calibration(judged: Sequence[Judged]) -> Table:
    """Return how often topics are right by how sure they are said to be, each source counting alike."""
    table = Table(
        "calibration",
        "Calibration",
        ("kind", "confidence", "share of texts", "mean confidence", "right"),
        "The last line of each kind is the expected calibration error of the likeliest topic.",
    )
    for kind in TITLES:
        own = [one for one in judged if one.kind == kind]
        sure = np.concatenate([one.sure for one in own])
        right = np.concatenate([one.right for one in own])
        weights = np.concatenate([_weights(one.sources) for one in own])
        bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
        for number in range(_BINS):
            chosen = bins == number
            if chosen.any():
                share, mean = weights[chosen].sum() / weights.sum(), np.average(sure[chosen], weights=weights[chosen])
                hit = float(np.average(right[chosen], weights=weights[chosen]))
                table.add(kind, f"{number / _BINS:.1f}-{(number + 1) / _BINS:.1f}", float(share), float(mean), hit)
        table.add(kind, "ECE", None, None, error(sure, right, weights))
    return table


def never_trained(folder: Path, samples: Samples) -> Held:
    """Score the sources that may not be trained on, with a model of all that may."""
    rows = at_most((row for row in read(folder) if not row.shippable), _NEVER)
    others = prepared(rows)
    scores, rare = learned(samples, np.arange(len(samples.rows)))
    return Held(np.arange(len(rows)), scaled(others.features, rare) @ scores, "never", others)


def _weights(sources: NDArray[np.str_]) -> NDArray[np.float64]:
    counts: dict[str, int] = defaultdict(int)
    for source in sources.tolist():
        counts[source] += 1
    return np.array([counts[source] ** -1.0 for source in sources.tolist()])


def main(arguments: list[str] | None = None) -> None:
    """Train without what is held out, score, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--data", metavar="DIR", type=Path, required=True, help="folder of labelled *.jsonl.gz")
    parser.add_argument("--lexicons", metavar="DIR", type=Path, required=True, help="what scripts/train-topics fetches")
    parser.add_argument("--write", metavar="FILE", type=Path, help="write the tables as Markdown")
    options = parser.parse_args(arguments)
    about = report.environment()
    samples = prepared([*drawn(options.data), *lexicon(options.lexicons)])
    witnesses = held_out(samples)
    held = [*witnesses, *by_language(samples), never_trained(options.data, samples)]
    judged = [Judged(one, witnesses) for one in held]
    tables = [by_group([one for one in judged if one.kind == kind], kind) for kind in TITLES]
    tables = [*tables, coverage(judged), calibration(judged)]
    title = "Topics"
    report.publish_tables(title, tables, about, to=options.json)
    if options.write:
        head = "# Quality of topics\n\nMeasured by `python -m bench.quality.topics --data DIR --lexicons DIR`; "
        head += f"{report.describe(about)}.\n"
        body = "\n\n".join((__doc__.split("\n\n")[1], *(table.markdown() for table in tables)))
        options.write.write_text(f"{head}\n{body}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
