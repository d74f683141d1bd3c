"""Trains and writes the weights of parse: ``python -m training --corpus FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.blocks import train
from training.corpus import Samples, read
from worker.parse.maintext.weights import SHIPPED_FILE


def main() -> None:
    """Read the corpus, train, write."""
    parser = argparse.ArgumentParser(prog="scripts/train-parse", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with truth.jsonl.gz and the pages it names")
    parser.add_argument("--output", type=Path, default=SHIPPED_FILE, help="file to write (default: %(default)s)")
    options = parser.parse_args()
    content = train(Samples(options.corpus, read(options.corpus)))
    options.output.write_bytes(content)
    sys.stdout.write(f"{options.output}: {len(content):,} bytes\n")


main()
