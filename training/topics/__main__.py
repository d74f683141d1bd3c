"""Trains and writes the model of topics: ``python -m training.topics --data FOLDER --lexicons FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from training.topics.folds import held_out
from training.topics.samples import drawn, learned, lexicon, prepared
from training.topics.sureness import fitted
from training.topics.taxonomy import compact
from worker.classify.topics.concepts import TAXONOMY
from worker.classify.topics.model import SHIPPED_FILE, dump, rounded


def main() -> None:
    """Read the corpus and the lexicons, train, write."""
    parser = argparse.ArgumentParser(prog="scripts/train-topics", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl.gz and iptc/mediatopics.jsonl.gz")
    parser.add_argument("--lexicons", type=Path, required=True, help="folder with the unpacked packages of npm")
    parser.add_argument("--output", type=Path, default=SHIPPED_FILE, help="file to write (default: %(default)s)")
    options = parser.parse_args()
    TAXONOMY.write_bytes(compact(options.data / "iptc" / "mediatopics.jsonl.gz"))
    samples = prepared([*drawn(options.data), *lexicon(options.lexicons)])
    sure = fitted(held_out(samples))
    scores, rare = learned(samples, np.arange(len(samples.rows)))
    content = dump(rounded(scores, rare, sure))
    options.output.write_bytes(content)
    sys.stdout.write(f"{options.output}: {len(content):,} bytes\n")


main()
