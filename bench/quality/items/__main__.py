"""Measure how much of what items show is wrong, on pages that were annotated by hand.

    python -m bench.quality.items --corpus DIR [--half tuning|kept] [--json FILE] [--write FILE]
    python -m bench.quality.items --corpus DIR --show entities

DIR is the corpus that the gold set names pages of (`training/corpus.py` describes it); `bench/quality/items/gold.py`
describes the set. Classify and enrich run with the shipped models on the true main text of each page. ``--show`` prints
what is wrong or missing in a field. It quotes the pages, so it is nothing to be committed, and the half kept apart has
none: it would be of no use once its faults were known.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

from bench.lib import report
from bench.quality.items import gold, page
from bench.quality.items.facts import judge_dates, judge_figures, judge_keywords, judge_page
from bench.quality.items.names import judge_names, judge_quotes
from bench.quality.items.tables import FIELDS, tables
from training import corpus
from worker.classify import classify
from worker.enrich import enrich

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.quality.items.tables import Judged
    from bench.quality.items.verdict import Verdict
    from wiremill.contract.classification import Classification
    from wiremill.contract.enrichment import Enrichment


def judge(case: gold.Case, found: Enrichment, classified: Classification) -> list[Verdict]:
    """Return the verdicts on all that is said of a page."""
    return [
        *judge_names(case, found),
        *judge_dates(case, found),
        *judge_quotes(case, found),
        *judge_figures(case, found),
        *judge_keywords(case, found),
        *judge_page(case, found, classified),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Classify, enrich, judge, print, write."""
    parser = report.parser(__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with truth.jsonl.gz")
    parser.add_argument("--gold", type=Path, default=gold.FILE, help="the gold set (default: the one of the project)")
    parser.add_argument("--half", choices=get_args(gold.Half), default="tuning")
    parser.add_argument(
        "--show", choices=FIELDS, metavar="FIELD", help=f"print the faults in one of {', '.join(FIELDS)}"
    )
    parser.add_argument("--write", metavar="FILE", type=Path, help="write the page docs/quality-items.md")
    options = parser.parse_args(arguments)
    if options.show and options.half == "kept":
        parser.error("--show: the faults of the half that is kept apart are not shown; leave out --half kept")
    about = report.environment()
    chosen = [one for one in gold.load(options.gold) if gold.half_of(one.id) == options.half]
    cases = gold.cases(chosen, corpus.read(options.corpus))
    documents = [case.document for case in cases]
    judged: Judged = [
        (case, judge(case, found, classified))
        for case, found, classified in zip(cases, enrich(documents), classify(documents), strict=True)
    ]
    if options.show:
        show(judged, options.show)
        return
    made = tables(judged)
    report.publish_tables(f"Items, half {options.half}: {len(cases)} pages", made, about, to=options.json)
    if options.write:
        page.write(options.write, options.half, made, about, len(cases))


def show(judged: Judged, field: str) -> None:
    """Print what is wrong (+) or missing (-) in a field, page by page."""
    for case, verdicts in judged:
        faults = [verdict for verdict in verdicts if verdict.field == field and not verdict.right]
        if faults:
            print(f"{case.gold.id}  {case.gold.language}  {case.document.url}")
        for fault in faults:
            at = f"{fault.span[0]:>6}" if fault.span else " " * 6
            print(f"  {'+' if fault.role == 'shown' else '-'} {at} {fault.what}")


if __name__ == "__main__":
    main()
