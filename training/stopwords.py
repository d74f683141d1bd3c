"""Learns which words of a language say nothing about a text: ``python -m training.stopwords --topics FOLDER``.

From SIB-200 (CC BY-SA 4.0), a few hundred sentences on all kinds of things for each language: a word that stands in one of
fifty is no word of a subject. What is kept is the list of those words, no sentence.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import Counter, defaultdict
from pathlib import Path

import msgspec

from worker.enrich.text.stopwords import SHIPPED_FILE
from worker.enrich.text.words import split_words

#: share of the sentences that a word stands in
COMMON = 0.02
#: words of a language at most
MAX_WORDS = 160


class Row(msgspec.Struct):
    """A sentence of SIB-200."""

    text: str
    lang: str


def learn(rows: list[Row]) -> dict[str, list[str]]:
    """Return language to its common words, in the order of the alphabet."""
    sentences: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        sentences[row.lang] += 1
        counts[row.lang].update(set(split_words(row.text.lower())))
    found: dict[str, list[str]] = {}
    for language, counted in sorted(counts.items()):
        common = [word for word, count in counted.items() if count >= COMMON * sentences[language]]
        common.sort(key=lambda word, counted=counted: (-counted[word], word))  # type: ignore[misc]
        found[language] = sorted(common[:MAX_WORDS])
    return found


def main() -> None:
    """Read the sentences, learn, write."""
    parser = argparse.ArgumentParser(prog="scripts/train-stopwords", description=__doc__)
    parser.add_argument("--topics", type=Path, required=True, help="folder with sib200.jsonl.gz")
    parser.add_argument("--output", type=Path, default=SHIPPED_FILE, help="file to write (default: %(default)s)")
    options = parser.parse_args()
    with gzip.open(options.topics / "sib200.jsonl.gz") as lines:
        rows = [msgspec.json.decode(line, type=Row) for line in lines]
    content = msgspec.json.encode({language: " ".join(words) for language, words in learn(rows).items()})
    options.output.write_bytes(content)
    sys.stdout.write(f"{options.output}: {len(content):,} bytes\n")


if __name__ == "__main__":
    main()
