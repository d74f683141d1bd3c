"""Trains and writes the tagger of entities: ``python -m training.entities --data FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.entities.corpus import read, training
from training.entities.train import train
from worker.enrich.entities.model import SHIPPED_FILE, dump


def main() -> None:
    """Read the sentences, train on those that are not held apart, write."""
    parser = argparse.ArgumentParser(prog="scripts/train-entities", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of tagged sentences, *.jsonl.gz (entities/ner)"
    )
    parser.add_argument("--output", type=Path, default=SHIPPED_FILE, help="file to write (default: %(default)s)")
    options = parser.parse_args()
    content = dump(train(training(read(options.data)), sys.stdout.write))
    options.output.write_bytes(content)
    sys.stdout.write(f"{options.output}: {len(content):,} bytes\n")


main()
