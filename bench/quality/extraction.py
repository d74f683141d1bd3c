"""How well parse tells main text and metadata, and at what cost, beside other extractors in the same run.

Each source of the corpus has its own measure: word F1, the mean over its pages, or the F1 of segments over all of it where the
truth has no main texts. Counted are also title, authors, day and page type, and flaws of the text. bench/quality/scores.py and
bench/quality/flaws.py say what each is. Pages are parsed with weights that were trained without any page of their site
(bench/quality/folds.py). CPU is that of one process (bench/quality/rounds.py).

The peers are installed into environments of their own, and what they find is kept in the cache, so that a run after a change
of parse costs little more than parse:

    sh scripts/setup-peers

Then, with the packages of `.venv-train`, since models are trained:

    python -m bench.quality.extraction --corpus FOLDER --peers --cache FOLDER --write docs/quality.md
    python -m bench.quality.extraction --corpus FOLDER --peers trafilatura,defuddle --cache FOLDER --timing-pages 0

Without training, a quick look at the parse as it is:

    python -m bench.quality.extraction --corpus FOLDER --no-cv --pages 300 --rounds 1
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench.lib import report
from bench.peers import extractors
from bench.quality import folds, rounds, tables
from bench.quality import page as quality
from training import corpus as truth

if TYPE_CHECKING:
    from argparse import Namespace

    from bench.lib.tables import Table


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", metavar="DIR", type=Path, required=True, help="folder of pages with their truth")
    parser.add_argument(
        "--peers",
        metavar="NAMES",
        nargs="?",
        const=",".join(extractors.PEERS),
        help="measure the peers too (default: all)",
    )
    parser.add_argument(
        "--write", metavar="FILE", type=Path, help="write the page of the documentation, docs/quality.md"
    )
    parser.add_argument("--pages", metavar="N", type=int, help="how many, from all over the corpus (default: all)")
    parser.add_argument("--folds", metavar="K", type=int, default=5, help="of the cross-validation (default: 5)")
    parser.add_argument("--rounds", metavar="N", type=int, default=3, help="over the pages, for the CPU (default: 3)")
    parser.add_argument(
        "--timing-pages", metavar="N", type=int, default=300, help="on which the peers are timed (default: 300)"
    )
    parser.add_argument(
        "--cache", metavar="DIR", type=Path, help="folder that keeps the weights of each fold, and what peers find"
    )
    parser.add_argument("--no-cv", action="store_true", help="for development: score the parse as it is")
    options = parser.parse_args(arguments)
    for name in ("pages", "rounds"):
        if getattr(options, name) is not None and getattr(options, name) < 1:
            parser.error(f"--{name} {getattr(options, name)}: must be at least 1")
    if options.timing_pages < 0:
        parser.error(f"--timing-pages {options.timing_pages}: must be at least 0")
    if options.write:
        quality.by_hand(options.write)  # tells now, not at the end, that the file may not be overwritten
    rows = truth.read(options.corpus)
    chosen = truth.spread(rows, options.pages)
    title = title_of(options)
    about = report.environment()
    peers = extractors.peers(options.peers.split(","), options.cache) if options.peers else []
    about["versions"] |= {one.name: one.version for one in peers}
    made = run(rows, chosen, peers, options)
    report.publish_tables(f"{title}, {len(chosen)} pages", made, about, to=options.json)
    if options.write:
        quality.write(
            options.write,
            made,
            about,
            title=title,
            command=command_of(options),
            pages=len(chosen),
            folds=0 if options.no_cv else options.folds,
            rounds=options.rounds,
            timing_pages=options.timing_pages,
        )


def run(
    rows: list[truth.Row], chosen: list[truth.Row], peers: list[extractors.Extractor], options: Namespace
) -> list[Table]:
    """Return the tables for the chosen rows; models are trained on all rows, whatever is chosen."""
    weights = None if options.no_cv else folds.models(rows, options.corpus, options.folds, options.cache)
    measured = [extractors.bare(), extractors.ours(weights), *peers]
    timed = truth.spread(chosen, options.timing_pages) if options.timing_pages else []
    samples = truth.Samples(options.corpus, chosen)
    return tables.all_tables(chosen, rounds.run(samples, measured, options.rounds, {row["id"] for row in timed}))


def title_of(options: Namespace) -> str:
    """Return what was measured, in a few words."""
    how = "NOT cross-validated" if options.no_cv else f"{options.folds}-fold cross-validation by site"
    return f"Extraction, {how}"


def command_of(options: Namespace) -> str:
    """Return the command that measures the same, without the folders of this machine."""
    some = options.peers != ",".join(extractors.PEERS)
    flags = [f"--peers {options.peers}" if some else "--peers"] if options.peers else []
    flags += ["--no-cv"] * options.no_cv
    counts = {"pages": options.pages, "folds": None if options.no_cv else options.folds, "rounds": options.rounds}
    given = [f"--{name} {count}" for name, count in counts.items() if count]
    given += [f"--timing-pages {options.timing_pages}"] if options.peers and options.timing_pages != 300 else []
    return " ".join(("python -m bench.quality.extraction --corpus DIR", *flags, *given, "--write docs/quality.md"))


if __name__ == "__main__":
    main()
