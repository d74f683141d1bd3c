"""How well parse tells main text and metadata, and at what cost, beside other extractors in the same run.

Counted are, of each page and then on the mean: word F1, precision and recall of the main text; title, authors and day;
what bench/quality/scores.py says of each, and of which pages it is taken. Pages are parsed with weights that were trained
without any page of their site (bench/quality/folds.py). CPU is that of one process (bench/quality/rounds.py).

The peers are installed beside the project in two steps, since one of them requires an older chardet than parse:

    pip install --group bench && pip install --no-deps --group readability      # pip 25.1 or later

Then:

    python -m bench.quality.extraction --corpus FOLDER --peers --cache FOLDER --write docs/quality.md
    python -m bench.quality.extraction --corpus FOLDER --no-cv --pages 300 --rounds 1      # a quick look at the parse as it is
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench.lib import report
from bench.peers import extractors
from bench.quality import findings, folds, rounds
from bench.quality import page as quality
from training import corpus as truth

if TYPE_CHECKING:
    from argparse import Namespace

    from bench.lib.tables import Table


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", metavar="DIR", type=Path, required=True, help="folder of pages with their truth")
    parser.add_argument("--peers", action="store_true", help="measure the peers too")
    parser.add_argument(
        "--write", metavar="FILE", type=Path, help="write the page of the documentation, docs/quality.md"
    )
    parser.add_argument("--pages", metavar="N", type=int, help="how many, from all over the corpus (default: all)")
    parser.add_argument("--folds", metavar="K", type=int, default=5, help="of the cross-validation (default: 5)")
    parser.add_argument("--rounds", metavar="N", type=int, default=3, help="over the pages, for the CPU (default: 3)")
    parser.add_argument("--cache", metavar="DIR", type=Path, help="folder that keeps the weights of each fold")
    parser.add_argument("--no-cv", action="store_true", help="for development: score the parse as it is")
    options = parser.parse_args(arguments)
    for name in ("pages", "rounds"):
        if getattr(options, name) is not None and getattr(options, name) < 1:
            parser.error(f"--{name} {getattr(options, name)}: must be at least 1")
    if options.write:
        quality.by_hand(options.write)  # tells now, not at the end, that the file may not be overwritten
    rows = truth.read(options.corpus)
    chosen = truth.spread(rows, options.pages)
    title = title_of(options)
    about = report.environment()
    tables = run(rows, chosen, options)
    report.publish_tables(f"{title}, {len(chosen)} pages", tables, about, to=options.json)
    if options.write:
        quality.write(
            options.write,
            tables,
            about,
            title=title,
            command=command_of(options),
            pages=len(chosen),
            folds=0 if options.no_cv else options.folds,
            rounds=options.rounds,
        )


def run(rows: list[truth.Row], chosen: list[truth.Row], options: Namespace) -> list[Table]:
    """Return the tables for the chosen rows; models are trained on all rows, whatever is chosen."""
    peers = extractors.peers() if options.peers else []
    weights = None if options.no_cv else folds.models(rows, options.corpus, options.folds, options.cache)
    measured = [extractors.bare(), extractors.ours(weights), *peers]
    results = rounds.run(truth.Samples(options.corpus, chosen), measured, options.rounds)
    return findings.all_tables(chosen, results)


def title_of(options: Namespace) -> str:
    """Return what was measured, in a few words."""
    how = "NOT cross-validated" if options.no_cv else f"{options.folds}-fold cross-validation by site"
    return f"Extraction, {how}"


def command_of(options: Namespace) -> str:
    """Return the command that measures the same, without the folders of this machine."""
    flags = ["--peers"] * options.peers + ["--no-cv"] * options.no_cv
    counts = {"pages": options.pages, "folds": None if options.no_cv else options.folds, "rounds": options.rounds}
    given = [f"--{name} {count}" for name, count in counts.items() if count]
    return " ".join(("python -m bench.quality.extraction --corpus DIR", *flags, *given, "--write docs/quality.md"))


if __name__ == "__main__":
    main()
